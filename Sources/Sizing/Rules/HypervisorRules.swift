/// What the hypervisor makes of a crash of its guest.
enum HypervisorRules {
  static let rules = [panic, noDump, room]

  private static let panic = Rule(
    id: "VIR-KVM-PANIC",
    title: "the hypervisor lets the guest finish its dump",
    severity: .critical,
    needs: ["platform.panic-device", "platform.on-crash"],
    validity: .windows,
    why: """
      With the panic device of type hyperv Windows tells the hypervisor of a bug check before it writes its \
      dump. Whatever libvirt then does for on_crash it does at once: destroy, restart and preserve stop the \
      guest with nothing written, and coredump-destroy and coredump-restart stop it too, with a dump of the \
      hypervisor's own.
      """,
    formula: "speaks if panic-device is hyperv and on-crash is any of libvirt's words",
    worked: "<panic model='hyperv'/> and <on_crash>destroy</on_crash>: the page file is never written",
    remedy: """
      remove the hyperv panic device, or set on_crash to coredump-restart and say by = \"hypervisor\" in the \
      policy
      """,
    source: Source.libvirt,
    confidence: .med,
    speaks: Example("hyperv panic device, on_crash destroy") {
      $0.platform.kind = .known("kvm")
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("destroy")
    },
    silent: Example("no panic device, on_crash destroy") {
      $0.platform.kind = .known("kvm")
      $0.platform.panicDevice = .known("none")
      $0.platform.onCrash = .known("destroy")
    },
    judge: { situation in
      let platform = situation.facts.platform
      switch situation.platform.panicStops {
      case .no: return .silent
      case .unknown:
        return .unknown(because: platform.onCrash.reason ?? "what on-crash stands for is not known")
      case .yes: break
      }
      let word = (platform.onCrash.value ?? "").asSafeText
      let dumps = OnCrash(word)?.dumps == true
      var message =
        "the hyperv panic device tells the hypervisor of a bug check before Windows writes its dump, and "
        + "on_crash \(word) stops the guest there"
      if dumps { message += "; only the hypervisor's own dump is written" }
      return .speaks(
        Rule.Remark(
          situation.cannotWrite, message,
          remedy: dumps
            ? "if the hypervisor's dump is what you want, say by = \"hypervisor\" in the policy and give "
              + "platform.dump-free; else remove the hyperv panic device"
            : "remove the hyperv panic device, so that the guest finishes its dump; or set on_crash to "
              + "coredump-restart and let the hypervisor write it (by = \"hypervisor\")"))
    })

  private static let noDump = Rule(
    id: "VIR-KVM-NO-DUMP",
    title: "a crash makes the hypervisor write a dump",
    severity: .critical,
    needs: ["platform.panic-device", "platform.on-crash"],
    validity: .everywhere,
    scope: .hypervisor,
    why: """
      Where the hypervisor is to write the dump, it must hear of the crash, which takes a panic device, and \
      be told to dump, which takes on_crash coredump-destroy or coredump-restart. With destroy or restart the \
      guest's memory is gone before anybody could look. With preserve it stays until somebody runs virsh dump.
      """,
    formula: "speaks if by = hypervisor and on-crash writes no dump, or there is no panic device",
    worked: "on_crash restart: the guest is back in a minute, and nothing is left of the crash",
    remedy: "set on_crash to coredump-restart and give the guest a panic device",
    source: Source.libvirt,
    confidence: .med,
    speaks: Example("on_crash restart, the hypervisor is to dump", .complete, by: .hypervisor) {
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("restart")
      $0.platform.dumpFree = .known(.gibibytes(500))
    },
    silent: Example("on_crash coredump-restart", .complete, by: .hypervisor) {
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("coredump-restart")
      $0.platform.dumpFree = .known(.gibibytes(500))
    },
    judge: { situation in
      let platform = situation.facts.platform
      let onCrash = platform.onCrash.value.flatMap { OnCrash($0) }
      if situation.platform.hypervisorIsTold == .no {
        let word = (platform.onCrash.value ?? "").asSafeText
        let message =
          onCrash.map { !$0.dumps && !$0.keepsMemory } == true
          ? "on_crash \(word) ends the guest without a dump"
          : "the guest has no panic device, so the hypervisor does not hear of a crash"
        return .speaks(
          Rule.Remark(
            situation.cannotWrite, message,
            remedy: "set on_crash to coredump-restart and give the guest a panic device (hyperv for Windows)")
        )
      }
      guard let onCrash else {
        return .unknown(because: platform.onCrash.reason ?? "what on-crash stands for is not known")
      }
      guard onCrash.keepsMemory else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "on_crash preserve keeps the guest as it crashed, and somebody has to dump it by hand",
          remedy:
            "set on_crash to coredump-restart, or run virsh dump --memory-only before it is started again"))
    })

  private static let room = Rule(
    id: "VIR-HYPERVISOR-ROOM",
    title: "the hypervisor has room for the guest's memory",
    severity: .critical,
    needs: ["memory.visible", "memory.installed", "platform.dump-free"],
    validity: .everywhere,
    scope: .hypervisor,
    why: """
      A dump that the hypervisor writes is all the memory that the guest was given, whatever its page file: \
      no rule about the guest's files applies, and the directory where such dumps go must hold it.
      """,
    formula: "required = max(visible, installed) + 1 MB; speaks if dump-free < required",
    worked: "64 GiB of memory, 40 GiB free in the directory: 24577 MB short",
    remedy: "free the room in the directory of the hypervisor's dumps, or point auto_dump_path elsewhere",
    source: Source.libvirt,
    confidence: .inferred,
    speaks: Example("40 GiB free for 64 GiB of memory", .complete, by: .hypervisor) {
      $0.platform.dumpFree = .known(.gibibytes(40))
    },
    silent: Example("as much free as memory and 1 MB", .complete, by: .hypervisor) {
      $0.platform.dumpFree = .known(.mebibytes(65502))
    },
    judge: { situation in
      guard let need = situation.platform.hypervisorNeed else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard let free = situation.facts.platform.dumpFree.value else {
        return .unknown(because: situation.facts.platform.dumpFree.reason ?? "")
      }
      guard free < need else { return .silent }
      return .speaks(
        Rule.Remark(
          situation.cannotWrite,
          "the hypervisor has \(free.mebibytesRoundedDown) MB free for a dump of \(need.asTyped)",
          remedy: "free \(need.less(free).asTyped) where the hypervisor writes its dumps",
          numbers: [
            FindingNumber("required_bytes", need), FindingNumber("dump_free_bytes", free),
            FindingNumber("shortfall_bytes", need.less(free)),
          ]))
    })
}
