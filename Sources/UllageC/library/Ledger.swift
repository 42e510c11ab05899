// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions have the names of the header, which the compiler compares them with.
//
// Ledgers: conversations that grow.
//
// Safe: see Crossing.swift. A ledger is changed by one thread at a time, which the header makes the caller's promise.

import CUllage
import Console
import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading

/// What stands behind an `ullage_ledger`.
final class Ledger {
  fileprivate var conversation: ConversationLedger
  fileprivate let policy: PlanPolicy
  /// The day that is counted for: the caller's, or the catalogue's.
  fileprivate let day: CalendarDay

  fileprivate init(_ asked: AskedRequest, _ counter: Counter) throws(Complaint) {
    policy = asked.policy
    day = asked.policy.asOf ?? counter.catalog.date
    do throws(PlanError) {
      conversation = try ConversationLedger(asked.request, planner: counter.planner, policy: asked.policy)
    } catch {
      throw Complaint(error)
    }
  }
}

@c @implementation
public func ullage_ledger_open(
  _ counter: OpaquePointer, _ body: UnsafePointer<CChar>?, _ bodyLength: Int, _ options: UnsafePointer<CChar>?,
  _ optionsLength: Int, _ ledger: UnsafeMutablePointer<OpaquePointer?>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let counter = unsafe Counter.borrowed(counter)
    let options = try unsafe RequestOptions(copied(options, optionsLength), isPlan: true)
    let asked = try unsafe AskedRequest(lent(body, bodyLength), options, counter)
    unsafe ledger.pointee = try Ledger(asked, counter).retained()
  }
}

@c @implementation
public func ullage_ledger_append(
  _ ledger: OpaquePointer, _ message: UnsafePointer<CChar>?, _ length: Int,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let messages = try unsafe decoded(lent(message, length))
    for message in messages { unsafe Ledger.borrowed(ledger).conversation.append(message) }
  }
}

@c @implementation
public func ullage_ledger_append_answer(
  _ ledger: OpaquePointer, _ message: UnsafePointer<CChar>?, _ length: Int, _ usage: UnsafePointer<CChar>?,
  _ usageLength: Int, _ isBelieved: UnsafeMutablePointer<Int32>?,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let messages = try unsafe decoded(lent(message, length))
    guard messages.count == 1, messages[0].role == .assistant else {
      throw Complaint(
        code: "no_answer", message: "usage belongs to one answer", place: "message",
        remedy: "give one message whose role is \"assistant\"", status: .badData)
    }
    let json: JSONValue
    do throws(JSONError) { json = try JSONDocument(parsing: unsafe Array(lent(usage, usageLength))).root } catch {
      throw Complaint(error, at: "usage")
    }
    guard let usage = UsageReading.usage(json, isFinal: true) else {
      throw Complaint(
        code: "no_usage", message: "there are no input_tokens that a prompt can have", place: "usage",
        remedy: "give the \"usage\" of the API's answer as it is", status: .badData)
    }
    let believed = unsafe Ledger.borrowed(ledger).conversation.append(messages[0], usage: usage)
    unsafe isBelieved?.pointee = believed ? 1 : 0
  }
}

/// Messages are read where they stand in a body.
private func decoded(_ message: UnsafeBufferPointer<UInt8>) throws(Complaint) -> [Message] {
  do throws(DecodeError) {
    return try unsafe MessagesRequest(
      decoding: Array("{\"messages\":[".utf8) + Array(message) + Array("]}".utf8)
    ).messages
  } catch {
    throw Complaint(error, at: "message")
  }
}

@c @implementation
public func ullage_ledger_state(_ ledger: OpaquePointer) -> UnsafeMutablePointer<CChar> {
  let ledger = unsafe Ledger.borrowed(ledger)
  let conversation = ledger.conversation
  var writer = JSONWriter()
  writer.object { object in
    object.member("as_of", ledger.day.description)
    object.member("input_tokens", conversation.input.tokens)
    object.member("lower", conversation.input.bounds.lowerBound)
    object.member("upper", conversation.input.bounds.upperBound)
    object.member("basis", conversation.input.basis.description)
    object.member("max_tokens", conversation.maxTokens)
    object.member("window", conversation.window.tokens)
    object.member("headroom", conversation.headroom)
    object.member("messages", conversation.count)
    object.member("measured", conversation.measured.map { .integer($0) } ?? .null)
    if let limit = conversation.riskLimit {
      object.object("risk") { limit.writeMembers(to: &$0) }
    } else {
      object.member("risk", .null)
    }
  }
  return unsafe owned(writer.take())
}

@c @implementation
public func ullage_ledger_headroom(_ ledger: OpaquePointer) -> Int64 {
  unsafe Int64(Ledger.borrowed(ledger).conversation.headroom)
}

@c @implementation
public func ullage_ledger_plan(
  _ ledger: OpaquePointer, _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let ledger = unsafe Ledger.borrowed(ledger)
    var policy = ledger.policy
    policy.bodyLength = nil
    do throws(PlanError) {
      let plan = try ledger.conversation.plan(policy)
      unsafe answer.pointee = owned(PlanJSON(plan, modelIsDefault: false, indent: nil).bytes)
    } catch {
      throw Complaint(error)
    }
  }
}

@c @implementation
public func ullage_ledger_close(_ ledger: OpaquePointer?) { unsafe Ledger.release(ledger) }
