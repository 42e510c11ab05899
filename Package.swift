// swift-tools-version: 6.2
// SPDX-License-Identifier: MIT
//
// The house from ground to roof: a row is a module, what it imports, and its tests, and imports only what stands above
// it. What needs the network or SQLite says so in its row, and nothing that `ullage` is made of does.
import PackageDescription

let rows: [Row] = [
  // The ground: C, and bytes that are linked in.
  Row([.systemLibrary(name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"]), .brew(["icu4c"])])]),
  foundation("_CICUShims", needs: ["CICU"]),
  foundation(
    "Vocab", in: "Vocab",
    without: ["README.md", "import.py", "v3.pieces", "v4_7.pieces", "v3.vocab", "v4_7.vocab", "unicode.table"]),
  foundation("_CPlainRuns", in: "Sources/Tokenization/Plain/_CPlainRuns"),
  foundation("_CModelCatalog", in: "Sources/ModelCatalog/_CModelCatalog", without: ["models.json"]),
  foundation(
    "_CTextEncodings", in: "Sources/TextEncodings/_CTextEncodings", without: ["import.py", "encodings.table"]),
  foundation(
    "_CLanguages", in: "Sources/FileReporting/_CLanguages", without: ["LICENSE", "import.py", "languages.table"]),
  foundation(
    "_CPages", in: "Sources/FileReporting/_CPages", without: ["report.html", "plan.html", "style.css", "shared.js"]),
  // libcurl is loaded when somebody is asked: only its headers are needed to build.
  foundation("_CTransfers", .overNetwork, in: "Sources/CountTokensClient/_CTransfers"),

  // What a text counts.
  module(
    "Tokenization", .offered, needs: ["_CICUShims", "_CPlainRuns", "Vocab"], without: ["Plain/_CPlainRuns"],
    tests: ["VocabularyCompilation"]),
  module("VocabularyCompilation", needs: ["Tokenization", "_CICUShims"]),
  program("ullage-vocabulary", "VocabularyCommand", needs: ["Tokenization", "VocabularyCompilation"]),

  // What a request is, what the API refuses, what it counts, and whether it fits.
  module("JSONText", .offered, tests: []),
  module("MessagesAPI", .offered, needs: ["JSONText"], tests: []),
  module("SessionReading", .offered, needs: ["JSONText", "MessagesAPI"], tests: []),
  module("ModelCatalog", .offered, needs: ["JSONText", "_CModelCatalog"], without: ["_CModelCatalog"], tests: []),
  module(
    "RequestChecking", .offered, needs: ["JSONText", "MessagesAPI", "ModelCatalog"],
    tests: ["ContextPlanning", "RequestCounting"]),
  module(
    "RequestCounting", .offered,
    needs: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "Tokenization"], tests: []),
  module(
    "ContextPlanning", .offered,
    needs: [
      "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting", "SessionReading", "Tokenization",
    ],
    tests: []),
  module(
    "Ullage", .offered,
    needs: [
      "ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting",
      "SessionReading", "Tokenization",
    ]),

  // What programs and other languages say alike: complaints, streams, the version.
  module("Console", needs: ["JSONText", "MessagesAPI", "ModelCatalog"]),

  // How true the counts are: what the remote API answered.
  module(
    "Calibration", needs: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "SessionReading"],
    tests: ["LocalEndpoint"]),

  // The same from C, and so from every language that calls C: the header, and what stands behind it.
  Row([.systemLibrary(name: "CUllage", path: "Sources/UllageC/header")]),
  module(
    "UllageC", .archive, in: "Sources/UllageC/library",
    needs: [
      "CUllage", "Calibration", "Console", "ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog",
      "RequestChecking", "RequestCounting", "SessionReading", "Tokenization",
    ],
    tests: [], testsWithout: ["Program"]),

  // The command, which has no network code.
  module("FileSelection", tests: []),
  module(
    "TextEncodings", needs: ["_CTextEncodings"], without: ["_CTextEncodings"],
    tests: ["RequestCounting", "Tokenization"]),
  module(
    "FileReporting",
    needs: [
      "Console", "FileSelection", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "TextEncodings",
      "Tokenization", "_CLanguages", "_CPages",
    ],
    without: ["_CLanguages", "_CPages"], tests: []),
  module(
    "AgentSteps",
    needs: [
      "Console", "FileReporting", "FileSelection", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting",
      "SessionReading",
    ],
    tests: []),
  // What both programs declare of their commands.
  module("CommandOptions", needs: ["ModelCatalog", "RequestChecking", "Tokenization", .argumentParser]),
  program(
    "ullage", "UllageCommand",
    needs: [
      "AgentSteps", "CommandOptions", "Console", "ContextPlanning", "FileReporting", "FileSelection", "JSONText",
      "MessagesAPI",
      "ModelCatalog", "RequestChecking", "RequestCounting", "SessionReading", "TextEncodings", "Tokenization",
      "_CICUShims", .argumentParser,
    ],
    tests: "CommandTests"),

  // The same over HTTP: endpoints that know no HTTP library, then the socket.
  module(
    "CountServer", .offered,
    needs: ["ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "RequestCounting"],
    tests: []),
  module(
    "CountListener", .overNetwork,
    needs: ["CountServer", .logging, .nio("NIOCore"), .nio("NIOHTTP1"), .nio("NIOPosix")],
    tests: ["ModelCatalog", .nio("NIOEmbedded")]),

  // What asks the remote API, and where its answers are kept.
  Row([.systemLibrary(name: "CSQLite")], nil, [.overNetwork]),
  module(
    "CountStore", .overNetwork, needs: ["CSQLite", "Calibration", "ModelCatalog"], tests: [], testsWithout: ["Stores"]),
  module(
    "CountTokensClient", .offered, .overNetwork,
    needs: ["JSONText", "MessagesAPI", "ModelCatalog", "RequestChecking", "_CTransfers"], without: ["_CTransfers"],
    tests: ["LocalEndpoint"]),
  program(
    "ullage-net", "UllageNetCommand", .overNetwork,
    needs: [
      "Calibration", "CommandOptions", "Console", "CountListener", "CountServer", "CountStore", "CountTokensClient",
      "FileSelection", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "SessionReading", .argumentParser,
      .logging,
    ],
    tests: "NetCommandTests", needing: ["LocalEndpoint"]),

  // What only tests import, and programs that only test.
  module(
    "TestSupport", .forTests, in: "Tests/TestSupport",
    needs: ["Tokenization", "VocabularyCompilation", "_CICUShims"]),
  module(
    "LocalEndpoint", .forTests, .overNetwork, in: "Tests/LocalEndpoint",
    needs: [
      "Calibration", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", .nio("NIOCore"), .nio("NIOHTTP1"),
      .nio("NIOPosix"),
    ]),
  program(
    nil, "CountTokensLoad", .forTests, .overNetwork, in: "Tests/Load/CountTokensLoad",
    needs: ["CountTokensClient", "JSONText", "LocalEndpoint", "MessagesAPI"]),
  program(
    nil, "TokenizationFuzz", .forTests, in: "Tests/Fuzz/TokenizationFuzz", needs: ["Tokenization"]),
  program(
    nil, "UllageFuzz", .forTests, in: "Tests/Fuzz/Harness",
    needs: [
      "CUllage", "Calibration", "ContextPlanning", "CountServer", "JSONText", "MessagesAPI", "ModelCatalog",
      "RequestCounting", "SessionReading", "TestSupport", "Tokenization", "UllageC", "VocabularyCompilation",
      "_CPlainRuns",
    ]),
]

// MARK: What a row is

enum Mark {
  /// Other packages may import it.
  case offered
  /// Other languages link it, as an archive of all it is made of.
  case archive
  /// It needs the network's libraries or SQLite.
  case overNetwork
  /// No program that is installed has it.
  case forTests
}

struct Row {
  var targets: [Target]
  var product: Product?
  var isOverNetwork = false

  init(_ targets: [Target], _ product: Product? = nil, _ marks: [Mark] = []) {
    self.targets = targets
    self.product = product
    isOverNetwork = marks.contains(.overNetwork)
  }
}

/// A target of C, or of bytes that are linked in.
func foundation(
  _ name: String, _ marks: Mark..., in path: String? = nil, without excluded: [String] = [],
  needs: [Target.Dependency] = []
) -> Row {
  Row(
    [.target(name: name, dependencies: needs, path: path, exclude: excluded, cSettings: [.headerSearchPath(".")])],
    nil, marks)
}

/// A module and, where `tests` says what they need beyond the module and its own needs, its tests.
func module(
  _ name: String, _ marks: Mark..., in path: String? = nil, needs: [Target.Dependency] = [],
  without excluded: [String] = [], tests: [Target.Dependency]? = nil, testsWithout: [String] = []
) -> Row {
  var targets: [Target] = [
    .target(
      name: name, dependencies: needs, path: path, exclude: excluded, swiftSettings: settings(marks))
  ]
  if let tests { targets.append(testTarget("\(name)Tests", of: name, needs + tests, exclude: testsWithout)) }
  let isArchive = marks.contains(.archive)
  let product: Product? =
    isArchive || marks.contains(.offered)
    ? .library(name: name, type: isArchive ? .static : nil, targets: [name]) : nil
  return Row(targets, product, marks)
}

/// A program, by the name that it is installed under: its module is not called so, as on a file system that ignores case
/// `ullage` would collide with the library's `Ullage`.
func program(
  _ command: String?, _ name: String, _ marks: Mark..., in path: String? = nil, needs: [Target.Dependency],
  without excluded: [String] = [], tests: String? = nil, needing: [Target.Dependency] = []
) -> Row {
  var targets: [Target] = [
    .executableTarget(
      name: name, dependencies: needs, path: path, exclude: excluded, swiftSettings: settings(marks))
  ]
  if let tests { targets.append(testTarget(tests, of: name, needs + needing, exclude: ["Snapshots"])) }
  return Row(targets, command.map { .executable(name: $0, targets: [name]) }, marks)
}

func testTarget(
  _ name: String, of module: String, _ needs: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: [.init(stringLiteral: module), "TestSupport"] + needs, exclude: exclude,
    swiftSettings: settings([.forTests]))
}

/// What the compiler cannot check is marked `unsafe` and has its reason beside it, but in tests.
func settings(_ marks: [Mark]) -> [SwiftSetting] {
  let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  return marks.contains(.forTests) ? strict : strict + [.strictMemorySafety()]
}

extension Target.Dependency {
  static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
  static var logging: Self { .product(name: "Logging", package: "swift-log") }
  static func nio(_ name: String) -> Self { .product(name: name, package: "swift-nio") }
}

// MARK: The package

// Sanitizers, fuzzing and quick builds leave out what needs the network's libraries or SQLite, and tests that need those:
// a fifth of the code.
let isWithoutNetwork = Context.environment["ULLAGE_WITHOUT_NETWORK"] != nil
let built = rows.filter { !(isWithoutNetwork && $0.isOverNetwork) }
let left = Set(rows.flatMap(\.targets).map(\.name)).subtracting(built.flatMap(\.targets).map(\.name))

func needsLeftOut(_ target: Target) -> Bool {
  target.dependencies.contains { dependency in
    if case .byNameItem(let name, _) = dependency { left.contains(name) } else { false }
  }
}

// `ULLAGE_TESTS="JSONText MessagesAPI"` builds the tests of these modules alone: whoever changes one module need not wait
// for the tests of all.
let wanted = Context.environment["ULLAGE_TESTS"].map { Set($0.split(separator: " ").map { "\($0)Tests" }) }

func isWanted(_ target: Target) -> Bool {
  target.type != .test || wanted?.contains(target.name) ?? true
}

let argumentParser: Package.Dependency = .package(
  url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
let network: [Package.Dependency] = [
  .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
]

let package = Package(
  name: "ullage",
  platforms: [.macOS(.v15)],
  products: built.compactMap(\.product),
  dependencies: [argumentParser] + (isWithoutNetwork ? [] : network),
  targets: built.flatMap(\.targets).filter { !needsLeftOut($0) && isWanted($0) }
)
