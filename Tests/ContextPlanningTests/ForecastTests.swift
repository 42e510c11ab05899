import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading
import TestSupport
import Testing

@testable import ContextPlanning

/// What is to come: growth, and what of it the cache holds. Recorded sessions are read where they lie beside the project.
@Suite("What is to come")
struct ForecastTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  // MARK: Recorded sessions

  private static let data = Package.root.appending(path: "../shared/data").standardizedFileURL

  private static func lines(_ name: String) throws -> [[UInt8]] {
    let bytes = [UInt8](try Package.output(of: "/usr/bin/env", ["xz", "-dc", data.appending(path: name).path]))
    return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }

  private static let hasIncrements = FileManager.default.fileExists(
    atPath: data.appending(path: "increments/increments.jsonl.xz").path)
  private static let sessions = (1...4).map { "sessions/benchmark-run-\($0).jsonl.xz" }
  private static let hasSessions = FileManager.default.fileExists(atPath: data.appending(path: sessions[0]).path)

  /// What turns of recorded sessions added, by session, in the order recorded.
  private static func increments() throws -> [[Int]] {
    var turns: [String: [Int]] = [:]
    for name in ["increments", "increments-short", "increments-opus5"] {
      for line in try lines("increments/\(name).jsonl.xz") {
        let record = try JSONDocument(parsing: line).root
        guard let session = record["session"]?.string, let growth = record["true_increment"]?.int else { continue }
        turns[session, default: []].append(growth)
      }
    }
    return turns.sorted { $0.key < $1.key }.map(\.value)
  }

  @Test(
    "The range of the next turn, learned on all sessions but one, holds 75 to 85 of a hundred turns of that one",
    .enabled(if: hasIncrements, "the recorded increments are not beside the project"))
  func coverage() throws {
    let ratios = try Self.increments().map { turns in
      turns.indices.map { Double(turns[$0]) / Double(Forecast.mean(of: Array(turns[..<$0]))) }
    }
    let all = ratios.joined().count
    var (within, fixed) = (0, 0)
    for (index, own) in ratios.enumerated() {
      let others = ratios.enumerated().filter { $0.offset != index }.flatMap(\.element).sorted()
      let range = others[others.count / 10]...others[others.count * 9 / 10]
      within += own.count { range.contains($0) }
    }
    for turns in try Self.increments() {
      for index in turns.indices {
        fixed += Forecast.range(around: Forecast.mean(of: Array(turns[..<index]))).contains(turns[index]) ? 1 : 0
      }
    }
    #expect(all > 2000)
    #expect((75...85).contains(within * 100 / all), "\(within) of \(all)")
    #expect((75...85).contains(fixed * 100 / all), "\(fixed) of \(all)")
  }

  /// The calls of a session: the line before which each was made, and its usage.
  private struct Call {
    var line: Int
    var read: Int
    var written: Int
    var prompt: Int
  }

  private static func calls(_ lines: [[UInt8]]) throws -> [Call] {
    var (calls, ids): ([Call], Set<String>) = ([], [])
    for (number, line) in lines.enumerated() {
      guard let row = try? JSONDocument(parsing: line).root, row["type"]?.isText("assistant") == true,
        let usage = row["message"]?["usage"], let id = row["message"]?["id"]?.string, ids.insert(id).inserted
      else { continue }
      let read = usage["cache_read_input_tokens"]?.int ?? 0
      let written = usage["cache_creation_input_tokens"]?.int ?? 0
      calls.append(
        Call(line: number, read: read, written: written, prompt: (usage["input_tokens"]?.int ?? 0) + read + written))
    }
    return calls
  }

  @Test(
    "A call reads what the call before read and wrote, and the plan says so before it is made",
    .enabled(if: hasSessions, "the recorded sessions are not beside the project"))
  func cache() throws {
    var compared = 0
    for name in Self.sessions {
      let lines = try Self.lines(name)
      let calls = try Self.calls(lines)
      for (last, next) in zip(calls, calls.dropFirst()) {
        #expect(abs(next.read - last.read - last.written) * 50 <= next.read)
        var reader = SessionReader()
        reader.append(Array(lines[..<next.line].joined(separator: [UInt8(ascii: "\n")])))
        var policy = PlanPolicy()
        policy.remedies = .never
        let cost = try #require(try planner.plan(try reader.finish(), policy).cost)
        let read = cost.lines.first { $0.kind == .cacheRead }?.tokens ?? 0
        #expect(abs(read - next.read) * 50 <= next.read, "\(name): \(read) for \(next.read)")
        let held = next.read + next.written
        #expect(abs(cost.cachedTokens - held) * 50 <= held, "\(name): \(cost.cachedTokens) for \(held)")
        compared += 1
      }
    }
    #expect(compared > 25)
  }

  @Test(
    "Ten calls ahead the forecast is off by at most 42% in the median",
    .enabled(if: hasSessions, "the recorded sessions are not beside the project"))
  func tenCallsAhead() throws {
    var errors: [Double] = []
    for name in Self.sessions {
      let prompts = try Self.calls(try Self.lines(name)).map(\.prompt)
      guard prompts.count > 11 else { continue }
      for call in 1..<prompts.count - 10 {
        let turns = (0..<call).map { prompts[$0 + 1] - prompts[$0] }
        let (foretold, came) = (10 * Forecast.mean(of: turns), prompts[call + 10] - prompts[call])
        errors.append(abs(Double(foretold - came)) / Double(came))
      }
    }
    errors.sort()
    #expect(!errors.isEmpty && errors[errors.count / 2] <= 0.42, "\(errors)")
  }

  // MARK: Made ones

  @Test("The last turns weigh most, and one turn is already something to go by")
  func mean() {
    #expect(Forecast.mean(of: []) == 450)
    #expect(Forecast.mean(of: Array(repeating: 100, count: 30)) == 100)
    let rising = Array(repeating: 100, count: 20) + Array(repeating: 1000, count: 5)
    #expect((600...750).contains(Forecast.mean(of: rising)))
    #expect(Forecast.mean(of: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) >= 1)
    #expect(Forecast.range(around: 1000) == 210...2970)
  }

  @Test("Under edits that clear old results it goes by what turns add, not by what is left of them")
  func edits() throws {
    var made = Conversations(seed: 3)
    let plain = made.agent(model: "claude-opus-4-6", exchanges: 1, cycles: 60, words: 60)
    var edited = plain
    edited.contextManagement = ContextManagement([
      "edits": [
        ["type": "clear_tool_uses_20250919", "trigger": ["type": "input_tokens", "value": 1000]],
        ["type": "compact_20260112", "trigger": ["type": "input_tokens", "value": 150_000]],
      ]
    ])
    var policy = PlanPolicy()
    policy.remedies = .never
    let (raw, cleared) = (try planner.plan(plain, policy), try planner.plan(edited, policy))
    #expect(cleared.input.total.tokens < raw.input.total.tokens / 2)
    let forecast = try #require(cleared.forecast)
    #expect(forecast.tokensPerTurn == raw.forecast?.tokensPerTurn)
    #expect(forecast.turnsUntilCompaction == (150_000 - cleared.input.total.tokens) / forecast.tokensPerTurn)
  }
}
