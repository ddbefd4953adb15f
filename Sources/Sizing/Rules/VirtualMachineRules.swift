/// What comes with certain platforms and roles.
enum VirtualMachineRules {
  static let rules = [dynamicMemory, hyperVHost, azureTemporary, azureLarge, diskSize]

  /// What Hyper-V sets as the maximum where nobody does.
  private static let untouchedMaximum = Bytes.gibibytes(1024)

  private static let dynamicMemory = Rule(
    id: "VIR-DYNMEM",
    title: "the backing file holds the most that dynamic memory can give",
    severity: .warning,
    needs: ["memory.dynamic", "memory.maximum", "pagefile"],
    validity: .everywhere,
    why: """
      With dynamic memory or a balloon the memory at the crash may be anything up to the maximum, while the \
      backing file was made for what was there at boot. The size to set is that for the maximum. One of 1 TB \
      is Hyper-V's own, which nobody meant: there a real one comes first.
      """,
    formula: "speaks if memory.dynamic and backing < maximum + 1 MB",
    worked: "16 GiB now, 64 GiB at most: 65537 MB hold a dump whenever it comes",
    remedy: "set a maximum that is meant, or static memory, and size for it",
    source: Source.dynamicMemory,
    confidence: .inferred,
    speaks: Example("dynamic memory up to 128 GiB") {
      $0.memory.dynamic = .known(true)
      $0.memory.maximum = .known(.gibibytes(128))
    },
    silent: Example("static memory") {
      $0.memory.dynamic = .known(false)
      $0.memory.maximum = .known(.gibibytes(128))
    },
    judge: { situation in
      let memory = situation.facts.memory
      guard situation.target == .complete, memory.dynamic.value == true else { return .silent }
      guard let maximum = memory.maximum.value else { return .unknown(because: memory.maximum.reason ?? "") }
      guard let has = situation.backing.shown?.bytes.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "the backing file is not known")
      }
      let figures = SizeFigures(ram: maximum)
      guard has < figures.required else { return .silent }
      let isUntouched = maximum == untouchedMaximum
      return .speaks(
        Rule.Remark(
          isUntouched ? .notice : .warning,
          "dynamic memory may give the host \(maximum), and the backing file has \(has.mebibytesRoundedDown) MB",
          remedy: isUntouched
            ? "1024 GiB is what Hyper-V sets where nobody does: set a maximum that is meant"
            : "set initial and maximum to \(figures.advised.asTyped), or a lower maximum of memory",
          numbers: [
            FindingNumber("maximum_memory_bytes", maximum),
            FindingNumber("required_at_maximum_bytes", figures.required), FindingNumber("backing_bytes", has),
          ]))
    })

  private static let hyperVHost = Rule(
    id: "VIR-HYPERV-HOST",
    title: "a Hyper-V host leaves its guests out of its dump",
    severity: .notice,
    needs: ["roles", "crash-control.type"],
    validity: .windows10Onwards,
    why: """
      A complete dump of a Hyper-V host has the memory of every guest in it, which is large and other \
      people's. An active dump leaves the guests' pages out.
      """,
    formula: "speaks if roles has hyper-v and the dump is complete",
    worked: "a host of 512 GiB with guests of 480: complete takes 524289 MB, active what is left",
    remedy: "set active: CrashDumpEnabled 1 and FilterPages 1",
    source: Source.activeDump,
    confidence: .high,
    speaks: Example("a Hyper-V host set to complete") { $0.roles = .known(["hyper-v"]) },
    silent: Example("a Hyper-V host set to active", .active) {
      $0.roles = .known(["hyper-v"])
      $0.crashControl.type = .known(.active)
    },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard situation.facts.roles.value != nil else {
        return .unknown(because: situation.facts.roles.reason ?? "")
      }
      guard situation.hasRole("hyper-v") else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "a complete dump of a Hyper-V host holds the memory of all its guests",
          remedy: "want active instead, and set CrashDumpEnabled to 1 and FilterPages to 1"))
    })

  private static let azureTemporary = Rule(
    id: "VIR-AZURE-TEMP",
    title: "an Azure machine's page file is not on the temporary disk",
    severity: .notice,
    needs: ["platform.kind", "pagefile", "volume.boot"],
    validity: .windows,
    why: """
      Azure's images put the page file on the temporary disk, D:, which is not the boot volume: no dump is \
      written. Microsoft's own script sets DedicatedDumpFile C:\\dd.sys, or moves the page file to C: where \
      at least 20 % are free.
      """,
    formula:
      "speaks if the platform is azure, no page file is on the boot volume and no dedicated file is set",
    worked: "D:\\pagefile.sys alone: no dump; with C:\\dd.sys of RAM + 300 MB there is one",
    remedy: "set DedicatedDumpFile C:\\dd.sys with the advised DumpFileSize",
    source: Source.azureScript,
    confidence: .med,
    speaks: Example("an Azure machine, page file on D:") {
      $0.platform.kind = .known("azure")
      $0.pagefiles = .known([.fixed(#"D:\pagefile.sys"#, megabytes: 131_072)])
    },
    silent: Example("an Azure machine, page file on C:") { $0.platform.kind = .known("azure") },
    judge: { situation in
      guard situation.facts.platform.kind.value?.isWord("azure") == true, !situation.hasDedicatedDumpFile,
        let files = situation.facts.pagefiles.value, !files.isEmpty,
        files.allSatisfy({ situation.facts.isOnBootVolume($0.path) == false })
      else { return .silent }
      let size = situation.sizeToSet.map { " with DumpFileSize \($0.asTyped)" } ?? ""
      return .speaks(
        Rule.Remark(
          .notice, "\(files[0].path.asSafeText) is on Azure's temporary disk, which backs no dump",
          remedy: "set DedicatedDumpFile C:\\dd.sys\(size), as Microsoft's script does, and restart"))
    })

  private static let azureLarge = Rule(
    id: "VIR-AZURE-LARGE",
    title: "a large Azure machine saves its dump on a data disk",
    severity: .notice,
    needs: ["platform.kind", "memory.visible", "volume.free"],
    validity: .windows,
    why: """
      The system disk of an Azure machine is small beside its memory. DumpFile may point to a data disk with \
      as much free as memory; the page file on the system disk, or a dedicated dump file, is needed for \
      writing all the same.
      """,
    formula: "speaks if the platform is azure and the volume of DumpFile has less free than the dump",
    worked: "64 GiB of memory, 39322 MB free on C:, data disk F: with 200 GiB: DumpFile F:\\MEMORY.DMP",
    remedy: "point DumpFile at a data disk with more free than memory",
    source: Source.azureDump,
    confidence: .high,
    speaks: Example("an Azure machine with 39322 MB free") {
      $0.platform.kind = .known("azure")
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(127)), free: .known(.mebibytes(39322)))
      ])
    },
    silent: Example("an Azure machine with 120 GiB free") { $0.platform.kind = .known("azure") },
    judge: { situation in
      guard situation.facts.platform.kind.value?.isWord("azure") == true,
        let target = situation.saving.target,
        target.answer == .no
      else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "\(target.volume.shownName) of this Azure machine does not hold the dump",
          remedy: "attach a data disk with more free than memory and point DumpFile at it"))
    })

  private static let diskSize = Rule(
    id: "VIR-DISK-SIZE",
    title: "the system disk of a virtual machine has 15 GB and its memory",
    severity: .notice,
    needs: ["platform.kind", "volume.size", "memory.visible"],
    validity: .windows,
    why: """
      A rule of thumb from Exchange's guide to virtual machines: 15 GB for Windows and as much as the memory \
      for the page file. A disk below it can hold a complete dump only if almost nothing else is on it.
      """,
    formula: "speaks if the platform is virtual and boot volume < 15 GB + RAM",
    worked: "64 GiB of memory: 80861 MB at least, so a disk of 80 GiB just does and one of 64 does not",
    remedy: "enlarge the system disk, or use a dedicated dump file on another",
    source: Source.exchangeVirtual,
    confidence: .med,
    speaks: Example("a system disk of 70 GiB") {
      $0.platform.kind = .known("kvm")
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(70)), free: .known(.gibibytes(3)))
      ])
    },
    silent: Example("a system disk of 256 GiB") { $0.platform.kind = .known("kvm") },
    judge: { situation in
      guard situation.target == .complete, !situation.hasDedicatedDumpFile,
        let kind = situation.facts.platform.kind.value, !kind.isWord("physical"),
        let size = situation.bootVolume.value?.size.value
      else { return .silent }
      guard let memory = situation.memory.counting.value else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      let least = memory + .gibibytes(15)
      guard size < least else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "the system disk has \(size.mebibytesRoundedDown) MB, and 15 GB and the memory are \(least.asTyped)",
          remedy: "enlarge it, or set a dedicated dump file on another volume",
          numbers: [FindingNumber("volume_bytes", size), FindingNumber("least_bytes", least)]))
    })
}

extension Situation {
  /// Whether the host is known to have a role of that name, or of that name and a version.
  func hasRole(_ name: String) -> Bool {
    guard let roles = facts.roles.value, !roles.isEmpty else { return false }
    return roles.contains { role in
      let role = role.lowercased()
      return role == name || role.hasPrefix(name + "-")
    }
  }
}
