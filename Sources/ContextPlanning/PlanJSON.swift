import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// A plan as programs read it; the shape is stable within its `schema_version`. The command, the server and the MCP
/// tools answer with it.
public struct PlanJSON: Sendable {
  let plan: Plan
  let modelIsDefault: Bool
  let indent: Int?

  /// - Parameters:
  ///   - plan: what is written.
  ///   - modelIsDefault: whether neither the request nor its sender named a model.
  ///   - indent: spaces for each level, on lines of their own; nil writes one line.
  public init(_ plan: Plan, modelIsDefault: Bool, indent: Int? = 2) {
    self.plan = plan
    self.modelIsDefault = modelIsDefault
    self.indent = indent
  }

  /// UTF-8, ended by a line feed. O(parts).
  public var bytes: [UInt8] {
    var writer = JSONWriter(indent: indent)
    writer.object { object in
      object.writeSchemaVersion()
      object.member("verdict", plan.verdict.rawValue)
      object.member("reason", plan.refusals.first.map { .string($0.message) } ?? .null)
      object.writeModel(plan.model, isDefault: modelIsDefault, family: plan.input.family)
      object.member("as_of", plan.day.description)
      object.member("platform", plan.platform.rawValue)
      plan.input.total.writeMembers(to: &object)
      object.member("unedited_input_tokens", plan.unedited.map { .integer($0.tokens) } ?? .null)
      object.member("compaction_tokens", plan.compactionPass.map { .integer($0.tokens) } ?? .null)
      object.member("counted_tokens", plan.counted.tokens)
      writeAnchor(to: &object)
      if let limit = plan.riskLimit {
        object.object("risk") { limit.writeMembers(to: &$0) }
      } else {
        object.member("risk", .null)
      }
      object.member("max_tokens", plan.maxTokens)
      object.member("max_tokens_is_default", plan.maxTokensIsDefault)
      object.member("window", plan.window.tokens)
      object.member("overflow", plan.window.overflow.rawValue)
      writeGrowth(to: &object)
      object.member("headroom", plan.headroom)
      object.member("largest_max_tokens", plan.largestMaxTokens)
      object.member("budget_text", plan.budgetText.map { .string($0.opening) } ?? .null)
      writeShares(to: &object)
      object.member("goal", plan.goal.map { .integer($0) } ?? .null)
      if let floor = plan.floor {
        object.object("floor") { object in
          object.member("tokens", floor.tokens)
          object.member("most", floor.most)
          object.member("reachable", floor.isReachable)
        }
      } else {
        object.member("floor", .null)
      }
      if let end = plan.outputEnd {
        object.object("output_end") { object in
          object.member("stop_reason", end.stopReason)
          object.member("tokens", end.tokens)
          object.member("tokens_left", end.tokensLeft)
        }
      } else {
        object.member("output_end", .null)
      }
      if let room = plan.room {
        object.object("room") { room.writeMembers(to: &$0) }
      } else {
        object.member("room", .null)
      }
      writeRemedies(to: &object)
      writeCost(to: &object)
      if let outlook = plan.outlook {
        object.object("outlook") { object in
          object.member("turns", outlook.turns)
          object.member("dollars", outlook.dollars)
        }
      } else {
        object.member("outlook", .null)
      }
      writeForecast(to: &object)
      object.writeRefusals(plan.refusals)
      object.writeNotices(plan.notices)
    }
    writer.endLine()
    return writer.take()
  }

  private func writeAnchor(to object: inout JSONWriter) {
    guard let anchor = plan.anchor else { return object.member("anchor", .null) }
    object.object("anchor") { object in
      object.member("input_tokens", anchor.tokens)
      object.member("message", anchor.message)
      object.member("id", anchor.id.map { .string($0) } ?? .null)
      object.member("time", anchor.time.map { .string($0) } ?? .null)
      object.member("line", anchor.line.map { .integer($0) } ?? .null)
      object.object("growth") { growth in
        growth.member("tokens", anchor.growth.tokens)
        growth.member("lower", anchor.growth.bounds.lowerBound)
        growth.member("upper", anchor.growth.bounds.upperBound)
        growth.member("basis", anchor.growth.basis.description)
      }
    }
  }

  private func writeGrowth(to object: inout JSONWriter) {
    guard let growth = plan.growth else { return object.member("growth_while_answering", .null) }
    object.object("growth_while_answering") { object in
      object.member("likely", growth.likely)
      object.member("most", growth.most)
      object.array("tools") { tools in
        for tool in growth.tools { tools.element(tool) }
      }
      object.member("records", growth.records)
    }
  }

