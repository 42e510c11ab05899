import Foundation
import JSONText
import Testing

@testable import ModelCatalog

@Suite("The built-in catalogue")
struct BundledCatalogTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  @Test("holds only facts that the schema knows, of the right kind")
  func schema() throws { _ = try Catalog(bytes: Catalog.bundledBytes) }

  @Test("is the models.json beside it, and embed.S says so, for the build looks at embed.S alone")
  func embedded() throws {
    let folder = Self.folder.appending(path: "Sources/ModelCatalog/_CModelCatalog")
    let file = Array(try Data(contentsOf: folder.appending(path: "models.json")))
    let stamp = "//   models.json \(file.count) bytes, checksum \(String(Self.checksum(file), radix: 16))"
    let assembly = try String(contentsOf: folder.appending(path: "embed.S"), encoding: .utf8)
    #expect(assembly.contains(stamp + "\n"), "write this line into embed.S")
    #expect(Catalog.bundledBytes == file, "build anew")
  }

  @Test("counts for the default model where nobody names one")
  func defaultModel() {
    #expect(catalog.defaultModel?.id == "claude-opus-5-5")
    #expect(catalog.defaultModel?.tokenizer.basis == .modelled)
  }

  @Test("has an id, a family, a basis and known sources for every model, and no id twice")
  func wholeness() {
    var seen: Set<String> = []
    for model in catalog.models {
      for id in [model.id] + model.aliases { #expect(seen.insert(id).inserted, "\(id) stands twice") }
      #expect(["v3", "v4.7", "v4.8"].contains(model.tokenizer.family), "\(model.id)")
      #expect([.recorded, .modelled, .assumed].contains(model.tokenizer.basis), "\(model.id)")
      #expect(!model.sources.isEmpty, "\(model.id)")
      for key in model.sources + model.tokenizer.sources { #expect(catalog.source(key)?.date != nil, "\(key)") }
    }
    #expect(!catalog.models.isEmpty)
  }

  @Test("resolves every spelling it lists to the model that lists it")
  func ownSpellings() {
    for model in catalog.models {
      let platforms = ["bedrock", "vertex", "foundry"].flatMap { model.ids(on: $0) }
      for spelling in [model.id, model.name] + model.aliases + platforms {
        if spelling == "Claude Sonnet 3.5" { continue }  // two snapshots have this name
        #expect(catalog.model(spelling)?.id == model.id, "\(spelling)")
      }
    }
  }

  @Test("only Opus 5 has free trailing white space; only Opus 4.7 is of its family")
  func exceptions() {
    let free = catalog.models.filter { $0.tokenizer.trailingWhitespaceFree == true }
    #expect(free.map(\.id) == ["claude-opus-5"])
    #expect(catalog.models.filter { $0.tokenizer.family == "v4.7" }.map(\.id) == ["claude-opus-4-7"])
  }

  /// FNV-1a, 64 bits.
  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
