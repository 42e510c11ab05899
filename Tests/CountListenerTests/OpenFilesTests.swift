import Testing

@testable import CountListener

@Suite("Files that a server may have open")
struct OpenFilesTests {
  @Test("leave room for connections, or are too few for the server itself")
  func room() throws {
    #expect(try OpenFiles.room(for: 100, within: 100 + OpenFiles.reserve) == 100)
    #expect(try OpenFiles.room(for: 100, within: OpenFiles.reserve + 7) == 7)
    #expect(try OpenFiles.room(for: 100, within: OpenFiles.least) == 1)
    let few = #expect(throws: TooFewFiles.self) { try OpenFiles.room(for: 100, within: OpenFiles.least - 1) }
    #expect(few?.limit == OpenFiles.least - 1 && few?.needed == OpenFiles.least)
  }
}
