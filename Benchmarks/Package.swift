// swift-tools-version: 6.2

import PackageDescription

// A package of its own, beside the C programs: measuring needs nothing that is shipped, and is not built with it.
let package = Package(
  name: "dumpwarden-benchmarks",
  dependencies: [.package(name: "dumpwarden", path: "..")],
  targets: [
    .executableTarget(
      name: "plan-retention",
      dependencies: [
        .product(name: "DumpFormats", package: "dumpwarden"),
        .product(name: "DumpSamples", package: "dumpwarden"),
        .product(name: "DumpStore", package: "dumpwarden"),
        .product(name: "Inventory", package: "dumpwarden"),
        .product(name: "Sizing", package: "dumpwarden"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
