import Sizing

let noon = Timestamp(seconds: 1_772_452_800)

extension HostFacts {
  /// A Windows server with so much memory and one custom page file on C:, every other fact given and sound.
  static func windows(
    memory: Bytes, pagefile megabytes: UInt64, maximum: UInt64? = nil, free: Bytes = .gibibytes(4000)
  ) -> HostFacts {
    var host = HostFacts(name: "HOST", source: "test", os: .windows)
    host.build = .known(20348)
    host.product = .known(.server)
    host.domainJoined = .known(true)
    host.architecture = .known("amd64")
    host.memory = MemoryFacts(visible: .known(memory), installed: .known(memory))
    host.volumes = .known([
      Volume(id: "C:", isBoot: true, size: .known(.gibibytes(9000)), free: .known(free))
    ])
    host.pagefiles = .known([.custom(#"C:\pagefile.sys"#, megabytes, maximum: maximum)])
    host.crashControl.wasRead = true
    host.crashControl.type = .known(.complete)
    host.crashControl.dumpFile = .known(#"%SystemRoot%\MEMORY.DMP"#)
    host.crashControl.dedicatedDumpFile = .known("")
    host.crashControl.ignorePagefileSize = .known(false)
    host.crashControl.overwrite = .known(true)
    host.crashControl.alwaysKeep = .known(false)
    host.crashControl.existingDump = .known(nil)
    return host
  }

  /// A Linux machine with so much memory and these swap areas.
  static func linux(memory: Bytes, swap: [SwapArea]) -> HostFacts {
    var host = HostFacts(name: "kvm01", source: "local", os: .linux)
    host.memory = MemoryFacts(visible: .known(memory), source: "/sys/firmware/memmap")
    host.volumes = .known([
      Volume(id: "/", isBoot: true, size: .known(.gibibytes(500)), free: .known(.gibibytes(200)))
    ])
    host.swap = .known(swap)
    return host
  }

  func assessed(_ want: Want = .complete, by: DumpWriter = .guest, _ acceptances: [Acceptance] = [])
    -> Assessment
  {
    assess(self, wanted: Wanted(want, by: by), acceptances: acceptances, now: noon)
  }

  func with(_ change: (inout HostFacts) -> Void) -> HostFacts {
    var host = self
    change(&host)
    return host
  }
}

extension Pagefile {
  static func custom(_ path: String, _ megabytes: UInt64, maximum: UInt64? = nil) -> Pagefile {
    Pagefile(
      path: path, management: .known(.custom), initial: .known(.mebibytes(megabytes)),
      maximum: .known(.mebibytes(maximum ?? megabytes)), allocated: .known(.mebibytes(megabytes)),
      isTemporary: .known(false))
  }

  static func system(_ path: String, allocated: UInt64) -> Pagefile {
    Pagefile(
      path: path, management: .known(.system), initial: .absent("initial"), maximum: .absent("maximum"),
      allocated: .known(.mebibytes(allocated)), isTemporary: .known(false))
  }
}

extension Assessment {
  func finding(_ rule: String) -> Finding? { findings.first { $0.rule == rule } }

  var rules: Set<String> { Set(findings.map(\.rule)) }

  var critical: [String] { findings.filter { $0.severity == .critical }.map(\.rule) }
}
