#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Arguments for another program as the system wants them: texts that end in a NUL, in a list that ends in a null.
///
/// Safe: the copies live until `body` returns.
package enum CStrings {
  package static func lend<Result>(
    _ arguments: [[UInt8]], to body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = unsafe arguments.map { bytes in
      unsafe (bytes + [0]).withUnsafeBytes { unsafe strdup($0.bindMemory(to: CChar.self).baseAddress!) }
    }
    defer { for at in unsafe copies.indices { unsafe free(copies[at]) } }
    return unsafe body(copies + [nil])
  }
}
