// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The function has the name of the header, which the compiler compares it with.
//
// Calibration: corrections learned from what the API counted.
//
// Safe: see Crossing.swift.

import CUllage
import Calibration
import Console
import JSONText
import ModelCatalog
import RequestCounting

@c @implementation
public func ullage_calibrate(
  _ counter: OpaquePointer, _ observations: UnsafePointer<CChar>?, _ length: Int,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let counter = unsafe Counter.borrowed(counter)
    let table = try unsafe CorrectionTable(counter.observations(Array(lent(observations, length))))
    unsafe answer.pointee = owned(counter.json(of: table))
  }
}

extension Counter {
  /// Counts of requests beside what the API counted of them, which stands with each as JSON.
  fileprivate func observations(_ json: [UInt8]) throws(Complaint) -> [Observation] {
    let root: JSONValue
    do throws(JSONError) { root = try JSONDocument(parsing: json).root } catch {
      throw Complaint(error, at: "observations")
    }
    guard root.isArray else { throw Self.wrongKind("observations", root, "an array of objects") }
    var found: [Observation] = []
    for (index, element) in root.elements.enumerated() {
      found.append(try observation(element, at: "observations[\(index)]"))
    }
    return found
  }

  private func observation(_ json: JSONValue, at place: String) throws(Complaint) -> Observation {
    guard let request = json["request"] else { throw Self.wrongKind(place, json, "an object with a request") }
    guard let tokens = json["input_tokens"]?.int, Self.believable.contains(tokens) else {
      throw Self.wrongKind(
        "\(place).input_tokens", json, "what the API counted, from 1 to \(Self.believable.upperBound)")
    }
    var known = JSONWriter()
    known.object { object in
      if let betas = json["betas"] { object.member("betas", copying: betas) }
    }
    let options = try RequestOptions(known.take(), isPlan: false)
    let count: RequestCount
    do throws(Complaint) {
      count = try unsafe Array(request.sourceBytes).withUnsafeBufferPointer { bytes throws(Complaint) in
        try unsafe AskedRequest(bytes, options, self).count()
      }
    } catch {
      var located = error
      located.place = [place, error.place].compactMap(\.self).joined(separator: ", ")
      throw located
    }
    return Observation(local: count, remote: tokens, kind: .counted, day: count.day)
  }

  /// No window is larger by far.
  private static var believable: ClosedRange<Int> { 1...10_000_000 }

  private static func wrongKind(_ place: String, _ value: JSONValue, _ expected: String) -> Complaint {
    Complaint(
      code: "wrong_kind", message: "this is not \(expected): \(value.excerpt)", place: place,
      remedy: "give an array of {\"request\", \"input_tokens\"}, and \"betas\" where there were any", status: .badData)
  }

  /// What was learned, what is still missing, and the catalogue that says it.
  fileprivate func json(of table: CorrectionTable) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.writeSchemaVersion()
      object.array("corrections") { array in
        for (key, correction) in table.corrections.sorted(by: { $0.key < $1.key }) {
          array.object { row in
            row.member("model", key.model)
            row.member("rule", key.rule)
            row.member("observations", correction.observations)
            row.member("within_bounds", correction.withinBounds)
          }
        }
      }
      object.array("pending") { array in
        for (key, count) in table.pending.sorted(by: { $0.key < $1.key }) {
          array.object { row in
            row.member("model", key.model)
            row.member("rule", key.rule)
            row.member("observations", count)
            row.member("needed", Conformal.fewest(for: table.coverage))
          }
        }
      }
      if table.corrections.isEmpty {
        object.member("catalog", .null)
      } else {
        object.member("catalog", json: table.catalogue { catalog.model($0)?.counting })
      }
    }
    return writer.take()
  }
}
