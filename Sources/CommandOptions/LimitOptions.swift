import ArgumentParser

/// What callers may ask of the server. The numbers are those of the server's own limits: a test compares them.
package struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The longest body, in bytes.", valueName: "bytes"))
  package var maxBody = 32 << 20
  @Option(help: ArgumentHelp("The most connections.", valueName: "number"))
  package var maxConnections = 1024
  @Option(help: ArgumentHelp("The most memory for bodies, in bytes.", valueName: "bytes"))
  package var maxHeld = 256 << 20
  @Option(help: ArgumentHelp("How long a header may take, in seconds.", valueName: "seconds"))
  package var headerTime = 15
  @Option(help: ArgumentHelp("How long a body may take, in seconds.", valueName: "seconds"))
  package var bodyTime = 60

  package init() {}
}
