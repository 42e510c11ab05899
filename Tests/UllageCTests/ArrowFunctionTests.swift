import CUllage
import Testing
import Tokenization
import UllageC

/// Arrow arrays in memory, by the C data interface.
@Suite struct ArrowFunctionTests {
  private static let texts: [String?] = [
    "hello, world", nil, "", "Größe", String(repeating: "a long text ", count: 9), "twelve bytes", "thirteen bytes",
    nil,
  ]

  /// What each text counts alone; -1 for a null.
  private static func expected(_ counter: OpenCounter) throws -> [Int64] {
    let tokenizer = try counter.tokenizer()
    return texts.map { $0.map { Int64(tokenizer.count($0)) } ?? -1 }
  }

  @Test(
    "Strings, large strings and views count alike, as texts and as binaries",
    arguments: ["u", "z", "U", "Z", "vu", "vz"])
  func layouts(format: String) throws {
    let counter = try OpenCounter("claude-opus-5")
    let expected = try Self.expected(counter)
    let array = MadeArray(Self.texts, format)
    #expect(array.counted(by: counter) == .tokens(expected))
    // A slice leaves out what stands before and behind it.
    #expect(array.counted(by: counter, offset: 3, length: 3) == .tokens(Array(expected[3..<6])))
    #expect(array.counted(by: counter, offset: 8, length: 0) == .tokens([]))
  }

  @Test("A dictionary's values count where its indices say", arguments: ["c", "C", "s", "S", "i", "I", "l", "L"])
  func dictionaries(format: String) throws {
    let counter = try OpenCounter("claude-opus-5")
    let expected = try Self.expected(counter)
    let values = MadeArray(Self.texts, "u")
    let indices = [3, 0, 0, 1, 6, 4]
    let array = MadeArray(indices, format, values)
    #expect(array.counted(by: counter) == .tokens(indices.map { expected[$0] }))
    #expect(array.counted(by: counter, offset: 2, length: 3) == .tokens([2, 3, 4].map { expected[indices[$0]] }))
  }

  @Test("An index outside its dictionary, and a type that is no text, are refused")
  func refusals() throws {
    let counter = try OpenCounter("claude-opus-5")
    let values = MadeArray(Self.texts, "u")
    for indices in [[0, 8], [-1]] {
      #expect(MadeArray(indices, "i", values).counted(by: counter) == .refused)
    }
    #expect(MadeArray(Self.texts, "u", as: "l").counted(by: counter) == .refused)
    #expect(MadeArray(Self.texts, "u", as: "+s").counted(by: counter) == .refused)
  }
}
