import Sizing

/// SplitMix64: the same hosts at every run, so that a failure can be repeated from its seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func pick<Element>(_ values: [Element]) -> Element {
    values[Int.random(in: values.indices, using: &self)]
  }

  /// A known value, or sometimes none.
  mutating func maybe<Value>(_ value: Value, _ key: String, missing: Int = 12) -> Fact<Value> {
    chance(missing) ? .absent(key) : .known(value)
  }
}

extension HostFacts {
  /// A host whose facts could all be true together: no file larger than its volume, none smaller than it
  /// starts with.
  static func random(_ random: inout SeededGenerator) -> HostFacts {
    var host: HostFacts = random.chance(15) ? .randomLinux(&random) : .randomWindows(&random)
    host.addSurroundings(&random, missing: 12)
    return host
  }

  private static func randomMemory(_ random: inout SeededGenerator) -> (visible: Bytes, installed: Bytes) {
    let installed = UInt64.random(in: 256...524_288, using: &random) << 20
    let firmware = UInt64.random(in: 0...(200 << 20), using: &random)
    return (Bytes(clamping: installed - firmware), Bytes(clamping: installed))
  }

  private static func randomLinux(_ random: inout SeededGenerator) -> HostFacts {
    let memory = randomMemory(&random)
    let areas = (0..<Int.random(in: 0...3, using: &random)).map { index in
      SwapArea(
        path: "/swap\(index)", size: random.maybe(near(memory.visible, &random), "swap.size"),
        onBootVolume: random.maybe(random.chance(60), "swap.on-boot-volume"))
    }
    var host = HostFacts.linux(memory: memory.visible, swap: areas)
    host.memory.visible = random.maybe(memory.visible, "memory.visible")
    host.memory.installed = random.maybe(memory.installed, "memory.installed")
    return host
  }

  private static func near(_ memory: Bytes, _ random: inout SeededGenerator) -> Bytes {
    let whole = memory.mebibytesRoundedUp
    return switch Int.random(in: 0..<6, using: &random) {
    case 0: .mebibytes(whole)
    case 1: .mebibytes(whole + 1)
    case 2: .mebibytes(whole + UInt64.random(in: 2...400, using: &random))
    case 3: .mebibytes(whole * 2)
    case 4: .mebibytes(whole / 3)
    default: .mebibytes(UInt64.random(in: 1...(whole * 2), using: &random))
    }
  }

  private static func randomWindows(_ random: inout SeededGenerator) -> HostFacts {
    let memory = randomMemory(&random)
    var host = HostFacts(name: "HOST", source: "test", os: .windows)
    host.build = random.maybe(random.pick([7601, 9600, 17763, 20348]), "build")
    host.product = random.maybe(random.pick([.server, .client]), "product")
    host.domainJoined = random.maybe(random.chance(50), "domain-joined")
    host.architecture = random.maybe(random.pick(["amd64", "amd64", "x86"]), "arch")
    host.memory.visible = random.maybe(memory.visible, "memory.visible")
    host.memory.installed = random.maybe(memory.installed, "memory.installed")
    host.memory.maximum = random.maybe(memory.installed + memory.installed, "memory.maximum")

    let files = (0..<Int.random(in: 0...2, using: &random)).map { index in
      randomPagefile(
        random.pick([#"C:\pagefile.sys"#, #"C:\page2.sys"#, #"D:\pagefile.sys"#]), memory.visible, &random)
    }
    host.pagefiles = random.maybe(files, "pagefile")
    let ids = ["C:", "D:"]
    host.volumes = random.maybe(
      ids.map { id in
        let free = near(memory.visible, &random)
        return Volume(
          id: id, isBoot: random.chance(10) ? nil : id == "C:",
          size: random.maybe(free + .gibibytes(4096), "size"), free: random.maybe(free, "free"))
      }, "volume")

    host.crashControl.wasRead = random.chance(60)
    host.crashControl.type = random.maybe(
      random.pick([.complete, .complete, .kernel, .automatic, .active, .small, .none]), "crash-control.type")
    host.crashControl.dumpFile = random.maybe(
      random.pick([#"%SystemRoot%\MEMORY.DMP"#, #"D:\MEMORY.DMP"#]), "crash-control.dump-file")
    host.crashControl.dedicatedDumpFile = random.maybe(
      random.chance(20) ? #"D:\dd.sys"# : "", "crash-control.dedicated-dump-file")
    host.crashControl.dumpFileSize = random.maybe(
      near(memory.visible, &random), "crash-control.dump-file-size")
    host.crashControl.ignorePagefileSize = random.maybe(
      random.chance(20), "crash-control.ignore-pagefile-size")
    host.crashControl.overwrite = random.maybe(random.chance(70), "crash-control.overwrite")
    host.crashControl.alwaysKeep = random.maybe(random.chance(30), "crash-control.always-keep")
    let existing = CrashControl.ExistingDump(
      size: random.maybe(near(memory.visible, &random), "size"), written: .absent("written"))
    host.crashControl.existingDump = random.maybe(
      random.chance(40) ? existing : nil, "crash-control.existing-dump")
    return host
  }

  private static func randomPagefile(
    _ path: String, _ memory: Bytes, _ random: inout SeededGenerator
  ) -> Pagefile {
    let initial = near(memory, &random)
    let allocated = random.chance(70) ? initial : initial + near(memory, &random)
    let isCustom = random.chance(60)
    return Pagefile(
      path: path, management: random.maybe(isCustom ? .custom : .system, "pagefile.management"),
      initial: isCustom ? random.maybe(initial, "pagefile.initial") : .absent("pagefile.initial"),
      maximum: isCustom ? random.maybe(allocated, "pagefile.maximum") : .absent("pagefile.maximum"),
      allocated: random.maybe(allocated, "pagefile.allocated"))
  }
}
