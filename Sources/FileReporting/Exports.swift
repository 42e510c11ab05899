// Every file here speaks of inputs and complaints.
@_exported public import Console
