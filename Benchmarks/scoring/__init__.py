"""Classes of recorded requests, and what is known of those that are not counted right."""
