import CountTokensClient
import Foundation
import LocalEndpoint
import Testing

/// The key goes to nobody whose certificate is not trusted.
@Suite(.timeLimit(.minutes(10)))
struct TrustTests {
  private static let openssl = "/usr/bin/openssl"

  /// What asking an address gives.
  private static func error(asking address: String) async throws -> RemoteError? {
    var configuration = ClientConfiguration(baseURL: try BaseURL(address), key: try APIKey("sk-secret"))
    configuration.attemptTimeout = .seconds(400)
    configuration.deadline = .seconds(800)
    configuration.retries = RetryPolicy(attempts: 2, base: .milliseconds(5))
    let result = await CountTokensClient.with(configuration) { client in
      await ClientTests.result { () async throws(RemoteError) in
        try await client.count(CountableRequest(ClientTests.request))
      }
    }
    guard case .failure(let error) = result else { return nil }
    return error
  }

  @Test("a server without encryption gets nothing from a client that was told https")
  func aServerWithoutEncryptionGets() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .count(8) }
    let address = endpoint.url.replacingOccurrences(of: "http://", with: "https://")
    #expect(try await Self.error(asking: address)?.code == .unreachable)
    #expect(endpoint.requests.isEmpty)
    await endpoint.stop()
  }

  @Test(
    "a certificate that nobody vouches for is not trusted, and not tried again",
    .enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "openssl is not installed"))
  func aCertificateThatNobodyVouches() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let made = try Self.start(
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout"]
        + ["key.pem", "-out", "cert.pem", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
      in: folder)
    made.process.waitUntilExit()
    let server = try Self.start(
      ["s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem", "-www"], in: folder)
    defer { server.process.terminate() }
    var said = ""
    while !said.contains("ACCEPT 127.0.0.1:"), server.process.isRunning {
      said += String(decoding: server.output.fileHandleForReading.availableData, as: UTF8.self)
    }
    let port = said.split(separator: "ACCEPT 127.0.0.1:").last?.prefix { $0.isNumber } ?? "0"
    let error = try #require(try await Self.error(asking: "https://127.0.0.1:\(port)"))
    #expect(error.code == .unreachable)
    #expect(error.message == "no trusted connection could be made")
    #expect(error.attempts == 1)
  }

  private static func start(_ arguments: [String], in folder: URL) throws -> (process: Process, output: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: openssl)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return (process, output)
  }
}
