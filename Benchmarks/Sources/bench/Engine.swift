import Glibc
import Tokenization

/// What is measured: the tokenizer of a family, or a yardstick that says what the machine could do at most.
enum Engine: String, CaseIterable {
  case v3
  case v47 = "v4.7"
  case v48 = "v4.8"
  /// Copies the bytes.
  case memcpy
  /// Checks that the bytes are UTF-8, with the standard library.
  case utf8

  func load() throws -> any Counter {
    switch self {
    case .v3: try Tokenizer.bundled(.v3)
    case .v47: try Tokenizer.bundled(.v4_7)
    case .v48: try Tokenizer.bundled(.v4_8)
    case .memcpy: Copying()
    case .utf8: Validating()
    }
  }
}

/// Something that turns bytes into a number.
protocol Counter: Sendable {
  func count(_ bytes: Span<UInt8>) -> Int
}

extension Tokenizer: Counter {
  func count(_ bytes: Span<UInt8>) -> Int { count(utf8: bytes) }
}

/// Copies a document; the number is its last byte.
private struct Copying: Counter {
  func count(_ bytes: Span<UInt8>) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, bytes.count)) { target in
      bytes.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
        Glibc.memcpy(to, from, source.count)
        return Int(target[source.count - 1])
      }
    }
  }
}

/// Validates a document; the number is 1 where it is UTF-8.
private struct Validating: Counter {
  func count(_ bytes: Span<UInt8>) -> Int {
    (try? UTF8Span(validating: bytes)) == nil ? 0 : 1
  }
}
