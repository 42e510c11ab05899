// Numbers as Python spells them after reading them.

enum PythonNumber {
  /// Appends a number's text: integers digit by digit, others as `repr(float(…))`.
  static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
    let spelling = value.sourceBytes
    if value.word.kind == .integer {
      // `-0` is the only spelling of an integer that Python does not give back.
      bytes.append(contentsOf: spelling.elementsEqual("-0".utf8) ? spelling.dropFirst() : spelling)
    } else {
      append(Double(String(decoding: spelling, as: UTF8.self)) ?? .nan, to: &bytes)
    }
  }

  /// Appends `repr(number)`: the fewest digits that read back the same; an exponent below 1e-4 and from 1e16.
  static func append(_ number: Double, to bytes: inout [UInt8]) {
    if number.isNaN { return bytes.append(contentsOf: "NaN".utf8) }
    if number.sign == .minus { bytes.append(UInt8(ascii: "-")) }
    if number.isInfinite { return bytes.append(contentsOf: "Infinity".utf8) }
    let (digits, point) = shortest(number.magnitude)
    let zero = UInt8(ascii: "0")
    switch point {
    case -3...0:
      bytes.append(contentsOf: "0.".utf8)
      bytes.append(contentsOf: repeatElement(zero, count: -point))
      bytes.append(contentsOf: digits)
    case 1...16:
      bytes.append(contentsOf: digits.prefix(point))
      bytes.append(contentsOf: repeatElement(zero, count: max(point - digits.count, 0)))
      bytes.append(UInt8(ascii: "."))
      if digits.count > point { bytes.append(contentsOf: digits.dropFirst(point)) } else { bytes.append(zero) }
    default:
      bytes.append(digits[0])
      if digits.count > 1 {
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: digits.dropFirst())
      }
      bytes.append(contentsOf: point > 0 ? "e+".utf8 : "e-".utf8)
      let exponent = (point - 1).magnitude
      if exponent < 10 { bytes.append(zero) }
      bytes.append(contentsOf: String(exponent).utf8)
    }
  }

  /// The significant digits of a finite number and how many of them stand before the point, as in `0.digits × 10^point`.
  ///
  /// Swift's description and Python's `repr` choose the same digits and differ only in where they set the point.
  private static func shortest(_ number: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var text = number.description.utf8[...]
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(Substring(text[text.index(after: mark)...])) ?? 0
      text = text[..<mark]
    }
    for byte in text {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    var position = (point ?? digits.count) + exponent
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    if leading == digits.count { return ([UInt8(ascii: "0")], 1) }
    digits.removeFirst(leading)
    position -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, position)
  }
}
