import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog

/// What a line or a file is to `ullage price`.
enum PricedItem {
  /// An answer with its usage.
  case answer(Answer)
  /// A request of a batch.
  case request(MessagesRequest)
  /// A result of a batch that was not answered, and so costs nothing.
  case unbilled
  /// A row without anything to price, as sessions have them.
  case other

  /// An answer as it is priced.
  struct Answer {
    var id: String?
    var model: String?
    var usage: BilledUsage
    /// The day that stands beside it.
    var day: CalendarDay?
  }

  /// Finds the usage where answers have it: at the top, in `message`, in a batch's `result`, in a logged `response`.
  init(_ value: JSONValue) {
    if let result = value["result"], value["custom_id"] != nil {
      guard let message = result["message"], var answer = Answer(message, beside: value) else {
        self = .unbilled
        return
      }
      answer.id = value["custom_id"]?.string ?? answer.id
      answer.usage.isBatch = true
      self = .answer(answer)
      return
    }
    for holder in [value["message"], value["response"]?["body"], value["response"], value] {
      if let holder, let answer = Answer(holder, beside: value) {
        self = .answer(answer)
        return
      }
    }
    if MessagesRequest.batchItem(value) != nil || value["messages"] != nil,
      let request = try? MessagesRequest(decoding: value)
    {
      self = .request(request)
      return
    }
    self = .other
  }
}

extension PricedItem.Answer {
  init?(_ holder: JSONValue, beside row: JSONValue) {
    guard let usage = (holder["usage"] ?? row["usage"]).flatMap({ BilledUsage($0) }) ?? BilledUsage(holder) else {
      return nil
    }
    self.usage = usage
    id = (holder["id"] ?? row["id"])?.string
    model = (holder["model"] ?? row["model"])?.string
    day =
      ["timestamp", "time", "recorded_at", "created_at", "date"].lazy
      .compactMap { name in (row[name] ?? holder[name])?.string.flatMap { CalendarDay(String($0.prefix(10))) } }.first
    // What a client made up was never sent.
    if model == "<synthetic>" { return nil }
  }
}
