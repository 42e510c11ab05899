import JSONText
import MessagesAPI

extension Room {
  /// Writes it as members of an object of the plan's JSON.
  func writeMembers(to object: inout JSONWriter) {
    object.member("most", most)
    object.member("tokens", tokens)
    object.member("answer", answer)
    object.array("steps") { array in
      for step in steps {
        array.object { object in
          object.member("kind", step.kind.rawValue)
          object.member("frame", step.frame)
          object.member("usual_lower", step.usual.map { .integer($0.lowerBound) } ?? .null)
          object.member("usual_upper", step.usual.map { .integer($0.upperBound) } ?? .null)
          object.member("largest", step.largest)
          object.member("unlimited", step.isUnlimited)
          object.member("dollars", step.nanodollars.map { .string(Cost.dollars($0)) } ?? .null)
        }
      }
    }
    object.member("turns", turns)
    object.member("result_cap", resultCap.map { .integer($0) } ?? .null)
    object.array("tools") { array in
      for tool in tools {
        array.object { object in
          object.member("name", tool.name)
          object.member("results", tool.results)
          object.member("mean", tool.mean)
          object.member("largest", tool.largest)
          object.member("cut", tool.cut)
        }
      }
    }
    object.array("images") { array in
      for image in images {
        array.object { object in
          object.member("at", image.path.description)
          object.member("width", image.width)
          object.member("height", image.height)
          object.member("tokens", image.tokens)
          object.member("small_width", image.smallWidth)
          object.member("small_height", image.smallHeight)
          object.member("small_tokens", image.smallTokens)
        }
      }
    }
    guard let branches else { return object.member("branches", .null) }
    object.object("branches") { object in
      object.member("count", branches.count)
      object.member("tokens_each", branches.tokensEach)
      object.member("report_each", branches.reportEach)
      object.member("dollars_at_once", branches.nanodollarsAtOnce.map { .string(Cost.dollars($0)) } ?? .null)
      object.member("dollars_after_first", branches.nanodollarsAfterFirst.map { .string(Cost.dollars($0)) } ?? .null)
      object.member("seconds_least", branches.seconds.map { .integer($0.lowerBound) } ?? .null)
      object.member("seconds_most", branches.seconds.map { .integer($0.upperBound) } ?? .null)
    }
  }
}
