import CountTokensClient
import Foundation
import LocalEndpoint
import Testing

/// An endpoint that misbehaves gives an error or, where it recovers, the right count: never a wrong one, and in time.
@Suite(.timeLimit(.minutes(10)))
struct FaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let answer: Answer
    /// What the client says if it goes on like that.
    let code: RemoteError.Code
    /// Whether another attempt is made.
    let isTransient: Bool
    var testDescription: String { name }
  }

  /// `{"input_tokens":8}`, compressed with gzip.
  static let gzip: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xAB, 0x56, 0xCA, 0xCC, 0x2B, 0x28, 0x2D, 0x89, 0x2F,
    0xC9, 0xCF, 0x4E, 0xCD, 0x2B, 0x56, 0xB2, 0xB2, 0xA8, 0x05, 0x00, 0xA6, 0x4D, 0xE5, 0xDD, 0x12, 0x00, 0x00, 0x00,
  ]

  /// 200,000 spaces, compressed with gzip.
  static let bomb = Array(
    Data(
      base64Encoded: """
        H4sIAAAAAAACA+3BMQEAAADCoCrrn9IM/kABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAK8BMWFi
        EEANAwA=
        """, options: .ignoreUnknownCharacters) ?? Data())

  static let faults: [Fault] = [
    Fault(name: "hangs", answer: .hang, code: .timedOut, isTransient: true),
    Fault(name: "is slow", answer: Answer.count(8).after(.seconds(2)), code: .timedOut, isTransient: true),
    Fault(
      name: "drips", answer: Answer.count(8).ending(.drip(.milliseconds(30))), code: .timedOut, isTransient: true),
    Fault(name: "resets", answer: .reset, code: .unreachable, isTransient: true),
    Fault(name: "closes", answer: Answer(bytes: [], ending: .close), code: .unreachable, isTransient: true),
    Fault(
      name: "is cut off",
      answer: .http(200, Array(#"{"input_tokens":8"#.utf8), length: 40).ending(.close), code: .unreachable,
      isTransient: true),
    Fault(
      name: "is garbage", answer: Answer(bytes: Array("\u{1}\u{2}garbage\r\n\r\n".utf8), ending: .close),
      code: .badReply, isTransient: false),
    Fault(name: "is no JSON", answer: .http(200, Array("<html>".utf8)), code: .badReply, isTransient: false),
    Fault(name: "has no count", answer: .json(200, #"{"tokens":8}"#), code: .badReply, isTransient: false),
    Fault(
      name: "has a negative count", answer: .json(200, #"{"input_tokens":-8}"#), code: .badReply, isTransient: false),
    Fault(
      name: "has a broken count", answer: .json(200, #"{"input_tokens":8.5}"#), code: .badReply, isTransient: false),
    Fault(
      name: "has a text as count", answer: .json(200, #"{"input_tokens":"8"}"#), code: .badReply, isTransient: false),
    Fault(
      name: "is endless", answer: .http(200, [UInt8](repeating: 0x20, count: 100_000)), code: .badReply,
      isTransient: false),
    Fault(
      name: "unfolds without end", answer: .http(200, headers: [("content-encoding", "gzip")], bomb), code: .badReply,
      isTransient: false),
    Fault(
      name: "has a head without end",
      answer: .http(200, headers: [("x", String(repeating: "y", count: 90_000))], Array(#"{"input_tokens":8}"#.utf8)),
      code: .badReply, isTransient: false),
    Fault(
      name: "is folded in a way nobody asked for", answer: .http(200, headers: [("content-encoding", "rot13")], gzip),
      code: .badReply, isTransient: false),
    Fault(
      name: "is no gzip", answer: .http(200, headers: [("content-encoding", "gzip")], Array("plain".utf8)),
      code: .badReply, isTransient: false),
    Fault(
      name: "redirects", answer: .http(302, headers: [("location", "http://127.0.0.1:9/")], []), code: .redirected,
      isTransient: false),
  ]

  /// Short where the fault is that nothing comes, and else longer than any machine is busy.
  private static func adjust(_ configuration: inout ClientConfiguration, for fault: Fault, attempts: Int) {
    configuration.attemptTimeout = fault.code == .timedOut ? .milliseconds(400) : .seconds(400)
    configuration.retries.attempts = attempts
  }

  @Test("a fault that lasts is an error with its name, and ends", arguments: faults)
  func aFaultThatLastsIs(_ fault: Fault) async throws {
    let (result, requests) = try await ClientTests.ask(
      { _ in fault.answer }, adjust: { Self.adjust(&$0, for: fault, attempts: 2) })
    guard case .failure(let error) = result else { return #expect(Bool(false), "a count came back") }
    #expect(error.code == fault.code)
    #expect(error.attempts == (fault.isTransient ? 2 : 1))
    #expect(requests.count <= error.attempts)
  }

  @Test("a fault that passes is overcome", arguments: faults.filter(\.isTransient))
  func aFaultThatPassesIs(_ fault: Fault) async throws {
    let (result, _) = try await ClientTests.ask(
      { $0.index == 0 ? fault.answer : .count(8) }, adjust: { Self.adjust(&$0, for: fault, attempts: 500) })
    #expect(try result.get().inputTokens == 8)
  }

  @Test("a compressed answer is read")
  func aCompressedAnswerIsRead() async throws {
    let (result, _) = try await ClientTests.ask { _ in
      .http(200, headers: [("content-encoding", "gzip")], Self.gzip)
    }
    #expect(try result.get().inputTokens == 8)
  }

  @Test("where nobody listens the error says so, in time")
  func whereNobodyListensTheError() async throws {
    var configuration = ClientConfiguration(
      baseURL: try BaseURL("http://127.0.0.1:9"), key: try APIKey("sk-secret"))
    configuration.retries = RetryPolicy(attempts: 3, base: .milliseconds(5))
    let result = await CountTokensClient.with(configuration) { client in
      await ClientTests.result { () async throws(RemoteError) in
        try await client.count(CountableRequest(ClientTests.request))
      }
    }
    guard case .failure(let error) = result else { return #expect(Bool(false), "a count came back") }
    #expect(error.code == .unreachable)
    #expect(error.attempts == 3)
  }
}
