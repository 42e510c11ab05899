import Calibration
import Console
import CountStore
import JSONText
import ModelCatalog
import RequestCounting

/// Takes observations from files, and stores them file by file.
struct ImportRun {
  let store: CountStore
  let counter: RequestCounter
  let day: CalendarDay

  /// What came of it.
  struct Summary {
    var found = 0
    var added = 0
    var skipped: [String: Int] = [:]
    var isComplete = true

    var text: String {
      var text = "\(found) observations found, \(added) of them new\n"
      if found == 0, skipped.isEmpty, isComplete {
        text +=
          "  looked for: objects with \"request\" and \"response\" or \"usage\", and sessions of coding agents\n"
      }
      for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) { text += "  \(count) left out: \(reason)\n" }
      return text
    }
  }

  func summary(of paths: [InputPath]) -> Summary {
    var summary = Summary()
    for path in paths {
      do throws(Complaint) {
        let answers = try read(path)
        let rows = answers.items.map { item in
          (item.observation, store.key(model: item.observation.model, betas: [], body: item.identity))
        }
        summary.found += rows.count
        summary.skipped.merge(answers.skipped, uniquingKeysWith: +)
        do { summary.added += try store.add(rows, source: "import") } catch { throw Complaint(error) }
      } catch {
        Stream.notice(error.text)
        summary.isComplete = false
      }
    }
    return summary
  }

  private func read(_ path: InputPath) throws(Complaint) -> StoredAnswers {
    var answers = StoredAnswers(counter: counter, today: day)
    let reader = try FileReader(path)
    if path.name.hasSuffix(".json") {
      guard let root = try? JSONDocument(parsing: try reader.all()).root else { throw Self.notJSON(path.name) }
      for value in root.isArray ? Array(root.elements) : [root] { answers.read(value) }
      answers.endFile()
      return answers
    }
    var lines = JSONLines()
    var unread = 0
    var chunk: [UInt8]?
    repeat {
      chunk = try reader.next()
      if let chunk { lines.append(chunk) } else { lines.finish() }
      while let line = lines.next() {
        // A line that an agent was writing when it ended is cut off.
        if let value = try? JSONDocument(parsing: line.bytes).root { answers.read(value) } else { unread += 1 }
      }
    } while chunk != nil
    answers.endFile()
    if unread > 0, answers.items.isEmpty { throw Self.notJSON(path.name) }
    return answers
  }

  private static func notJSON(_ path: String) -> Complaint {
    Complaint(
      code: "not_json", message: "the file is no JSON", place: path, remedy: "name sessions or stored answers",
      status: .incomplete)
  }
}
