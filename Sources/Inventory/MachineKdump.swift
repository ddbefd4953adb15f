import Sizing

extension Machine {
  /// What this machine does with its memory when the kernel panics.
  func kdump(mounts: Fact<MountTable>) -> KdumpFacts {
    var facts = KdumpFacts()
    readKernel(into: &facts)
    readPanicSettings(into: &facts)
    readTools(into: &facts, mounts: mounts)
    return facts
  }

  private func readKernel(into facts: inout KdumpFacts) {
    switch Result(catching: { () throws(FileProblem) in try tree.read(KernelParameters.path, limit: 64 << 10)
    })
    {
    case .success(let bytes): facts.crashkernel = .known(KernelParameters(parsing: bytes).crashkernel)
    case .failure(let problem): facts.crashkernel = .unknown(because: problem.description)
    }
    // This one every kernel has: where it can be read, what is not beside it is not in the kernel.
    let isComplete = tree.exists("/sys/kernel/uevent_seqnum")
    // The older names go after 2028, the newer came in 2025.
    let loaded = firstNumber(["/sys/kernel/kexec_crash_loaded", "/sys/kernel/kexec/crash_loaded"])
    facts.isLoaded = loaded.map { $0 != 0 }
    facts.kexec = loaded.map { _ in true }
    facts.reserved = firstNumber(["/sys/kernel/kexec_crash_size", "/sys/kernel/kexec/crash_size"])
      .map { Bytes(clamping: UInt64(clamping: $0)) }
    if isComplete, !tree.exists("/sys/kernel/kexec_crash_loaded"), loaded.value == nil,
      !tree.exists("/sys/kernel/kexec/crash_loaded")
    {
      facts.isLoaded = .known(false)
      facts.kexec = .known(false)
      facts.reserved = .known(.zero)
    } else if facts.reserved.value == nil {
      facts.reserved = reservedRanges(else: facts.reserved)
    }
    readFirmwareDump(into: &facts, isComplete: isComplete)
  }

  private func reservedRanges(else missing: Fact<Bytes>) -> Fact<Bytes> {
    do {
      guard let size = try CrashKernelRanges(parsing: tree.read(CrashKernelRanges.path)).size else {
        return .unknown(
          because: "\(CrashKernelRanges.path): hides how much the crash kernel has, but from root")
      }
      return .known(size)
    } catch {
      return error.isAbsent ? missing : .unknown(because: error.description)
    }
  }

  private func readFirmwareDump(into facts: inout KdumpFacts, isComplete: Bool) {
    let newer = "/sys/kernel/fadump"
    let older = "/sys/kernel/fadump_enabled"
    guard tree.exists(newer) || tree.exists(older) else {
      facts.firmware =
        isComplete ? .known(.none) : .unknown(because: "/sys/kernel: does not show whether there is fadump")
      return
    }
    let enabled = firstNumber(["\(newer)/enabled", older])
    let registered = firstNumber(["\(newer)/registered", "/sys/kernel/fadump_registered"])
    facts.firmware = enabled.flatMap { enabled in
      enabled == 0 ? .known(.none) : registered.map { $0 == 0 ? .enabled : .registered }
    }
    guard facts.firmware.value != KdumpFacts.Firmware.none, facts.reserved.value == .zero else { return }
    // What the firmware's dump has is not counted among what a crash kernel has.
    facts.reserved = firstNumber(["\(newer)/mem_reserved"]).map { Bytes(clamping: UInt64(clamping: $0)) }
  }

  private func readPanicSettings(into facts: inout KdumpFacts) {
    let folder = "/proc/sys/kernel"
    let timeout = firstNumber(["\(folder)/panic"])
    facts.panicTimeout = timeout.map { Int(clamping: $0) }
    func flag(_ name: String) -> Fact<Bool> {
      let path = "\(folder)/\(name)"
      // What the kernel was built without makes no panic and forbids nothing.
      if timeout.value != nil, !tree.exists(path) { return .known(false) }
      return firstNumber([path]).map { $0 != 0 }
    }
    facts.panicsOnOops = firstNumber(["\(folder)/panic_on_oops"]).map { $0 != 0 }
    facts.panicsOnSoftLockup = flag("softlockup_panic")
    facts.panicsOnHungTask = flag("hung_task_panic")
    facts.panicsOnUnknownNMI = flag("unknown_nmi_panic")
    facts.isLoadingDisabled = flag("kexec_load_disabled")
    let notifiers = "/sys/module/kernel/parameters/crash_kexec_post_notifiers"
    do {
      let word = try tree.read(notifiers, limit: 4096).numberedLines.first?.bytes ?? []
      facts.runsNotifiersFirst =
        word.spells("Y") || word.spells("N")
        ? .known(word.spells("Y"))
        : .unknown(because: "\(notifiers): expected Y or N, found \(QuotedText.quoted(word))")
    } catch {
      facts.runsNotifiersFirst = .unknown(because: error.description)
    }
  }

  /// The number in the first of these files that is there.
  private func firstNumber(_ paths: [String]) -> Fact<Int64> {
    var reason = ""
    for path in paths {
      do {
        let bytes = try tree.read(path, limit: 4096).numberedLines.first?.bytes ?? []
        let isNegative = bytes.first == UInt8(ascii: "-")
        guard let number = (isNegative ? bytes.dropFirst() : bytes).decimal else {
          return .unknown(because: "\(path): expected a number, found \(QuotedText.quoted(bytes))")
        }
        let value = Int64(clamping: number)
        return .known(isNegative ? -value : value)
      } catch {
        if reason.isEmpty || !error.isAbsent { reason = error.description }
      }
    }
    return .unknown(because: reason)
  }
}
