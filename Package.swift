// swift-tools-version: 6.2
// An arrow means "imports", one way only:
//
//   CICU ← _CICUShims; _CICUShims, _CPlainRuns (vector code), Vocab (bytes only) ← Tokenization
//   Tokenization, _CICUShims ← VocabularyCompilation ← ullage-vocabulary (writes Vocab's compiled files)
//   JSONText ← MessagesAPI; JSONText, _CModelCatalog (bytes only) ← ModelCatalog
//   JSONText, MessagesAPI, ModelCatalog ← RequestChecking (what the API refuses, no counts)
//   RequestChecking and what it imports, Tokenization ← RequestCounting ← ContextPlanning
//   ContextPlanning and what it imports ← Ullage (all of them in one import), CountServer (endpoints, no HTTP library)
//   JSONText, MessagesAPI, ModelCatalog ← Console (streams, complaints, exit status) ← both commands
//   FileSelection (which files of a tree; alone), _CReportPage (bytes only), _CICUShims (for --version) and
//     ContextPlanning with what it imports ← ullage
//   CountServer ← CountListener (the socket) ← ullage-net
//   RequestCounting and what it imports ← Calibration ← CountStore (SQLite) ← ullage-net
//   MessagesAPI ← CountTokensClient (HTTP) ← ullage-net; neither this nor the socket nor SQLite is in reach of ullage
//   Tests: TestSupport, and LocalEndpoint (plays the remote API), which no program imports
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

/// For everything but tests: what the compiler cannot check is marked `unsafe`, and has its reason beside it.
let strictest = strict + [.strictMemorySafety()]

