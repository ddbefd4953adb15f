// swift-tools-version: 6.2

import PackageDescription

/// Settings of every Swift target: the strictest the compiler offers, and no warning survives.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Pure targets do no I/O and hold no pointers; the compiler checks the second half.
let pure: [SwiftSetting] = house + [.strictMemorySafety()]

let package = Package(
  name: "dumpwarden",
  products: [
    .executable(name: "dumpctl", targets: ["dumpctl"]),
    .executable(name: "dumpwardend", targets: ["dumpwardend"]),
    .library(name: "DumpFormats", targets: ["DumpFormats"]),
    .library(name: "Sizing", targets: ["Sizing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "Sizing", swiftSettings: pure),
    .target(name: "DumpFormats", dependencies: ["Sizing"], swiftSettings: pure),

    // Glibc's Swift module is built without _GNU_SOURCE, and defining it in a header is too late.
    .target(
      name: "CLinux", cSettings: [.define("_GNU_SOURCE"), .treatAllWarnings(as: .error)]),
    // toml++ (header-only) and simdjson behind one tree of nodes with positions.
    .target(
      name: "CTOML",
      cxxSettings: [.define("TOML_EXCEPTIONS", to: "1"), .treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

    .target(name: "Systemd", dependencies: ["CSystemd", "CLinux"], swiftSettings: house),
    .target(name: "Inventory", dependencies: ["Sizing", "CLinux", "CTOML"], swiftSettings: house),
    .target(name: "DumpStore", dependencies: ["Sizing", "DumpFormats", "CLinux"], swiftSettings: house),
    .target(
      name: "DumpwardenService",
      dependencies: ["Sizing", "DumpFormats", "Inventory", "DumpStore", "Systemd"],
      swiftSettings: house),

    .executableTarget(
      name: "dumpctl",
      dependencies: [
        "Sizing", "DumpFormats", "Inventory", "DumpStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),
    .executableTarget(
      name: "dumpwardend", dependencies: ["DumpwardenService", "Systemd"], swiftSettings: house),

    .testTarget(name: "SizingTests", dependencies: ["Sizing"], swiftSettings: house),
    .testTarget(name: "DumpFormatsTests", dependencies: ["DumpFormats", "Sizing"], swiftSettings: house),
    .testTarget(name: "SystemdTests", dependencies: ["Systemd", "CLinux"], swiftSettings: house),
    .testTarget(
      name: "InventoryTests", dependencies: ["Inventory", "Sizing"],
      exclude: ["Machines", "Corpus"], swiftSettings: house),
    .testTarget(
      name: "DumpStoreTests", dependencies: ["DumpStore", "DumpFormats", "Sizing"],
      swiftSettings: house),
    .testTarget(
      name: "DumpwardenServiceTests", dependencies: ["DumpwardenService", "Sizing", "Inventory"],
      swiftSettings: house),
    .testTarget(name: "CommandTests", dependencies: ["Sizing"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx20
)
