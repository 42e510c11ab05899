/// Why a text is not JSON, and where.
///
/// Says what is wrong, the place four ways (byte offset, line and column, JSON path, the text itself), and what to do.
///
///     do { _ = try JSONDocument(parsing: Array(#"{"a":[1,]}"#.utf8)) } catch { print(error) }
///     // trailing_comma at a[1] (line 1, column 9, byte 8): a comma before "]". Found: ]}. Remove the comma.
public struct JSONError: Error, Sendable, Equatable {
  /// The kind of mistake. An open set: later versions may tell more kinds apart.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is no value at all.
    public static let empty = Code(rawValue: "empty")
    /// The text ends within a value.
    public static let unexpectedEnd = Code(rawValue: "unexpected_end")
    /// Something else has to stand here.
    public static let unexpectedCharacter = Code(rawValue: "unexpected_character")
    /// A comma before a closing bracket.
    public static let trailingComma = Code(rawValue: "trailing_comma")
    /// Something follows the value.
    public static let trailingContent = Code(rawValue: "trailing_content")
    /// A backslash and what is no escape.
    public static let badEscape = Code(rawValue: "bad_escape")
    /// A control character in a string that is not escaped.
    public static let controlCharacter = Code(rawValue: "control_character")
    /// A number that the grammar does not know.
    public static let badNumber = Code(rawValue: "bad_number")
    /// A word other than `true`, `false` and `null`.
    public static let badLiteral = Code(rawValue: "bad_literal")
    /// Another encoding, such as UTF-16.
    public static let notUTF8 = Code(rawValue: "not_utf8")
    /// Deeper than ``JSONLimits/depth``.
    public static let tooDeep = Code(rawValue: "too_deep")
    /// Larger than ``JSONLimits/size``.
    public static let tooLarge = Code(rawValue: "too_large")
    /// So many values that they take more than ``JSONLimits/parsedSize``.
    public static let tooMany = Code(rawValue: "too_many")
  }

  /// The kind, for programs.
  public let code: Code
  /// What is wrong, a sentence without a full stop.
  public let message: String
  /// Bytes from the start of the input, a byte order mark included.
  public let offset: Int
  /// Lines are counted by line feeds, from 1.
  public let line: Int
  /// Unicode scalars from the start of the line, from 1.
  public let column: Int
  /// The value that was being read, as in `messages[3].content`; empty for the whole document.
  public let path: String
  /// Up to 40 bytes of the input from `offset`, with control characters escaped.
  public let excerpt: String
  /// What to do about it, a full sentence.
  public let remedy: String
}

extension JSONError: CustomStringConvertible {
  public var description: String {
    let place = path.isEmpty ? "" : " at \(path)"
    let found = excerpt.isEmpty ? "" : " Found: \(excerpt)."
    return "\(code.rawValue)\(place) (line \(line), column \(column), byte \(offset)): \(message).\(found) \(remedy)"
  }
}

/// A mistake as the parser meets it: the reader of the error needs more, but only once.
struct JSONFault: Error {
  var code: JSONError.Code
  var offset: Int
}

extension JSONError {
  init(_ fault: JSONFault, in bytes: RawSpan, path: String, limits: JSONLimits) {
    let position = SourcePosition(of: fault.offset, in: bytes)
    var (message, remedy) = Self.wording(of: fault.code, limits: limits)
    var excerpt = SourcePosition.excerpt(at: fault.offset, in: bytes)
    if fault.code == .notUTF8, let name = Self.wideEncoding(bytes) {
      // Every other byte of an excerpt would be a NUL.
      (message, excerpt) = ("the text is \(name), and JSON is UTF-8", "")
      remedy = "Convert it to UTF-8: iconv -f \(name) -t UTF-8."
    }
    self.init(
      code: fault.code, message: message, offset: fault.offset, line: position.line, column: position.column,
      path: path, excerpt: excerpt, remedy: remedy)
  }

  /// The name of UTF-16 or UTF-32 by a byte order mark, or by where the NULs of its first character stand.
  private static func wideEncoding(_ bytes: RawSpan) -> String? {
    guard bytes.byteCount >= 4 else { return nil }
    let start = (bytes[byte: 0], bytes[byte: 1], bytes[byte: 2], bytes[byte: 3])
    switch start {
    case (0xFF, 0xFE, 0, 0): return "UTF-32LE"
    case (0, 0, 0xFE, 0xFF): return "UTF-32BE"
    case (0xFF, 0xFE, _, _): return "UTF-16LE"
    case (0xFE, 0xFF, _, _): return "UTF-16BE"
    case (0, 0, 0, 1...): return "UTF-32BE"
    case (1..., 0, 0, 0): return "UTF-32LE"
    case (0, 1..., _, _): return "UTF-16BE"
    case (1..., 0, _, _): return "UTF-16LE"
    default: return nil
    }
  }

  private static func wording(of code: Code, limits: JSONLimits) -> (message: String, remedy: String) {
    switch code {
    case .empty: ("there is no value", "Give a JSON value; an empty file or line is none.")
    case .unexpectedEnd: ("the text ends inside a value", "Give the whole value; the input may have been cut off.")
    case .trailingComma: ("a comma is followed by no further value", "Remove the comma.")
    case .trailingContent:
      ("something follows the value", "Give one value; for one value a line, read the input as JSON Lines.")
    case .badEscape:
      ("a backslash is followed by no escape", #"Write \\ for a backslash; \u takes four hexadecimal digits."#)
    case .controlCharacter:
      ("a control character stands in a string as it is", #"Escape it, for example \n for a line feed."#)
    case .badNumber: ("this is no JSON number", "Write it like -12.5e3: no leading zeros, digits around the point.")
    case .badLiteral:
      ("this is no JSON value", "Write true, false or null; strings take double quotes; NaN and Infinity do not exist.")
    case .notUTF8: ("the text is not UTF-8", "Convert it to UTF-8.")
    case .tooDeep: ("values are nested more than \(limits.depth) deep", "Raise the limit if this is meant.")
    case .tooLarge: ("the text is larger than \(limits.size) bytes", "Raise the limit if this is meant.")
    case .tooMany: ("its values take more than \(limits.parsedSize) bytes", "Raise the limit if this is meant.")
    default: ("a value, a key, a comma or a bracket is expected here", "Check quotes, commas and colons before it.")
    }
  }
}
