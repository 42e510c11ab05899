// What goes over the border to C and back: handles, bytes, answers, complaints.
//
// Safe: a pointer from the caller is read within the call, as far as the length beside it says; the header makes the
// length the caller's promise. A handle is retained when it is opened and released when it is closed. What the caller is
// given to free was allocated by `malloc`.

import CUllage
import Console
import JSONText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An object that C holds by a pointer whose type is never defined.
protocol Handle: AnyObject {}

extension Handle {
  /// A reference that C owns until `release`.
  func retained() -> OpaquePointer { unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  static func borrowed(_ handle: OpaquePointer) -> Self {
    unsafe Unmanaged<Self>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
  }

  static func release(_ handle: OpaquePointer?) {
    guard let handle = unsafe handle else { return }
    unsafe Unmanaged<Self>.fromOpaque(UnsafeRawPointer(handle)).release()
  }
}

extension Counter: Handle {}
extension Ledger: Handle {}

/// A place for an answer or a complaint.
typealias TextPlace = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// The caller's bytes, lent for the call.
func lent(_ text: UnsafePointer<CChar>?, _ length: Int) -> UnsafeBufferPointer<UInt8> {
  guard let text = unsafe text else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
  return unsafe UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: length)
}

/// A copy of the caller's bytes; nil for NULL.
func copied(_ text: UnsafePointer<CChar>?, _ length: Int) -> [UInt8]? {
  unsafe text == nil ? nil : Array(lent(text, length))
}

/// Text that the caller frees by `ullage_free`. Where there is no memory, Swift has ended the process before.
func owned(_ bytes: some Collection<UInt8>) -> UnsafeMutablePointer<CChar> {
  let count = bytes.count
  guard let memory = unsafe malloc(count + 1) else { preconditionFailure("no memory for \(count) bytes") }
  let text = unsafe memory.bindMemory(to: CChar.self, capacity: count + 1)
  var place = unsafe text
  for byte in bytes {
    unsafe place.pointee = CChar(bitPattern: byte)
    unsafe place += 1
  }
  unsafe place.pointee = 0
  return unsafe text
}

/// Does what a function is for; a complaint becomes its status, and JSON where the caller wants it.
func answering(_ complaint: TextPlace?, _ body: () throws(Complaint) -> Void) -> Int32 {
  do throws(Complaint) {
    try body()
    return Int32(ULLAGE_OK)
  } catch {
    if let complaint = unsafe complaint { unsafe complaint.pointee = owned(error.json) }
    return error.status.rawValue
  }
}

extension Complaint {
  /// `{"code", "message", "at", "remedy"}` on one line.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("code", code)
      object.member("message", message)
      object.member("at", place.map { .string($0) } ?? .null)
      object.member("remedy", remedy)
    }
    return writer.take()
  }
}
