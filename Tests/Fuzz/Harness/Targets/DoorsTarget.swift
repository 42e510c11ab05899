import CUllage
import JSONText
import RequestCounting
import TestSupport
import Tokenization
import UllageC

extension FuzzTarget {
  /// The C interface: options on the input's first line, then a text or JSON, to every function that takes either. A status is
  /// a documented one, an answer is JSON, a complaint says what helps, and what failed has written nothing.
  static let doors = FuzzTarget(
    name: "doors", seeds: doorSeeds,
    words: RequestWays.words + [
      #"{"max_tokens":9223372036854775807}"#, #"{"window":1,"remedies":"always"}"#, #"{"betas":["x"]}"#,
      #"{"as_of":"2026-01-31"}"#, #"{"risk":0.01}"#, #"{"next":true}"#, #"{"branches":1000,"rate_tier":"build"}"#,
      #"{"platform":"bedrock","endpoint":"batches"}"#, #"{"assume_model":"claude-opus-5"}"#,
      #""usage":{"input_tokens":9}"#,
      #"[{"request":{"messages":[]},"input_tokens":9,"betas":[]}]"#, #""cache_read_input_tokens":-1"#, "\n",
    ]
  ) { input in
    guard let counter else { return "no counter" }
    let end = input.firstIndex(of: 0x0A) ?? input.startIndex
    let (options, body) = (Array(input[..<end]), Array(input[end...].drop { $0 == 0x0A }))
    return textComplaint(counter, body) ?? answerComplaint(counter, body, options) ?? ledgerComplaint(
      counter, body, options)
      ?? counterComplaint(body)
  }

  /// Open as long as the program runs.
  private nonisolated(unsafe) static let counter: OpaquePointer? = {
    var handle: OpaquePointer?
    return ullage_counter_open("claude-opus-5", 13, nil, 0, &handle, nil) == ULLAGE_OK ? handle : nil
  }()

  private static let tokenizer = try? Tokenizer.bundled(for: "claude-opus-5")

