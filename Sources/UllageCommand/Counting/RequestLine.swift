import JSONText

/// Counts a whole request body. The one place where request counting is plugged in.
enum RequestLine {
  /// `input_tokens` of `body` for `model`, as of the day it was recorded.
  static func count(
    _ body: JSONValue, model: CountingModel, betas: [String], recordedAt: String?, place: String
  ) throws(Complaint) -> ItemCount {
    throw Complaint(
      code: "requests_not_counted", message: "this version counts texts and messages, not yet whole requests",
      place: "\(place), request", remedy: #""message" with the text of a single user message"#, status: .incomplete)
  }
}
