"""Builds the benchmark corpora from what Debian and PyPI ship."""
