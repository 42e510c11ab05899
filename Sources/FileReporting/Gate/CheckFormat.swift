import JSONText

/// Budgets as the tools of continuous integration read them.
package struct CheckFormat {
  private let checks: [BudgetCheck]

  package init(_ checks: [BudgetCheck]) { self.checks = checks }

  /// SARIF 2.1.0 (OASIS, 2020-03-27): a run with a rule for each kind of budget, and a result for each that is broken.
  package var sarif: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      object.member("version", "2.1.0")
      object.array("runs") { runs in runs.object { writeRun(to: &$0) } }
    }
    writer.endLine()
    return ShownJSON.bytes(writer.take())
  }

  private func writeRun(to run: inout JSONWriter) {
    run.object("tool") { tool in
      tool.object("driver") { driver in
        driver.member("name", "ullage")
        driver.member("version", Version.number)
        driver.array("rules") { rules in
          for kind in BudgetCheck.Kind.allCases {
            rules.object { rule in
              rule.member("id", kind.rawValue)
              rule.object("shortDescription") { $0.member("text", kind.statement) }
            }
          }
        }
      }
    }
    run.object("originalUriBaseIds") { bases in
      bases.object("SRCROOT") { base in
        base.object("description") { $0.member("text", "The working directory of the command.") }
      }
    }
    run.array("results") { results in
      for check in checks where !check.isHeld {
        results.object { result in
          result.member("ruleId", check.kind.rawValue)
          result.member("level", "error")
          result.object("message") { $0.member("text", "\(check.message). \(check.source.text): \(check.remedy)") }
          result.array("locations") { locations in
            guard let place = check.location else { return }
            locations.object { location in
              location.object("physicalLocation") { physical in
                physical.object("artifactLocation") { artifact in
                  artifact.member("uri", Self.uri(place.path))
                  artifact.member("uriBaseId", "SRCROOT")
                }
                physical.object("region") { $0.member("startLine", place.line) }
              }
            }
          }
        }
      }
    }
  }

  /// Lines that GitHub's runner shows beside the files: `::error file=a.md,line=1,title=over_limit::a.md has …`.
  package var annotations: String {
    checks.filter { !$0.isHeld }.map { check in
      let place = check.location.map { "file=\(Self.property(ShownName.line($0.path))),line=\($0.line)," } ?? ""
      return "::error \(place)title=\(check.kind.rawValue)::\(Self.data("\(check.message); \(check.remedy)"))\n"
    }.joined()
  }

  /// JUnit's XML as its readers agree on it: a suite, a case for each budget, a failure in each that is broken.
  package var junit: String {
    let failures = checks.count { !$0.isHeld }
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="\(checks.count)" failures="\(failures)">
        <testsuite name="ullage" tests="\(checks.count)" failures="\(failures)" errors="0" skipped="0">

      """
    for check in checks {
      let file = check.path.map { " file=\"\(Self.xml(ShownName.line($0)))\"" } ?? ""
      let name = "\(check.name): at most \(check.limit) tokens"
      text += "    <testcase classname=\"\(check.kind.rawValue)\" name=\"\(Self.xml(name))\"\(file)"
      if check.isHeld {
        text += "/>\n"
      } else {
        let body = "\(check.source.text): \(check.remedy)"
        text +=
          ">\n      <failure message=\"\(Self.xml(check.message))\">\(Self.xml(body))</failure>\n    </testcase>\n"
      }
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  // MARK: Spelling

  /// A path as a relative reference (RFC 3986): every byte but letters, digits and `-._~/` is written as `%41`.
  private static func uri(_ path: [UInt8]) -> String {
    var text = ""
    for byte in path {
      let scalar = Unicode.Scalar(byte)
      let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
      if isPlain || "-._~/".utf8.contains(byte) {
        text.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }

  private static func data(_ text: String) -> String {
    text.map { ["%": "%25", "\r": "%0D", "\n": "%0A", "\r\n": "%0D%0A"][$0] ?? String($0) }.joined()
  }

  private static func property(_ text: String) -> String {
    data(text).map { [":": "%3A", ",": "%2C"][$0] ?? String($0) }.joined()
  }

  private static func xml(_ text: String) -> String {
    text.map { ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"][$0] ?? String($0) }.joined()
  }
}

extension BudgetCheck {
  /// Where to show it: at the file's first line, or else at the line that sets the budget; nil for a flag.
  fileprivate var location: (path: [UInt8], line: Int)? {
    if let path { return (path, 1) }
    switch source {
    case .option: return nil
    case .line(let file, let line, _): return (Array(file.utf8), line)
    case .setting(let file, _): return (Array(file.utf8), 1)
    }
  }
}
