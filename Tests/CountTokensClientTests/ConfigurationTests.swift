import CountTokensClient
import Testing

/// Where the key comes from, and that it stays there.
struct ConfigurationTests {
  @Test(
    "a base URL is taken as gateways write it",
    arguments: [
      ("https://api.anthropic.com", "https://api.anthropic.com"), ("https://gate.example/v1/", "https://gate.example"),
      ("https://gate.example/api/anthropic/", "https://gate.example/api/anthropic"),
      ("http://127.0.0.1:80", "http://127.0.0.1:80"), ("http://localhost:1", "http://localhost:1"),
      ("http://[::1]:8080", "http://[::1]:8080"),
    ])
  func aBaseURLIsTaken(_ text: String, _ base: String) throws {
    #expect(try BaseURL(text).text == base)
  }

  @Test(
    "a base URL that would show the key, or is none, is refused",
    arguments: [
      "", "api.anthropic.com", "ftp://a", "https://", "https://a b", "http://gate.example",
      "http://127.0.0.1.evil.example", "http://0127.0.0.1", "http://+127.0.0.1", "http://127.0.0.010",
      "http://[::1].evil.example",
      "https://user:pass@a", "https://a?x=1", "http://localhost.evil.example", "http://127.evil",
    ])
  func aBaseURLThatWould(_ text: String) {
    #expect(throws: RemoteError.self) { try BaseURL(text) }
  }

  @Test("the key shows itself nowhere")
  func theKeyShowsItselfNowhere() throws {
    let key = try APIKey("sk-secret")
    var dumped = ""
    dump(ClientConfiguration(key: key), to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\(ClientConfiguration(key: key))"] {
      #expect(!text.contains("sk-secret"))
    }
    #expect(throws: RemoteError.self) { try APIKey("sk-secret\n") }
    do { _ = try APIKey("sk-\"x") } catch { #expect(!"\(error)".contains("sk-")) }
  }

  @Test("the environment gives key and address")
  func theEnvironmentGivesKeyAnd() throws {
    let values = ["ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": "https://gate.example/v1"]
    #expect(try ClientConfiguration { values[$0] }.baseURL.text == "https://gate.example")
    #expect(throws: RemoteError.self) { try ClientConfiguration { _ in nil } }
  }

  @Test("waits double up to a ceiling, half by chance, and never undercut what the API asks for")
  func waitsDoubleUpToA() {
    let policy = RetryPolicy(attempts: 6, base: .seconds(1), ceiling: .seconds(10))
    #expect(
      (1...6).map { policy.delay(before: $0, retryAfter: nil, random: 1) } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
    #expect(policy.delay(before: 3, retryAfter: nil, random: 0) == .seconds(2))
    #expect(policy.delay(before: 1, retryAfter: .seconds(40), random: 0) == .seconds(40))
    #expect(policy.delay(before: 99, retryAfter: nil, random: 7) == .seconds(10))
    let retried = (100...599).filter { RetryPolicy.isTransient(status: $0) }
    #expect(retried == [429] + Array(500...599))
  }
}
