// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions have the names of the header, which the compiler compares them with.
//
// Requests: counted and planned, JSON in and JSON out.
//
// Safe: see Crossing.swift.

import CUllage
import Console
import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

@c @implementation
public func ullage_count_request(
  _ counter: OpaquePointer, _ body: UnsafePointer<CChar>?, _ bodyLength: Int, _ options: UnsafePointer<CChar>?,
  _ optionsLength: Int, _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let options = try unsafe RequestOptions(copied(options, optionsLength), isPlan: false)
    let asked = try unsafe AskedRequest(lent(body, bodyLength), options, Counter.borrowed(counter))
    unsafe answer.pointee = owned(try asked.countJSON())
  }
}

@c @implementation
public func ullage_plan_request(
  _ counter: OpaquePointer, _ body: UnsafePointer<CChar>?, _ bodyLength: Int, _ options: UnsafePointer<CChar>?,
  _ optionsLength: Int, _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let options = try unsafe RequestOptions(copied(options, optionsLength), isPlan: true)
    let asked = try unsafe AskedRequest(lent(body, bodyLength), options, Counter.borrowed(counter))
    unsafe answer.pointee = owned(try asked.planJSON())
  }
}

/// A request with the model that it is asked about: the caller's, the body's, or the counter's.
struct AskedRequest {
  let request: MessagesRequest
  let policy: PlanPolicy
  private let requests: RequestCounter
  private let planner: Planner
  private let modelIsDefault: Bool

  init(_ body: UnsafeBufferPointer<UInt8>, _ options: RequestOptions, _ counter: Counter) throws(Complaint) {
    do throws(DecodeError) {
      request = try unsafe MessagesRequest(decoding: Array(body))
    } catch {
      throw Complaint(error, at: "body")
    }
    (requests, planner) = (counter.requests, counter.planner)
    var policy = options.policy
    let isOpen = policy.model == nil && request.model == nil
    if isOpen {
      guard let model = counter.model else {
        throw Complaint(
          code: "missing_model",
          message: "neither the body nor the options name a model, and the counter is a family's",
          place: "model", remedy: "name the model in the options, or open the counter for one", status: .usage)
      }
      policy.model = model.id
    }
    policy.bodyLength = body.count
    self.policy = policy
    modelIsDefault = isOpen && counter.modelIsDefault
  }

  /// What `ullage count --request --json` writes, on one line.
  func countJSON() throws(Complaint) -> [UInt8] {
    RequestCountJSON(try count(), of: request, modelIsDefault: modelIsDefault, indent: nil).bytes
  }

  /// The count of the request.
  func count() throws(Complaint) -> RequestCount {
    var context = CountContext(betas: policy.betas, asOf: policy.asOf.map { .day($0) })
    context.substitute = policy.substitute
    context.modelIsDefault = modelIsDefault
    do throws(CountError) {
      return try requests.count(request, model: policy.model, context: context)
    } catch {
      throw Complaint(error)
    }
  }

  /// What `ullage plan --json` writes, on one line.
  func planJSON() throws(Complaint) -> [UInt8] {
    do throws(PlanError) {
      return PlanJSON(try planner.plan(request, policy), modelIsDefault: modelIsDefault, indent: nil).bytes
    } catch {
      throw Complaint(error)
    }
  }
}
