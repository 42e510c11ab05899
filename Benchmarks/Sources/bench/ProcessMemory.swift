import Glibc

/// How much memory this process holds, by the kernel's own account.
enum ProcessMemory {
  /// `VmRSS` for now, `VmHWM` for the peak; 0 where the kernel does not say.
  static func kib(_ field: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 256)
    while fgets(&buffer, Int32(buffer.count), file) != nil {
      let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if line.hasPrefix(field + ":") { return Int(line.filter(\.isNumber)) ?? 0 }
    }
    return 0
  }
}
