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

/// A stretch of memory that belongs to nobody else, aligned to 64 bytes; whoever made it frees it.
///
/// Safe: what is given back lies outside `words`, which are as long as `length` says.
@safe
struct ZeroedMemory {
  /// What huge pages measure on x86-64 and on most ARM systems.
  private static let pageLength = 2 << 20
  /// Bytes that are worth no mapping of their own.
  private static let shortest = 4096

  let words: UnsafeMutablePointer<UInt64>
  /// In bytes.
  let length: Int
  private let isMapped: Bool

  /// `length` bytes of zeros, a power of two of at least 4 KB; a quarter, or a quarter of that, down to 4 KB where the
  /// system has no more (`ulimit -v`) or `limit` allows no more.
  init(length: Int, limit: Int) {
    var length = length
    while length > Self.shortest {
      if length <= limit, let words = unsafe Self.map(length) {
        unsafe self.words = words
        self.length = length
        isMapped = true
        return
      }
      length = max(length / 4, Self.shortest)
    }
    let start = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 64)
    unsafe words = start.initializeMemory(as: UInt64.self, repeating: 0, count: length / 8)
    self.length = length
    isMapped = false
  }

  /// Gives it back; `words` must not be used afterwards.
  @unsafe func deallocate() {
    if isMapped { unsafe munmap(words, length) } else { unsafe UnsafeMutableRawPointer(words).deallocate() }
  }

  private static func map(_ length: Int) -> UnsafeMutablePointer<UInt64>? {
    // Room for a border of a huge page, where the memory is as long as one.
    let margin = length % pageLength == 0 ? pageLength : 0
    let start = unsafe mmap(nil, length + margin, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard var start = unsafe start, unsafe start != MAP_FAILED else { return nil }
    if margin > 0 {
      // What lies before the first and behind the last border of a huge page goes back.
      let before = (margin - Int(bitPattern: start) % margin) % margin
      if before > 0 { unsafe munmap(start, before) }
      unsafe start += before
      if before < margin { unsafe munmap(start + length, margin - before) }
      #if os(Linux)
        // Advice only: without huge pages the memory works as it is.
        _ = unsafe madvise(start, length, Int32(MADV_HUGEPAGE))
      #endif
    }
    return unsafe start.bindMemory(to: UInt64.self, capacity: length / 8)
  }
}
