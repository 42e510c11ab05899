// Every file of the command speaks through these: complaints, exit status, streams, files.
@_exported public import Console
@_exported public import FileReporting
