/// Whether a Linux host saves its memory when the kernel panics.
enum KdumpRules {
  static let rules = [yardstick, none, crashkernel, loaded, loadingDisabled]

  private static let yardstick = Rule(
    id: "LNX-SWAP-YARDSTICK",
    title: "swap is only the yardstick: kdump writes the dump, and elsewhere",
    severity: .notice,
    needs: ["swap"],
    validity: .linux,
    why: """
      Whether swap on the boot volume holds RAM + 1 MB is what is asked of every host here, so Linux hosts are \
      measured by it too. But nothing in Linux writes a complete dump into swap: a kernel that panics starts the \
      crash kernel which kdump loaded, and that one writes memory to a directory, a partition or a server.
      """,
    formula: "speaks of every Linux host whose swap was read",
    worked: "swap on / holds 65537 MB: yes, and the dump would still be in /var/crash",
    remedy: "set kdump up where a dump is wanted; more swap is no dump",
    source: Source.kernelKdump,
    confidence: .high,
    speaks: .linux("64 GiB of swap"),
    silent: Example("a Windows host, which does write there") { _ in },
    judge: { situation in
      guard situation.facts.swap.value != nil else {
        return .unknown(for: situation.facts.swap.missing("swap"))
      }
      let kdump = situation.kdump
      let instead =
        switch kdump.isReady {
        case .yes: "kdump does, to \(kdump.place)"
        case .no: "kdump would, and is not ready"
        case .unknown: "kdump does, where it is set up"
        }
      return .speaks(
        Rule.Remark(.notice, "nothing in Linux writes a complete dump into swap: \(instead)"))
    })

  private static let none = Rule(
    id: "LNX-KDUMP-NONE",
    title: "something saves memory when the kernel panics",
    severity: .warning,
    needs: ["kdump.loaded", "kdump.fadump", "kdump.crashkernel", "kdump.installed", "kdump.enabled"],
    validity: .linux,
    why: """
      Without kdump a panic leaves a few lines of log at best. That is how most machines are run, and the report \
      on this machine is about swap: there it is a notice, so that the first answer stays what it is about. Of a \
      host from which a dump is wanted it is a warning, and never critical, since swap decides that.
      """,
    formula:
      "speaks if no crash kernel is loaded, fadump is not registered, crashkernel= is not on the command line "
      + "and nobody switched kdump on",
    worked: "loaded = false, crashkernel = \"\": a panic would leave nothing",
    remedy: "install the distribution's kdump, reserve memory for it, switch it on, restart",
    source: Source.kernelKdump,
    confidence: .high,
    speaks: .linux("kdump was never set up") {
      $0.kdump.isLoaded = .known(false)
      $0.kdump.reserved = .known(.zero)
      $0.kdump.crashkernel = .known("")
    },
    silent: .linux("a crash kernel is loaded"),
    judge: { situation in
      let kdump = situation.kdump
      switch kdump.isThere {
      case .yes: return .silent
      case .unknown: return .unknown(because: kdump.reason)
      case .no: break
      }
      let what: String
      var steps: [String] = []
      if kdump.facts.kexec.value == false {
        what = "this kernel cannot load a crash kernel"
        steps = ["a kernel with CONFIG_CRASH_DUMP and CONFIG_KEXEC, or a hypervisor that dumps its guest"]
      } else if kdump.facts.isInstalled.value == false {
        what = "kdump is not installed"
        if let tools = kdump.distribution { steps = [tools.install, tools.reserve, tools.enable] }
      } else {
        what = "kdump is not switched on"
        if let tools = kdump.distribution { steps = [tools.reserve, tools.enable] }
      }
      return .speaks(
        Rule.Remark(
          situation.kdumpIsMissing, "\(what): nothing saves memory when the kernel panics",
          remedy: steps.isEmpty ? "set up the distribution's kdump" : steps.joined(separator: "; ")))
    })

  private static let crashkernel = Rule(
    id: "LNX-CRASHKERNEL",
    title: "memory is reserved for the crash kernel",
    severity: .warning,
    needs: ["kdump.crashkernel", "kdump.reserved", "memory.visible"],
    validity: .linux,
    why: """
      The crash kernel lives in memory that the first kernel set aside at its start, by crashkernel=: a size, \
      sizes by ranges of memory, or one in high, low or movable memory (,high ,low ,cma). A range that this machine \
      is not in, a word that the kernel does not know, or memory in too many pieces leaves it with nothing, and the \
      service that loads the crash kernel fails at every start. Somebody means to have dumps here, so it is a \
      warning even in a report.
      """,
    formula:
      "speaks if kdump is meant and nothing is reserved (kexec_crash_size is 0, or no crashkernel= is there)",
    worked: "crashkernel=1G-4G:192M with 512 MB of memory: no range holds it, so nothing is reserved",
    remedy: "reserve memory with crashkernel=, then restart",
    source: Source.kernelKdump,
    confidence: .high,
    speaks: .linux("too little memory for any range") {
      $0.memory.visible = .known(.mebibytes(512))
      $0.kdump.isLoaded = .known(false)
      $0.kdump.reserved = .known(.zero)
    },
    silent: .linux("512 MB are reserved"),
    judge: { situation in
      let kdump = situation.kdump
      guard kdump.isThere != .no, kdump.hasMemory != true else { return .silent }
      guard kdump.isThere == .yes else { return .unknown(because: kdump.reason) }
      guard let text = kdump.facts.crashkernel.value else { return .unknown(because: kdump.reason) }
      let message: String
      var remedy = kdump.distribution?.reserve ?? "set crashkernel= and restart"
      if text.isEmpty {
        message = "no crashkernel= is on the command line, so no memory is reserved for the crash kernel"
      } else {
        guard let memory = situation.facts.memory.visible.value else {
          return .unknown(for: situation.facts.memory.visible.missing("memory.visible"))
        }
        let shown = "crashkernel=\(text.asSafeText)"
        switch Crashkernel(parsing: text).outcome(memory: memory) {
        case .nothing:
          message = "\(shown) reserves nothing on a machine of \(memory.asTyped)"
          // The distribution's own figures may have no range for it either.
          if let known = kdump.distribution, !known.crashkernel.isEmpty,
            Crashkernel(parsing: known.crashkernel).outcome(memory: memory) == .nothing
          {
            remedy =
              "a size without a range where this much memory can spare it, as crashkernel=128M; restart"
          }
        case .notUnderstood where kdump.hasMemory == nil:
          return .unknown(for: kdump.facts.reserved.missing("kdump.reserved"))
        case .notUnderstood: message = "the kernel does not understand \(shown), and reserved nothing"
        case .asks(let size):
          // Asked for is not had; only what the kernel reserved tells.
          guard kdump.hasMemory == false else {
            return .unknown(for: kdump.facts.reserved.missing("kdump.reserved"))
          }
          message = "\(shown) asks for \(size.asTyped), and the kernel reserved nothing"
        }
      }
      return .speaks(
        Rule.Remark(.warning, message, remedy: remedy))
    })

