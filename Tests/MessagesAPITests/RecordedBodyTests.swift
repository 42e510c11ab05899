import JSONText
import MessagesAPI
import TestSupport
import Testing

/// Every body that was recorded can be read, except two that are no requests, and comes back as it was.
@Suite(.enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
struct RecordedBodyTests {
  struct Tally {
    var decoded = 0
    var failures: [String] = []
    /// By endpoint and shape.
    var shapes: [String: Int] = [:]
    var unknownFields: Set<String> = []
  }

  static func tally(_ name: String) throws -> Tally {
    var tally = Tally()
    var lines = JSONLines()
    lines.append(try Package.recordedRequestLines(name))
    lines.finish()
    while let line = lines.next() {
      let record = try JSONDocument(parsing: line.bytes).root
      let id = record["id"]?.string ?? ""
      guard let body = record["request"] else { continue }
      do throws(DecodeError) {
        let request = try MessagesRequest(decoding: body)
        tally.decoded += 1
        tally.shapes["\(record["endpoint"]?.string ?? "") \(request.shape)", default: 0] += 1
        for path in request.unknownFields { tally.unknownFields.insert(path.description) }
        let encoded = request.encoded()
        if request.shape != .bedrockConverse, request.shape != .chatCompletions {
          let isSame = encoded.elementsEqual(body.sourceBytes)
          #expect(isSame, "\(id) is not written as it was read")
        }
        let isEqual = try MessagesRequest(decoding: encoded, shape: .messages) == request
        // Blocks that only Bedrock knows, such as video, and places in S3 have no way back.
        #expect(isEqual || request.notices.contains { $0.code == .notConverted }, "\(id) does not come back as it was")
      } catch {
        tally.failures.append("\(id): \(error)")
      }
    }
    return tally
  }

  @Test("all recorded requests decode")
  func allRecordedRequestsDecode() throws {
    let tally = try Self.tally("requests.jsonl.xz")
    #expect(tally.decoded == 8073)
    #expect(tally.failures.isEmpty)
    #expect(tally.unknownFields.isEmpty)
    for (key, _) in tally.shapes {
      let shape: RequestShape =
        key.contains("converse")
        ? .bedrockConverse
        : key.contains("invoke") ? .bedrockInvoke : key.contains("vertex") ? .vertex : .messages
      #expect(key.hasSuffix(" \(shape)"), "\(key)")
    }
  }

  @Test("of the refused requests two cannot be read")
  func ofTheRefusedRequestsTwo() throws {
    let tally = try Self.tally("refusals.jsonl.xz")
    #expect(tally.failures.count == 2)
    #expect(tally.decoded == 366)
  }
}
