/// Where a content block is: in which message, and which of its blocks.
struct BlockIndex: Sendable, Hashable {
  var message: Int
  var block: Int
}