let package = Package(
  name: "ullage",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "ullage", targets: ["UllageCommand"]),
    .executable(name: "ullage-net", targets: ["UllageNetCommand"]),
    .executable(name: "ullage-vocabulary", targets: ["VocabularyCommand"]),
    .library(name: "Ullage", targets: ["Ullage"]),
    .library(name: "Tokenization", targets: ["Tokenization"]),
    .library(name: "JSONText", targets: ["JSONText"]),
    .library(name: "MessagesAPI", targets: ["MessagesAPI"]),
    .library(name: "ModelCatalog", targets: ["ModelCatalog"]),
    .library(name: "RequestChecking", targets: ["RequestChecking"]),
    .library(name: "RequestCounting", targets: ["RequestCounting"]),
    .library(name: "CountTokensClient", targets: ["CountTokensClient"]),
    .library(name: "CountServer", targets: ["CountServer"]),
    .library(name: "ContextPlanning", targets: ["ContextPlanning"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
    .target(name: "_CICUShims", dependencies: ["CICU"]),
    .target(
      name: "Vocab", path: "Vocab",
      exclude: ["README.md", "import.py", "v3.pieces", "v4_7.pieces", "v3.vocab", "v4_7.vocab", "unicode.table"],
      cSettings: [.headerSearchPath(".")]),
    .target(name: "_CPlainRuns"),
    .target(name: "Tokenization", dependencies: ["_CICUShims", "_CPlainRuns", "Vocab"], swiftSettings: strictest),
    .target(
      name: "VocabularyCompilation", dependencies: ["Tokenization", "_CICUShims"], swiftSettings: strictest),
    .executableTarget(
      name: "VocabularyCommand", dependencies: ["Tokenization", "VocabularyCompilation"], swiftSettings: strictest),
    .target(name: "JSONText", swiftSettings: strictest),
    .target(name: "MessagesAPI", dependencies: ["JSONText"], swiftSettings: strictest),
    .testTarget(name: "JSONTextTests", dependencies: ["JSONText", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MessagesAPITests", dependencies: ["JSONText", "MessagesAPI", "TestSupport"], swiftSettings: strict),
    .target(
      name: "_CModelCatalog", exclude: ["models.json"], cSettings: [.headerSearchPath(".")]),
    .target(
      name: "ModelCatalog", dependencies: ["JSONText", "_CModelCatalog"], swiftSettings: strictest),
    .testTarget(name: "ModelCatalogTests", dependencies: ["JSONText", "ModelCatalog"], swiftSettings: strict),
    .target(
      name: "RequestChecking", dependencies: ["JSONText", "MessagesAPI", "ModelCatalog"], swiftSettings: strictest),
    .testTarget(
      name: "RequestCheckingTests",
      dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "TestSupport"],
      swiftSettings: strict),
    .target(
      name: "RequestCounting",
      dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "Tokenization"],
      swiftSettings: strictest),
    .target(
      name: "Ullage",
      dependencies: [
        "ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting",
        "Tokenization",
      ],
      swiftSettings: strictest),
    .target(name: "FileSelection", swiftSettings: strictest),
    .target(name: "_CReportPage", exclude: ["page.html"], cSettings: [.headerSearchPath(".")]),
    .testTarget(
      name: "FileSelectionTests", dependencies: ["FileSelection", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RequestCountingTests",
      dependencies: [
        "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting", "TestSupport",
      ],
      swiftSettings: strict),
    .target(name: "Console", dependencies: ["JSONText", "MessagesAPI", "ModelCatalog"], swiftSettings: strictest),
    .target(
      name: "CountServer",
      dependencies: [
        "ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting",
      ],
      swiftSettings: strictest),
    .testTarget(
      name: "CountServerTests",
      dependencies: ["CountServer", "JSONText", "ModelCatalog"],
      swiftSettings: strict),
    .target(
      name: "ContextPlanning",
      dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting", "Tokenization"],
      swiftSettings: strictest),
    .testTarget(
      name: "ContextPlanningTests",
      dependencies: [
        "ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting",
        "TestSupport", "Tokenization",
      ],
      swiftSettings: strict),
    .target(
      name: "CountListener",
      dependencies: [
        "CountServer",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strictest),
    .executableTarget(
      name: "UllageCommand",
      dependencies: [
        "Console", "ContextPlanning", "FileSelection", "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking",
        "RequestCounting", "Tokenization", "_CICUShims", "_CReportPage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strictest),
    .target(
      name: "CountTokensClient",
      dependencies: [
        "MessagesAPI",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strictest),
    .target(
      name: "LocalEndpoint",
      dependencies: [
        "Calibration", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Tests/LocalEndpoint", swiftSettings: strict),
    .executableTarget(
      name: "CountTokensLoad", dependencies: ["CountTokensClient", "JSONText", "LocalEndpoint", "MessagesAPI"],
      path: "Tests/Load/CountTokensLoad", swiftSettings: strict),
    .testTarget(
      name: "CountTokensClientTests",
      dependencies: ["CountTokensClient", "JSONText", "LocalEndpoint", "MessagesAPI"],
      swiftSettings: strict),
    .target(
      name: "Calibration",
      dependencies: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting"], swiftSettings: strictest),
    .testTarget(
      name: "CalibrationTests",
      dependencies: [
        "Calibration", "JSONText", "LocalEndpoint", "MessagesAPI", "ModelCatalog", "RequestCounting", "TestSupport",
      ],
      swiftSettings: strict),
    .target(
      name: "CountStore",
      dependencies: ["Calibration", "ModelCatalog", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strictest),
    .testTarget(
      name: "CountStoreTests",
      dependencies: [
        "Calibration", "CountStore", "ModelCatalog", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "UllageNetCommand",
      dependencies: [
        "Calibration", "Console", "CountListener", "CountServer", "CountStore", "CountTokensClient", "JSONText",
        "MessagesAPI", "ModelCatalog", "RequestCounting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strictest),
    .testTarget(
      name: "NetCommandTests",
      dependencies: [
        "Calibration", "Console", "CountStore", "CountTokensClient", "JSONText", "LocalEndpoint", "MessagesAPI",
        "ModelCatalog", "RequestCounting", "TestSupport", "UllageNetCommand",
      ],
      exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["Console", "TestSupport", "UllageCommand"], exclude: ["Snapshots"],
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Tokenization", "VocabularyCompilation", "_CICUShims"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .executableTarget(
      name: "TokenizationFuzz", dependencies: ["Tokenization"], path: "Tests/Fuzz/TokenizationFuzz",
      swiftSettings: strict),
    .executableTarget(
      name: "UllageFuzz",
      dependencies: [
        "Calibration", "ContextPlanning", "CountServer", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting",
        "TestSupport", "Tokenization", "VocabularyCompilation", "_CPlainRuns",
      ],
      path: "Tests/Fuzz/Harness", swiftSettings: strict),
    .testTarget(
      name: "TokenizationTests",
      dependencies: [
        "Tokenization", "VocabularyCompilation", "TestSupport", "_CPlainRuns", "_CICUShims", "Vocab",
      ],
      swiftSettings: strict),
  ]
)

// Sanitizers and fuzzing build everything anew: with `ULLAGE_WITHOUT_NETWORK` what needs the network libraries or SQLite
// is left out, a fifth of the code and most of the time.
if Context.environment["ULLAGE_WITHOUT_NETWORK"] != nil {
  let network: Set = [
    "CalibrationTests", "CountListener", "CountStore", "CountStoreTests", "CountTokensClient", "CountTokensClientTests",
    "CountTokensLoad", "LocalEndpoint", "NetCommandTests", "UllageNetCommand",
  ]
  package.targets.removeAll { network.contains($0.name) }
  package.products.removeAll { ["CountTokensClient", "ullage-net"].contains($0.name) }
  package.dependencies.removeSubrange(1...)
}
