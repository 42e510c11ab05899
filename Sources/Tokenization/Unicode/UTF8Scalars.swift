// Decoding and encoding of UTF-8, with the standard's replacement of what is not UTF-8: one U+FFFD for each maximal
// subpart (Unicode 15.0, section 3.9, table 3-7).
//
// Safe: valid UTF-8 has as many bytes as its first one says; `decodeChecked` compares with `available`; four bytes are
// room for every scalar.

/// The scalar at `text`, which is valid UTF-8 there, and its length in bytes.
@inline(__always)
func decodeSettled(_ text: UnsafePointer<UInt8>) -> (scalar: UInt32, length: Int) {
  let b0 = unsafe UInt32(text[0])
  if b0 < 0x80 { return (b0, 1) }
  if b0 < 0xE0 { return unsafe ((b0 & 0x1F) << 6 | UInt32(text[1] & 0x3F), 2) }
  if b0 < 0xF0 { return unsafe ((b0 & 0x0F) << 12 | UInt32(text[1] & 0x3F) << 6 | UInt32(text[2] & 0x3F), 3) }
  return unsafe (
    (b0 & 0x07) << 18 | UInt32(text[1] & 0x3F) << 12 | UInt32(text[2] & 0x3F) << 6 | UInt32(text[3] & 0x3F), 4
  )
}

/// The scalar at `text` and its length in bytes; where the bytes are not UTF-8, `scalar` is nil and `length` that of the
/// maximal subpart, at least 1. `available` is the number of bytes that may be read, at least 1.
@inline(__always)
func decodeChecked(_ text: UnsafePointer<UInt8>, _ available: Int) -> (scalar: UInt32?, length: Int) {
  let b0 = unsafe UInt32(text[0])
  if b0 < 0x80 { return (b0, 1) }
  if b0 < 0xC2 || b0 > 0xF4 { return (nil, 1) }
  guard available > 1 else { return (nil, 1) }
  let b1 = unsafe UInt32(text[1])
  if b0 < 0xE0 {
    return b1 & 0xC0 == 0x80 ? ((b0 & 0x1F) << 6 | (b1 & 0x3F), 2) : (nil, 1)
  }
  // The second byte's range is narrower behind E0 (overlong), ED (surrogates), F0 (overlong) and F4 (above U+10FFFF).
  let lowest: UInt32 = b0 == 0xE0 ? 0xA0 : b0 == 0xF0 ? 0x90 : 0x80
  let highest: UInt32 = b0 == 0xED ? 0x9F : b0 == 0xF4 ? 0x8F : 0xBF
  guard b1 >= lowest, b1 <= highest else { return (nil, 1) }
  guard available > 2 else { return (nil, 2) }
  let b2 = unsafe UInt32(text[2])
  guard b2 & 0xC0 == 0x80 else { return (nil, 2) }
  if b0 < 0xF0 { return ((b0 & 0x0F) << 12 | (b1 & 0x3F) << 6 | (b2 & 0x3F), 3) }
  guard available > 3 else { return (nil, 3) }
  let b3 = unsafe UInt32(text[3])
  guard b3 & 0xC0 == 0x80 else { return (nil, 3) }
  return ((b0 & 0x07) << 18 | (b1 & 0x3F) << 12 | (b2 & 0x3F) << 6 | (b3 & 0x3F), 4)
}

/// Writes `scalar` as UTF-8 and returns its length in bytes, at most 4.
@inline(__always)
func encode(_ scalar: UInt32, to out: UnsafeMutablePointer<UInt8>) -> Int {
  if scalar < 0x80 {
    unsafe out[0] = UInt8(truncatingIfNeeded: scalar)
    return 1
  }
  if scalar < 0x800 {
    unsafe out[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
    unsafe out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 2
  }
  if scalar < 0x10000 {
    unsafe out[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
    unsafe out[1] = UInt8(truncatingIfNeeded: 0x80 | (scalar >> 6) & 0x3F)
    unsafe out[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 3
  }
  unsafe out[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
  unsafe out[1] = UInt8(truncatingIfNeeded: 0x80 | (scalar >> 12) & 0x3F)
  unsafe out[2] = UInt8(truncatingIfNeeded: 0x80 | (scalar >> 6) & 0x3F)
  unsafe out[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
  return 4
}
