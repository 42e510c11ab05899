// swift-tools-version: 6.2
// A user's package: depends on this one by path and holds the README's library example, word for word, under the
// strictest settings that a user may have: nothing of the surface needs a mark.
import PackageDescription

let package = Package(
  name: "dependent",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ullage", path: "../..")],
  targets: [
    .executableTarget(
      name: "Example", dependencies: [.product(name: "Ullage", package: "ullage")],
      swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error)])
  ]
)