  private static let doorSeeds: @Sendable () -> [[UInt8]] = {
    let learned = #"[{"request":{"messages":[{"role":"user","content":"x"}]},"input_tokens":9,"betas":["a"]}]"#
    let bodies = RequestWays.seeds() + [learned, #"{"role":"assistant","content":"x"}"#].map { Array($0.utf8) }
    let options = ["", #"{"max_tokens":5}"#, #"{"window":9,"remedies":"where_needed","risk":0.05}"#]
    return bodies.enumerated().map { Array(options[$0 % options.count].utf8) + [0x0A] + $1 }
  }

  // MARK: What must hold

  private static func textComplaint(_ counter: OpaquePointer, _ text: [UInt8]) -> String? {
    let tokens = lent(text) { ullage_count(counter, $0, $1) }
    let known = tokenizer?.count(utf8: text.span) ?? -1
    if tokens != known { return "\(tokens) tokens through C, \(known) in Swift" }
    var count = ullage_tokens()
    for (unit, status) in [(ULLAGE_CONTENT, ULLAGE_OK), (ULLAGE_MESSAGE, ULLAGE_OK), (9, ULLAGE_USAGE)] {
      let found = lent(text) { ullage_count_text(counter, $0, $1, Int32(unit), &count) }
      if found != status { return "counting by unit \(unit) gives \(found)" }
      if count.lower > count.tokens || count.tokens > count.upper { return "\(count) is outside its bounds" }
    }
    // Any numbers may be offsets, as long as those that are taken lie in the text.
    var random = SeededRandom(seed: digest(text))
    let offsets = [Int64(0)] + (0..<3).map { _ in Int64(random.below(text.count + 1)) }
    var many = [Int64](repeating: -7, count: 3)
    let status = lent(text) { text, _ in ullage_count_many(counter, text, offsets, 3, 1, &many, nil) }
    let isOrdered = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
    if status != (isOrdered ? ULLAGE_OK : ULLAGE_BAD_DATA) { return "offsets \(offsets) give \(status)" }
    if !isOrdered, many != [-7, -7, -7] { return "refused, and written" }
    // Texts anywhere: the whole, what the first offset leaves of it, and nothing.
    let start = Int(offsets[1])
    var each = [Int64](repeating: -7, count: 3)
    lent(text) { text, length in
      ullage_count_each(counter, [text, text.map { $0 + start }, nil], [length, length - start, 0], 3, 2, &each)
    }
    let rest = tokenizer?.count(utf8: text.span.extracting(start...)) ?? -1
    if each != [tokens, Int64(rest), 0] { return "\(each) for texts anywhere, not \(tokens) and \(rest)" }
    return partsComplaint(counter, text, limit: Int64(digest(text) % 40) - 1)
  }

  private static func partsComplaint(_ counter: OpaquePointer, _ text: [UInt8], limit: Int64) -> String? {
    var (length, count) = (-7, -7)
    var ends = [Int](repeating: -7, count: 4)
    let prefix = asked { complaint in
      lent(text) { ullage_longest_prefix(counter, $0, $1, limit, &length, complaint) }
    }
    let chunks = asked { complaint in
      lent(text) { ullage_chunks(counter, $0, $1, limit, &ends, ends.count, &count, complaint) }
    }
    if let complaint = prefix.complaint ?? chunks.complaint { return complaint }
    if (prefix.status == ULLAGE_OK) != (length >= 0 && length <= text.count) { return "a prefix of \(length) bytes" }
    if (chunks.status == ULLAGE_OK) != (count >= 0) { return "\(count) chunks" }
    if count >= 0, count <= ends.count, count > 0, ends[count - 1] != text.count { return "chunks end at \(ends)" }
    return nil
  }

  private static func answerComplaint(_ counter: OpaquePointer, _ body: [UInt8], _ options: [UInt8]) -> String? {
    let functions: [(TextPlace, TextPlace) -> Int32] = [
      { answer, complaint in
        lent(body) { ullage_count_request(counter, $0, $1, nil, 0, answer, complaint) }
      },
      { answer, complaint in
        lent(body) { body, length in
          lent(options) { ullage_count_request(counter, body, length, $0, $1, answer, complaint) }
        }
      },
      { answer, complaint in
        lent(body) { body, length in
          lent(options) { ullage_plan_request(counter, body, length, $0, $1, answer, complaint) }
        }
      },
      { answer, complaint in lent(body) { ullage_calibrate(counter, $0, $1, answer, complaint) } },
    ]
    for function in functions {
      let (first, second) = (Answer(function), Answer(function))
      if first != second { return "asked again, it answers otherwise" }
      if let complaint = first.complaint { return complaint }
    }
    return nil
  }

  private static func ledgerComplaint(_ counter: OpaquePointer, _ body: [UInt8], _ options: [UInt8]) -> String? {
    var handle: OpaquePointer?
    let opened = asked { complaint in
      lent(body) { body, length in
        lent(options) { ullage_ledger_open(counter, body, length, $0, $1, &handle, complaint) }
      }
    }
    if let complaint = opened.complaint { return complaint }
    if (opened.status == ULLAGE_OK) != (handle != nil) { return "opened with \(opened.status)" }
    if handle == nil {
      let plain = #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"x"}]}"#
      _ = ullage_ledger_open(counter, plain, plain.utf8.count, nil, 0, &handle, nil)
    }
    guard let ledger = handle else { return "no ledger" }
    defer { ullage_ledger_close(ledger) }
    let before = taken(ullage_ledger_state(ledger))
    let appended = asked { complaint in lent(body) { ullage_ledger_append(ledger, $0, $1, complaint) } }
    if appended.status != ULLAGE_OK, taken(ullage_ledger_state(ledger)) != before { return "refused, and appended" }
    let state = taken(ullage_ledger_state(ledger))
    let answered = asked { complaint in
      lent(body) { body, length in
        lent(options) { ullage_ledger_append_answer(ledger, body, length, $0, $1, nil, complaint) }
      }
    }
    if answered.status != ULLAGE_OK, taken(ullage_ledger_state(ledger)) != state { return "refused, and answered" }
    _ = ullage_ledger_headroom(ledger)
    return appended.complaint ?? answered.complaint
      ?? Answer { answer, complaint in ullage_ledger_plan(ledger, answer, complaint) }.complaint
  }

  private static func counterComplaint(_ catalog: [UInt8]) -> String? {
    var handle: OpaquePointer?
    let opened = asked { complaint in
      lent(catalog) { ullage_counter_open(nil, 0, $0, $1, &handle, complaint) }
    }
    defer { ullage_counter_close(handle) }
    let named = asked { complaint in
      var other: OpaquePointer?
      let status = lent(catalog) { ullage_counter_open($0, $1, nil, 0, &other, complaint) }
      ullage_counter_close(other)
      return status
    }
    return opened.complaint ?? named.complaint
      ?? ((opened.status == ULLAGE_OK) == (handle != nil) ? nil : "opened with \(opened.status)")
  }

  // MARK: Calls as C makes them

  private typealias TextPlace = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  private static func lent<Value>(_ bytes: [UInt8], _ use: (UnsafePointer<CChar>?, Int) -> Value) -> Value {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { use($0.baseAddress, $0.count) }
    }
  }

  fileprivate static func taken(_ text: UnsafeMutablePointer<CChar>?) -> [UInt8] {
    defer { ullage_free(text) }
    return text.map { Array(String(cString: $0).utf8) } ?? []
  }

  /// A call's status, and what is wrong with it or with its complaint.
  private static func asked(_ call: (TextPlace) -> Int32) -> (status: Int32, complaint: String?) {
    var text: UnsafeMutablePointer<CChar>?
    let status = call(&text)
    return (status, complaint(about: status, taken(text)))
  }

  fileprivate static func complaint(about status: Int32, _ said: [UInt8]) -> String? {
    let known = [ULLAGE_OK, ULLAGE_INCOMPLETE, ULLAGE_USAGE, ULLAGE_BAD_DATA].contains { $0 == status }
    if !known { return "status \(status)" }
    if status == ULLAGE_OK { return said.isEmpty ? nil : "done, and complained of" }
    let root = try? JSONDocument(parsing: said).root
    let isWhole = ["code", "message", "remedy"].allSatisfy { root?[$0]?.string?.isEmpty == false }
    return isWhole ? nil : "a complaint without code, message or remedy: \(String(decoding: said, as: UTF8.self))"
  }

  /// What a function answered, both ways.
  private struct Answer: Equatable {
    let status: Int32
    let answer: [UInt8]
    let said: [UInt8]

    init(_ call: (TextPlace, TextPlace) -> Int32) {
      var (answer, complaint): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
      status = call(&answer, &complaint)
      self.answer = FuzzTarget.taken(answer)
      said = FuzzTarget.taken(complaint)
    }

    var complaint: String? {
      if let complaint = FuzzTarget.complaint(about: status, said) { return complaint }
      if status != ULLAGE_OK { return answer.isEmpty ? nil : "refused, and answered" }
      return (try? JSONDocument(parsing: answer).root)?.isObject == true ? nil : "an answer that is no object"
    }
  }
}
