/// One thing that is fuzzed: what goes in, where to start, and what must agree.
struct FuzzTarget: Sendable {
  let name: String
  /// Inputs to start from; see ``Seeds``.
  let seeds: @Sendable () -> [[UInt8]]
  /// Words that mean something to what reads the input.
  let words: @Sendable () -> [String]
  /// What is wrong with the answers to an input, in a sentence; nil where all agree.
  let complaint: @Sendable (_ input: [UInt8]) -> String?

  init(
    name: String, seeds: @escaping @Sendable () -> [[UInt8]],
    words: @autoclosure @escaping @Sendable () -> [String] = [], complaint: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.name = name
    self.seeds = seeds
    self.words = words
    self.complaint = complaint
  }

  static let all: [FuzzTarget] = [
    .text, .longText, .vocabulary, .json, .request, .transcript, .image, .pdf, .inflate, .catalog, .server, .plan,
    .doors,
  ]

  /// What is wrong with the answers to an input, or with what they cost.
  func complaintWithCost(_ input: [UInt8]) -> String? {
    let cost = InputCost()
    return complaint(input) ?? cost.complaint(input.count)
  }

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A repeatable number from an input: for choices that are not part of it, such as where it is split.
func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
}
