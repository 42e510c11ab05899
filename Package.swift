// swift-tools-version: 6.2
// An arrow means "imports", one way only:
//
//   _CICUShims ← Tokenization ←────────────┐
//   _CASCIIRuns (vector code), Vocab (bytes only) ← Tokenization
//   Tokenization, _CICUShims ← VocabularyCompilation ← ullage-vocabulary (writes Vocab's compiled files)
//   JSONText ← MessagesAPI ←───────────────┤
//   JSONText ← ModelCatalog ←──────────────┴── the command
//   _CModelCatalog (bytes only) ← ModelCatalog
//   MessagesAPI, ModelCatalog, Tokenization, JSONText ← RequestCounting ← ContextPlanning ← the command
//   ContextPlanning and what it imports ← CountServer (endpoints, no HTTP library)
//   ModelCatalog ← Console (streams, complaints, exit status) ← both commands
//   FileSelection (which files of a tree; alone), _CReportPage (bytes only) ← the command
//
// The command's target is not called `ullage`: on a file system that ignores case it would collide with the
// library's `Ullage`.
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "ullage",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "ullage", targets: ["UllageCommand"]),
    .executable(name: "ullage-vocabulary", targets: ["VocabularyCommand"]),
    .library(name: "Tokenization", targets: ["Tokenization"]),
    .library(name: "JSONText", targets: ["JSONText"]),
    .library(name: "MessagesAPI", targets: ["MessagesAPI"]),
    .library(name: "ModelCatalog", targets: ["ModelCatalog"]),
    .library(name: "RequestCounting", targets: ["RequestCounting"]),
    .library(name: "CountServer", targets: ["CountServer"]),
    .library(name: "ContextPlanning", targets: ["ContextPlanning"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .systemLibrary(
      name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
    .target(name: "_CICUShims", dependencies: ["CICU"]),
    .target(
      name: "Vocab", path: "Vocab",
      exclude: ["README.md", "import.py", "v3.pieces", "v4_7.pieces", "v3.vocab", "v4_7.vocab", "unicode.table"],
      cSettings: [.headerSearchPath(".")]),
    .target(name: "_CASCIIRuns"),
    .target(name: "Tokenization", dependencies: ["_CICUShims", "_CASCIIRuns", "Vocab"], swiftSettings: strict),
    .target(
      name: "VocabularyCompilation", dependencies: ["Tokenization", "_CICUShims"], swiftSettings: strict),
    .executableTarget(
      name: "VocabularyCommand", dependencies: ["Tokenization", "VocabularyCompilation"], swiftSettings: strict),
    .target(name: "JSONText", swiftSettings: strict),
    .target(name: "MessagesAPI", dependencies: ["JSONText"], swiftSettings: strict),
    .testTarget(name: "JSONTextTests", dependencies: ["JSONText", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MessagesAPITests", dependencies: ["JSONText", "MessagesAPI", "TestSupport"], swiftSettings: strict),
    .target(
      name: "_CModelCatalog", exclude: ["models.json"], cSettings: [.headerSearchPath(".")]),
    .target(
      name: "ModelCatalog", dependencies: ["JSONText", "_CModelCatalog"], swiftSettings: strict),
    .testTarget(name: "ModelCatalogTests", dependencies: ["JSONText", "ModelCatalog"], swiftSettings: strict),
    .target(
      name: "RequestCounting", dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "Tokenization"],
      swiftSettings: strict),
    .target(name: "FileSelection", swiftSettings: strict),
    .target(name: "_CReportPage", exclude: ["page.html"], cSettings: [.headerSearchPath(".")]),
    .testTarget(
      name: "FileSelectionTests", dependencies: ["FileSelection", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RequestCountingTests",
      dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "TestSupport"],
      swiftSettings: strict),
    .target(name: "Console", dependencies: ["ModelCatalog"], swiftSettings: strict),
    .target(
      name: "CountServer",
      dependencies: ["ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CountServerTests",
      dependencies: ["CountServer", "JSONText", "ModelCatalog"],
      swiftSettings: strict),
    .target(
      name: "ContextPlanning",
      dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "Tokenization"],
      swiftSettings: strict),
    .testTarget(
      name: "ContextPlanningTests",
      dependencies: ["ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "TestSupport"],
      swiftSettings: strict),
    .executableTarget(
      name: "UllageCommand",
      dependencies: [
        "Console", "ContextPlanning", "FileSelection", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting",
        "Tokenization", "_CICUShims", "_CReportPage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["UllageCommand"], exclude: ["Snapshots"], swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Tokenization", "VocabularyCompilation", "_CICUShims"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .executableTarget(
      name: "TokenizationFuzz", dependencies: ["Tokenization"], path: "Tests/Fuzz/TokenizationFuzz",
      swiftSettings: strict),
    .testTarget(
      name: "TokenizationTests",
      dependencies: [
        "Tokenization", "VocabularyCompilation", "TestSupport", "_CASCIIRuns", "_CICUShims", "Vocab",
      ],
      swiftSettings: strict),
  ]
)
