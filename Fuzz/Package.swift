// swift-tools-version: 6.2

import PackageDescription

// A package of its own: the fuzzer links only with `-sanitize=fuzzer`, which nothing else does.
let package = Package(
  name: "dumpwarden-fuzz",
  dependencies: [.package(name: "dumpwarden", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz-identify",
      dependencies: [
        .product(name: "DumpFormats", package: "dumpwarden"),
        .product(name: "DumpSamples", package: "dumpwarden"),
        .product(name: "Sizing", package: "dumpwarden"),
      ]),
    .executableTarget(
      name: "fuzz-import",
      dependencies: [
        "Promises", .product(name: "Inventory", package: "dumpwarden"),
        .product(name: "Sizing", package: "dumpwarden"),
      ]),
    .executableTarget(
      name: "fuzz-machine",
      dependencies: [
        "Promises", .product(name: "Inventory", package: "dumpwarden"),
        .product(name: "Sizing", package: "dumpwarden"),
      ]),
    // What is promised of every host, however its facts came.
    .target(
      name: "Promises",
      dependencies: [
        .product(name: "Inventory", package: "dumpwarden"), .product(name: "Sizing", package: "dumpwarden"),
      ]),
    .executableTarget(
      name: "write-corpus", dependencies: [.product(name: "DumpSamples", package: "dumpwarden")]),
  ],
  swiftLanguageModes: [.v6]
)
