import JSONText
import MessagesAPI
import ModelCatalog

// How and where a request is served, and who pays.

extension RequestCheck {
  mutating func checkService() {
    if request.otherFields.isEmpty { return }
    if request.otherFields["speed"]?.isText("fast") == true { checkFastMode() }
    checkInferencePlace()
    checkCredit()
    if delivery.endpoint == .batches, request.otherFields["billing_policy"]?["bill_to"]?.isText("user_profile") == true
    {
      refuse(
        .billingInBatches, at: RequestPath([.field("billing_policy"), .field("bill_to")]),
        remedy: "Leave it out, or use \"self\".")
    }
  }

  /// What a refusal hands out to go on with takes the place of models that would go on by themselves.
  private mutating func checkCredit() {
    guard isOwnShape, let token = request.otherFields["fallback_credit_token"], !token.isNull else { return }
    let path = RequestPath([.field("fallback_credit_token")])
    if let fallbacks = request.otherFields["fallbacks"], !fallbacks.isNull {
      refuse(.fallbackCredit, at: path, remedy: "Leave fallbacks out of the request that redeems the credit.")
    }
    if delivery.endpoint == .batches {
      refuse(.fallbackCredit, 1, at: path, remedy: "Send the request by itself, or leave the token out.")
    }
  }

  private mutating func checkFastMode() {
    let path = RequestPath([.field("speed")])
    if let model, model.acceptsFastMode == false {
      // The guide of 2026-05-29 has Opus 4.7 among the models with fast mode; that of October does not.
      let mayStillHave = model.id == "claude-opus-4-7" && day < Self.fastModeWithoutOpus47
      refuse(
        .fastMode, at: path, doubt: mayStillHave ? .day : nil, ["model": model.id],
        remedy: "Leave it out, or use \"standard\".")
    } else if delivery.platform == .foundry || delivery.endpoint == .batches {
      refuse(
        .fastMode, 1, at: path, doubt: .evidence,
        ["place": delivery.platform == .foundry ? "on this platform" : "in batches"],
        remedy: "Leave it out, or use \"standard\".")
    }
  }

  /// The day of the first record that has it no more.
  private static let fastModeWithoutOpus47 = CalendarDay(year: 2026, month: 7, day: 24)

  private mutating func checkInferencePlace() {
    guard let place = request.otherFields["inference_geo"]?.string else { return }
    let path = RequestPath([.field("inference_geo")])
    if let model, let released = model.released, released < Self.inferencePlaces {
      refuse(.inferenceGeoSupported, at: path, ["model": model.id], remedy: "Leave it out, or use a model from 4.6 on.")
    } else if place != "global", place != "us" {
      refuse(.inferenceGeo, at: path, remedy: "Use global or us.")
    }
  }

  /// Opus 4.6 was the first.
  private static let inferencePlaces = CalendarDay(year: 2026, month: 2, day: 5)
}