  private func writeShares(to object: inout JSONWriter) {
    object.array("shares") { array in
      for share in plan.shares {
        array.object { object in
          object.member("kind", share.kind.rawValue)
          object.member("tokens", share.count.tokens)
          share.count.writeBounds(to: &object)
        }
      }
    }
  }

  private func writeRemedies(to object: inout JSONWriter) {
    object.array("remedies") { array in
      for remedy in plan.remedies {
        array.object { object in
          object.member("name", remedy.name)
          object.member("summary", remedy.summary)
          object.member("takes_effect", remedy.isForNextRequest ? "next_request" : "now")
          object.member("verdict", remedy.verdict.rawValue)
          object.member("reason", remedy.refusal.map { .string($0.message) } ?? .null)
          remedy.after.writeMembers(to: &object)
          object.member("max_tokens", remedy.request.maxTokens.map { .integer($0) } ?? .null)
          object.member("freed", remedy.freed)
          object.member("changes_model", remedy.changesModel)
          object.member("reaches_goal", remedy.reachesGoal)
          object.object("lost") { lost in
            lost.member("tokens", remedy.lost.tokens)
            lost.member("messages", remedy.lost.messages)
            lost.member("results", remedy.lost.results)
            lost.member("shortened", remedy.lost.shortened)
            lost.member("images", remedy.lost.images)
            lost.member("deferred_tools", remedy.lost.deferredTools)
            lost.member("thinking_turns", remedy.lost.thinkingTurns)
            lost.member("worth", remedy.lost.worth)
            lost.member("least_worth", remedy.lost.leastWorth.map { .integer($0) } ?? .null)
            lost.member("breaks_bound_thinking", remedy.lost.breaksBoundThinking)
          }
          object.member("rewritten", remedy.rewritten)
          object.member("added_dollars", remedy.addedNanodollars.map { .string(Cost.dollars($0)) } ?? .null)
          object.member("outlook_dollars", remedy.outlook.map { .string($0.dollars) } ?? .null)
          object.member("pays_after_turns", remedy.paysAfter.map { .integer($0) } ?? .null)
          object.array("headers") { headers in
            for header in remedy.headers { headers.element(header) }
          }
          object.array("images_to_scale") { array in
            for image in remedy.imagesToScale {
              array.object { object in
                object.member("at", image.path.description)
                object.member("width", image.smallWidth)
                object.member("height", image.smallHeight)
              }
            }
          }
        }
      }
    }
  }

  private func writeCost(to object: inout JSONWriter) {
    guard let cost = plan.cost else { return object.member("cost", .null) }
    object.object("cost") { object in
      object.member("dollars", cost.dollars)
      object.member("conversation_dollars", Cost.dollars(cost.conversationNanodollars))
      object.member("batch", cost.isBatch)
      object.member("fast", cost.isFast)
      object.member("regional", cost.isRegional)
      object.member("cached_tokens", cost.cachedTokens)
      object.array("breakpoints") { array in
        for breakpoint in cost.breakpoints {
          array.object { object in
            object.member("at", breakpoint.path.description)
            object.member("tokens", breakpoint.tokens)
            object.member("ttl", breakpoint.isHourly ? "1h" : "5m")
            object.member("cached", breakpoint.isCached)
          }
        }
      }
      object.member("long_context_above", cost.longContextRule.map { .integer($0.over) } ?? .null)
      object.array("lines") { array in
        for line in cost.lines {
          array.object { object in
            object.member("kind", line.kind.rawValue)
            object.member("tokens", line.tokens)
            object.member("dollars_per_million", line.price.description)
          }
        }
      }
    }
  }

  private func writeForecast(to object: inout JSONWriter) {
    guard let forecast = plan.forecast else { return object.member("forecast", .null) }
    object.object("forecast") { object in
      object.member("tokens_per_turn", forecast.tokensPerTurn)
      object.member("turn_lower", forecast.nextTurn.lowerBound)
      object.member("turn_upper", forecast.nextTurn.upperBound)
      object.member("coverage_percent", Forecast.coveragePercent)
      object.member("turns_until_full", forecast.turnsUntilFull)
      object.member("turns_until_compaction", forecast.turnsUntilCompaction.map { .integer($0) } ?? .null)
    }
  }
}

extension JSONWriter {
  /// What the API refuses, as an array.
  mutating func writeRefusals(_ refusals: [Refusal]) {
    array("refusals") { array in
      for refusal in refusals {
        array.object { object in
          object.member("rule", refusal.rule.rawValue)
          object.member("certain", refusal.isCertain)
          object.member("status", refusal.status)
          object.member("type", refusal.type)
          object.member("message", refusal.message)
          object.member("verbatim", refusal.isVerbatim)
          object.member("at", refusal.path.description)
          object.member("remedy", refusal.remedy)
        }
      }
    }
  }
}