  private static let loaded = Rule(
    id: "LNX-KDUMP-LOADED",
    title: "a crash kernel is loaded, or fadump registered",
    severity: .warning,
    needs: ["kdump.loaded", "kdump.fadump", "kdump.crashkernel"],
    validity: .linux,
    why: """
      Reserved memory alone saves nothing: a service loads the crash kernel into it at each start, and again after \
      each update of the kernel. Where that failed nobody is told until the panic: then kernel.panic decides \
      whether the machine restarts or stands still, and memory is lost either way. Somebody means to have dumps \
      here, so it is a warning even in a report, save where kdump is switched off by name.
      """,
    formula:
      "speaks if kdump is meant, memory is reserved, kexec_crash_loaded is 0 and fadump is not registered",
    worked: "512 MB reserved, loaded = false: a panic keeps nothing",
    remedy: "start the service that loads the crash kernel, and see its log",
    source: Source.kexecInterface,
    confidence: .high,
    speaks: .linux("the service failed") { $0.kdump.isLoaded = .known(false) },
    silent: .linux("it is loaded"),
    judge: { situation in
      let kdump = situation.kdump
      guard kdump.isReady != .yes else { return .silent }
      // Without memory there is nothing to load into, which LNX-CRASHKERNEL says.
      guard kdump.isThere != .no, kdump.hasMemory != false else { return .silent }
      guard kdump.isReady == .no, kdump.isMeant == .yes else { return .unknown(because: kdump.reason) }
      guard kdump.facts.crashkernel.value?.isEmpty == false || kdump.facts.firmware.value == .enabled else {
        return kdump.facts.crashkernel.value == nil ? .unknown(because: kdump.reason) : .silent
      }
      let isOff = kdump.isSwitchedOff
      let message =
        kdump.facts.firmware.value == .enabled
        ? "fadump is enabled and not registered: a panic keeps nothing"
        : "memory is reserved and no crash kernel is loaded: a panic keeps nothing"
      return .speaks(
        Rule.Remark(
          isOff ? situation.kdumpIsMissing : .warning, isOff ? "\(message); kdump is not enabled" : message,
          remedy: kdump.distribution?.enable ?? "start the service that loads the crash kernel",
          numbers: kdump.facts.reserved.value.map { [FindingNumber("reserved_bytes", $0)] } ?? []))
    })

  private static let loadingDisabled = Rule(
    id: "LNX-KEXEC-DISABLED",
    title: "a crash kernel may be loaded",
    severity: .warning,
    needs: ["kdump.kexec-load-disabled", "kdump.loaded", "kdump.fadump"],
    validity: .linux,
    why: """
      kernel.kexec_load_disabled = 1 cannot be taken back before the next start. A crash kernel that was loaded \
      before stays and works; none can be loaded after, nor anew when memory is added or its configuration changes.
      """,
    formula: "speaks if kexec_load_disabled = 1; a warning where kdump is meant and nothing is loaded",
    worked: "kexec_load_disabled = 1, loaded = false: nothing can be loaded until the machine starts again",
    remedy: "load the crash kernel before kexec_load_disabled is set, or leave it at 0; then restart",
    source: Source.sysctlKernel,
    confidence: .high,
    speaks: .linux("set too early") {
      $0.kdump.isLoaded = .known(false)
      $0.kdump.isLoadingDisabled = .known(true)
    },
    silent: .linux("not set"),
    judge: { situation in
      let kdump = situation.kdump
      guard kdump.isThere == .yes else {
        return kdump.isThere == .no ? .silent : .unknown(because: kdump.reason)
      }
      guard let disabled = kdump.facts.isLoadingDisabled.value else {
        return .unknown(for: kdump.facts.isLoadingDisabled.missing("kdump.kexec-load-disabled"))
      }
      guard disabled else { return .silent }
      let remedy = "leave kernel.kexec_load_disabled at 0 until the crash kernel is loaded, then restart"
      switch kdump.isReady {
      case .unknown: return .unknown(because: kdump.reason)
      case .yes:
        return .speaks(
          Rule.Remark(
            .notice,
            "kexec_load_disabled is 1: the crash kernel that is loaded stays as it is until a restart",
            remedy: "restart after memory is added or kdump's configuration changed"))
      case .no:
        return .speaks(
          Rule.Remark(
            kdump.isSwitchedOff ? situation.kdumpIsMissing : .warning,
            "kexec_load_disabled is 1: no crash kernel can be loaded before a restart",
            remedy: remedy))
      }
    })
}
