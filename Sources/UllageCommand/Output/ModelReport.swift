import JSONText
import ModelCatalog

/// What is known of models, as a table, as a list of facts, or as JSON.
struct ModelReport {
  let catalog: Catalog
  let models: [Model]
  /// Whether one model was asked for: then its sources are explained.
  let isSingle: Bool

  /// One line a model: id, family, how the family is known, window, most output, prices for a million tokens, release
  /// and status. A hyphen stands for what is not known.
  var table: String {
    var rows = [["MODEL", "FAMILY", "BASIS", "WINDOW", "OUTPUT", "IN $/M", "OUT $/M", "RELEASED", "STATUS"]]
    for model in models {
      rows.append([
        model.id, model.tokenizer.family, model.tokenizer.basis.rawValue,
        model.window?.tokens.map(String.init) ?? "-", model.maxOutput?.tokens.map(String.init) ?? "-",
        model.prices?.input?.description ?? "-", model.prices?.output?.description ?? "-",
        model.released?.description ?? "-", model.status ?? "-",
      ])
    }
    return Columns(rows, rightAligned: 3...6).text
      + "Facts as of \(catalog.date); `ullage models ID` has their sources.\n"
  }

  /// Every fact on a line of its own, then doubts, then sources.
  var everything: String {
    var text = ""
    for model in models {
      var facts: [(path: String, value: String)] = []
      Self.collect(model.facts, "", into: &facts)
      let width = facts.map(\.path.utf8.count).max() ?? 0
      for fact in facts {
        text += fact.path + String(repeating: " ", count: width - fact.path.utf8.count + 2) + fact.value + "\n"
      }
      let notes = model.facts["notes"]
      for path in notes?.keys ?? [] { text += "\nnote on \(path): \(notes?.string(path) ?? "")" }
      text += (notes == nil ? "" : "\n") + "\n"
      for key in Self.sourceKeys(model) {
        guard let source = catalog.source(key) else { continue }
        text += "source \(key): \(source.what ?? "")\(source.date.map { ", \($0)" } ?? "")\n"
      }
    }
    return ShownText.lines(text)
  }

  /// `{"schema_version": 2, "date": …, "models": […]}`; for one model `"model"` and its `"sources"`.
  var json: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      object.member("date", catalog.date.description)
      object.member("default_model", catalog.defaultModel.map { .string($0.id) } ?? .null)
      if isSingle, let model = models.first {
        model.facts.write("model", to: &object)
        object.object("sources") { sources in
          for key in Self.sourceKeys(model) {
            guard let source = catalog.source(key) else { continue }
            sources.object(key) { object in
              object.member("what", source.what.map { .string($0) } ?? .null)
              object.member("date", source.date.map { .string($0) } ?? .null)
            }
          }
        }
      } else {
        object.array("models") { array in
          for model in models { array.object { model.facts.writeMembers(to: &$0) } }
        }
      }
    }
    writer.endLine()
    return writer.take()
  }

  private static func sourceKeys(_ model: Model) -> [String] {
    var keys = model.sources
    for key in model.tokenizer.sources where !keys.contains(key) { keys.append(key) }
    return keys
  }

  /// Flattens objects into paths; arrays of texts become one line, and so do arrays of anything else, as JSON.
  private static func collect(_ facts: Facts, _ prefix: String, into lines: inout [(path: String, value: String)]) {
    for key in facts.keys where !(prefix.isEmpty && key == "notes") {
      let path = prefix.isEmpty ? key : "\(prefix).\(key)"
      if let below = facts[key] {
        collect(below, path, into: &lines)
      } else if let texts = facts.strings(key), texts.count == facts.value(key)?.count {
        lines.append((path, texts.isEmpty ? "none" : texts.joined(separator: ", ")))
      } else if let value = facts.value(key) {
        lines.append((path, value.string ?? value.sourceText))
      }
    }
  }
}
