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
    // For the packages beside this one: fuzzing and benchmarks.
    .library(name: "DumpSamples", targets: ["DumpSamples"]),
    .library(name: "DumpStore", targets: ["DumpStore"]),
    .library(name: "Inventory", targets: ["Inventory"]),
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
    // libxml2, as every distribution has it and other readers of libvirt's files use it; not Foundation's XMLParser,
    // which is the same library in less careful hands. Loaded when a domain is imported: linked, ICU and liblzma
    // would come along into every run, 4 ms and 3 MiB. Hence the headers' directory and no pkg-config, which links.
    .target(
      name: "CXML",
      cSettings: [
        .define("_GNU_SOURCE"), .unsafeFlags(["-I/usr/include/libxml2"]), .treatAllWarnings(as: .error),
      ]),
    // libhivex, the reader of Windows registry hives that virt-v2v and libguestfs use: none other is in C, packaged by
    // distributions, and has seen as many broken hives. Loaded in the child process that reads one.
    .target(
      name: "CHivex", cSettings: [.define("_GNU_SOURCE"), .treatAllWarnings(as: .error)]),
    // The headers alone, and so no pkg-config, which links: the daemon links the library, and dumpctl must not.
    .systemLibrary(name: "CSystemd", providers: [.apt(["libsystemd-dev"])]),
    // libsystemd under its own names, loaded when it is called: dumpctl rarely needs it, and is started often.
    .target(name: "CSystemdOnDemand", cSettings: [.define("_GNU_SOURCE"), .treatAllWarnings(as: .error)]),

    // What every target that calls the kernel shares: errors that name the call, descriptors that close.
    .target(name: "Linux", dependencies: ["Sizing", "CLinux"], swiftSettings: house),
    .target(
      name: "Systemd", dependencies: ["Sizing", "Linux", "CSystemd", "CLinux"], swiftSettings: house),
    .target(
      name: "Inventory", dependencies: ["Sizing", "Linux", "CLinux", "CTOML", "CXML", "CHivex"],
      swiftSettings: house),
    .target(
      name: "DumpStore", dependencies: ["Sizing", "DumpFormats", "Inventory", "Linux", "CLinux"],
      swiftSettings: house),
    // The bus interface as tables of values, for who serves it, who calls it and who documents it.
    .target(name: "DumpwardenBus", dependencies: ["Systemd"], swiftSettings: house),
    // What dumpctl and the daemon answer alike: the same keys, made in one place.
    .target(
      name: "DumpReports", dependencies: ["Sizing", "DumpFormats", "Inventory", "DumpStore", "Linux"],
      swiftSettings: house),
    .target(
      name: "DumpwardenService",
      dependencies: [
        "Sizing", "DumpFormats", "DumpReports", "DumpwardenBus", "Inventory", "DumpStore", "Linux", "Systemd",
        "CLinux",
      ],
      swiftSettings: house,
      linkerSettings: [.linkedLibrary("systemd")]),

    .executableTarget(
      name: "dumpctl",
      dependencies: [
        "Sizing", "DumpFormats", "DumpReports", "DumpwardenBus", "Inventory", "DumpStore", "Linux", "Systemd",
        "CLinux", "CSystemdOnDemand",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),
    .executableTarget(
      name: "dumpwardend", dependencies: ["DumpwardenService", "Linux", "Systemd"], swiftSettings: house),

    // docs/man, and what of it is made from tables.
    .target(name: "ManualPages", path: "Tests/ManualPages", swiftSettings: house),

    .testTarget(name: "SizingTests", dependencies: ["ManualPages", "Sizing"], swiftSettings: house),
    // Dumps made from parameters, for the tests of every target and for trying things out.
    .target(name: "DumpSamples", dependencies: ["Sizing"], path: "Tests/DumpSamples", swiftSettings: house),
    .executableTarget(
      name: "sample-dump", dependencies: ["DumpSamples", "Sizing"], path: "Tests/sample-dump",
      swiftSettings: house),
    .testTarget(
      name: "DumpFormatsTests", dependencies: ["DumpFormats", "DumpSamples", "Sizing"],
      exclude: ["Judges", "Captured"],
      swiftSettings: house),
    .testTarget(name: "SystemdTests", dependencies: ["Systemd", "Linux", "CLinux"], swiftSettings: house),
    .testTarget(
      name: "InventoryTests", dependencies: ["Inventory", "ManualPages", "Sizing"],
      exclude: ["Machines", "Corpus", "Import/Collected", "capture-machine"], swiftSettings: house),
    .testTarget(
      name: "DumpStoreTests",
      dependencies: ["DumpStore", "DumpFormats", "DumpSamples", "Inventory", "Linux", "Sizing", "CLinux"],
      swiftSettings: house),
    .testTarget(
      name: "DumpwardenServiceTests",
      dependencies: [
        "DumpwardenBus", "DumpwardenService", "dumpwardend", "DumpFormats", "DumpSamples", "DumpStore",
        "Inventory", "Linux", "ManualPages", "Sizing", "Systemd", "CLinux",
      ],
      swiftSettings: house),
    // The executables are dependencies so that they are built: they run as processes.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "dumpctl", "dumpwardend", "sample-dump", "DumpFormats", "DumpReports", "DumpSamples", "DumpStore",
        "DumpwardenBus", "Inventory", "Linux", "ManualPages", "Sizing",
      ],
      exclude: ["Fixtures", "Expected", "validate-json"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx20
)
