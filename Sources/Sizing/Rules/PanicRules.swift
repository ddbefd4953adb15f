/// What makes the kernel panic, and what it does first.
enum PanicRules {
  static let rules = [oops, hang, notifiers]

  private static let oops = Rule(
    id: "LNX-PANIC-OOPS",
    title: "an oops is a panic",
    severity: .notice,
    needs: ["kdump.panic-on-oops", "kdump.loaded", "kdump.fadump"],
    validity: .linux,
    why: """
      With kernel.panic_on_oops = 0 a fault in the kernel kills the process at hand and the machine goes on, \
      damaged in a way that nobody can look at later: kdump saves memory at a panic only. Which of both is better \
      is for whoever runs the machine to say, so it is a notice.
      """,
    formula: "speaks if kdump is there and panic_on_oops = 0",
    worked: "panic-on-oops = false: an oops leaves lines in the log and no dump",
    remedy: "kernel.panic_on_oops = 1 in a file of /etc/sysctl.d",
    source: Source.sysctlKernel,
    confidence: .high,
    speaks: .linux("0") { $0.kdump.panicsOnOops = .known(false) },
    silent: .linux("1"),
    judge: { situation in
      situation.ofPanic(\.panicsOnOops, "kdump.panic-on-oops") { panics in
        panics
          ? nil
          : Rule.Remark(
            .notice, "panic_on_oops is 0: an oops is no panic, so kdump saves nothing of it",
            remedy: "kernel.panic_on_oops = 1 in a file of /etc/sysctl.d")
      }
    })

  private static let hang = Rule(
    id: "LNX-PANIC-HANG",
    title: "a machine that hangs can be made to dump",
    severity: .notice,
    needs: [
      "kdump.softlockup-panic", "kdump.hung-task-panic", "kdump.unknown-nmi-panic", "kdump.loaded",
      "kdump.fadump",
    ],
    validity: .linux,
    why: """
      A hang is no panic. With softlockup_panic, hung_task_panic and unknown_nmi_panic at 0, as the kernel has \
      them, no lock-up becomes one, and the NMI that a service processor or hypervisor sends on request is only \
      logged: whoever then resets the machine resets the evidence.
      """,
    formula: "speaks if kdump is there and all three are 0",
    worked: "unknown-nmi-panic = false: ipmitool chassis power diag makes no dump",
    remedy:
      "kernel.unknown_nmi_panic = 1, so that an NMI makes a dump; softlockup_panic = 1 where that is wanted",
    source: Source.sysctlKernel,
    confidence: .high,
    speaks: .linux("all 0") {
      $0.kdump.panicsOnSoftLockup = .known(false)
      $0.kdump.panicsOnUnknownNMI = .known(false)
    },
    silent: .linux("an NMI makes a dump") { $0.kdump.panicsOnSoftLockup = .known(false) },
    judge: { situation in
      let kdump = situation.facts.kdump
      // The kernel leaves out what it was built without: that one makes no panic.
      let settings = [kdump.panicsOnSoftLockup, kdump.panicsOnHungTask, kdump.panicsOnUnknownNMI]
      guard !settings.contains(.known(true)) else { return .silent }
      return situation.ofPanic(\.panicsOnUnknownNMI, "kdump.unknown-nmi-panic") { _ in
        guard settings.allSatisfy({ $0.value != nil }) else { return nil }
        return Rule.Remark(
          .notice, "no hang becomes a panic, not even by an NMI: a machine that stands still makes no dump",
          remedy: "kernel.unknown_nmi_panic = 1 in a file of /etc/sysctl.d, so that an NMI makes a dump")
      }
    })

  private static let notifiers = Rule(
    id: "LNX-POST-NOTIFIERS",
    title: "the crash kernel is started before anything else",
    severity: .notice,
    needs: ["kdump.post-notifiers", "kdump.loaded", "kdump.fadump"],
    validity: .linux,
    why: """
      With crash_kexec_post_notifiers the damaged kernel first calls whatever asked to hear of a panic, and may \
      hang there: the more runs, the less sure is the dump. Guests of Hyper-V and machines with SEV-SNP set it \
      themselves, and need it.
      """,
    formula: "speaks if kdump is there and crash_kexec_post_notifiers is set",
    worked: "post-notifiers = true: a notifier that hangs costs the dump",
    remedy: "take crash_kexec_post_notifiers off the command line where nothing needs it",
    source: Source.kernelParameters,
    confidence: .high,
    speaks: .linux("set") { $0.kdump.runsNotifiersFirst = .known(true) },
    silent: .linux("not set"),
    judge: { situation in
      situation.ofPanic(\.runsNotifiersFirst, "kdump.post-notifiers") { runs in
        runs
          ? Rule.Remark(
            .notice,
            "crash_kexec_post_notifiers is set: what hears of the panic first may hang before the dump",
            remedy: "take it off the command line, unless this is a guest of Hyper-V or uses SEV-SNP") : nil
      }
    })
}

extension Situation {
  /// What a setting is worth saying, where kdump is there to be harmed by it.
  fileprivate func ofPanic(
    _ setting: KeyPath<KdumpFacts, Fact<Bool>>, _ key: String, _ remark: (Bool) -> Rule.Remark?
  ) -> Rule.Verdict {
    let kdump = kdump
    if let aside = kdump.aside { return aside }
    let fact = kdump.facts[keyPath: setting]
    guard let value = fact.value else { return .unknown(for: fact.missing(key)) }
    return remark(value).map { .speaks($0) } ?? .silent
  }
}
