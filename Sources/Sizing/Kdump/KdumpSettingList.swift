extension Situation {
  /// What kdump was told, as `check --explain` shows it.
  var kdumpSettings: [HostExplanation.Setting] {
    guard facts.os == .linux, facts.origin(of: .kdump) != nil else { return [] }
    let kdump = facts.kdump
    func word(_ fact: Fact<Bool>) -> Fact<String> { fact.map { $0 ? "yes" : "no" } }
    var settings: [HostExplanation.Setting] = []
    func add(_ name: String, _ value: Fact<String>, _ rule: String) {
      settings.append(HostExplanation.Setting(name: "kdump.\(name)", value: value, rule: rule))
    }
    add("tools", kdump.tools.map(\.rawValue), "LNX-KDUMP-NONE")
    add("installed", word(kdump.isInstalled), "LNX-KDUMP-NONE")
    add("enabled", word(kdump.isEnabled), "LNX-KDUMP-NONE")
    add("kexec", word(kdump.kexec), "LNX-KDUMP-NONE")
    add("crashkernel", kdump.crashkernel.map { $0.isEmpty ? "none" : $0 }, "LNX-CRASHKERNEL")
    add("loaded", word(kdump.isLoaded), "LNX-KDUMP-LOADED")
    add("fadump", kdump.firmware.map(\.rawValue), "LNX-KDUMP-LOADED")
    // What is not installed has no target, which nobody needs to be told line by line.
    if kdump.isInstalled.value != false {
      add("target", kdump.target.map(\.rawValue), "LNX-KDUMP-TARGET")
      add("path", kdump.path.map { $0.isEmpty ? "none" : $0 }, "LNX-KDUMP-TARGET")
      add("dump-level", kdump.level.map { "\($0)" }, "LNX-KDUMP-LEVEL")
      add("failure-action", kdump.failureAction, "LNX-KDUMP-FAILURE")
    }
    add("kexec-load-disabled", word(kdump.isLoadingDisabled), "LNX-KEXEC-DISABLED")
    add("panic", kdump.panicTimeout.map { "\($0)" }, "LNX-KDUMP-LOADED")
    add("panic-on-oops", word(kdump.panicsOnOops), "LNX-PANIC-OOPS")
    add("softlockup-panic", word(kdump.panicsOnSoftLockup), "LNX-PANIC-HANG")
    add("hung-task-panic", word(kdump.panicsOnHungTask), "LNX-PANIC-HANG")
    add("unknown-nmi-panic", word(kdump.panicsOnUnknownNMI), "LNX-PANIC-HANG")
    add("post-notifiers", word(kdump.runsNotifiersFirst), "LNX-POST-NOTIFIERS")
    return settings
  }
}
