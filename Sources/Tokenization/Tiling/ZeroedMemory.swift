// Memory for the caches: zeroed, aligned, and in huge pages where the system has them. A fresh small page costs the
// system 1.3 µs, so that the 512 of a cache, touched here and there, would take longer than counting half a megabyte;
// one huge page costs 0.1 ms (Linux 6.18 on a virtual machine, AMD EPYC), and fewer entries of the address cache.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A stretch of memory that belongs to nobody else; whoever made it frees it.
///
/// Safe: what is given back lies outside `words`, which are as long as `length` says.
@safe
struct ZeroedMemory {
  /// What huge pages measure on x86-64 and on most ARM systems.
  private static let pageLength = 2 << 20

  let words: UnsafeMutablePointer<UInt64>
  private let length: Int

  /// `length` bytes of zeros, a multiple of the huge page.
  init(length: Int) {
    precondition(length % Self.pageLength == 0)
    self.length = length
    let reserved = length + Self.pageLength
    let start = unsafe mmap(nil, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      fatalError("no memory for a cache of \(length) bytes")
    }
    // What lies before the first and behind the last border of a huge page goes back.
    let before = (Self.pageLength - Int(bitPattern: start) % Self.pageLength) % Self.pageLength
    if before > 0 { unsafe munmap(start, before) }
    let aligned = unsafe start + before
    if before < Self.pageLength { unsafe munmap(aligned + length, Self.pageLength - before) }
    #if os(Linux)
      // Advice only: without huge pages the memory works as it is.
      _ = unsafe madvise(aligned, length, Int32(MADV_HUGEPAGE))
    #endif
    unsafe words = aligned.bindMemory(to: UInt64.self, capacity: length / 8)
  }

  /// Gives it back; `words` must not be used afterwards.
  @unsafe func deallocate() { unsafe munmap(words, length) }
}
