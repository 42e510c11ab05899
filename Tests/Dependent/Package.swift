// swift-tools-version: 6.2
// A user's package: depends on this one by path and holds the README's library example, word for word.
import PackageDescription

let package = Package(
  name: "dependent",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ullage", path: "../..")],
  targets: [
    .executableTarget(name: "Example", dependencies: [.product(name: "Ullage", package: "ullage")])
  ]
)
