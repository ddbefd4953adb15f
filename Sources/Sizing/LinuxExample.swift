extension Example {
  /// A Linux host that is ready for kdump, changed in some way.
  ///
  /// It has 64 GiB of memory, a swap area that holds it, and room for the largest dump in `/var/crash`.
  static func linux(
    _ text: String, _ want: Want = .complete,
    _ change: @escaping @Sendable (inout HostFacts) -> Void = { _ in }
  ) -> Example {
    Example(text, want) {
      $0 = soundLinux
      change(&$0)
    }
  }

  private static var soundLinux: HostFacts {
    var host = HostFacts(name: "db03", source: "example", os: .linux)
    host.memory = MemoryFacts(visible: .known(.gibibytes(64)), source: "memory.visible")
    host.volumes = .known([
      Volume(id: "/", isBoot: true, size: .known(.gibibytes(500)), free: .known(.gibibytes(200)))
    ])
    host.swap = .known([
      SwapArea(path: "/swap.img", size: .known(.mebibytes(65537)), onBootVolume: .known(true))
    ])
    var kdump = KdumpFacts()
    kdump.tools = .known(.kdumpUtils)
    kdump.isInstalled = .known(true)
    kdump.isEnabled = .known(true)
    kdump.kexec = .known(true)
    kdump.crashkernel = .known("1G-2G:192M,2G-64G:256M,64G-:512M")
    kdump.reserved = .known(.mebibytes(512))
    kdump.isLoaded = .known(true)
    kdump.firmware = .known(.none)
    kdump.target = .known(.file)
    kdump.path = .known("/var/crash")
    kdump.free = .known(.gibibytes(200))
    kdump.leftFree = .known(.zero)
    kdump.level = .known(1)
    kdump.failureAction = .known("reboot")
    kdump.panicTimeout = .known(0)
    kdump.panicsOnOops = .known(true)
    kdump.panicsOnSoftLockup = .known(true)
    kdump.panicsOnHungTask = .known(false)
    kdump.panicsOnUnknownNMI = .known(true)
    kdump.isLoadingDisabled = .known(false)
    kdump.runsNotifiersFirst = .known(false)
    host.kdump = kdump
    host.collected = .known(.example)
    host.given = [
      FactGroups(.os), FactGroups(.memory), FactGroups(.volumes), FactGroups(.swap), FactGroups(.kdump),
    ]
    return host
  }
}
