// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "ullage-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ullage", path: "..")],
  targets: [
    .executableTarget(
      name: "bench", dependencies: [.product(name: "Tokenization", package: "ullage")], swiftSettings: strict),
    .executableTarget(
      name: "calls", dependencies: [.product(name: "Tokenization", package: "ullage")], swiftSettings: strict),
    .executableTarget(
      name: "planbench",
      dependencies: ["ContextPlanning", "JSONText", "MessagesAPI", "ModelCatalog", "RequestCounting", "SessionReading"].map {
        .product(name: $0, package: "ullage")
      }, swiftSettings: strict),
    .executableTarget(
      name: "requests",
      dependencies: [
        .product(name: "JSONText", package: "ullage"), .product(name: "MessagesAPI", package: "ullage"),
        .product(name: "ModelCatalog", package: "ullage"), .product(name: "RequestCounting", package: "ullage"),
      ],
      swiftSettings: strict),
  ]
)
