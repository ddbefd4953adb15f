internal import Sizing

/// The keys of `[host.kdump]`.
enum KdumpTable {
  static var table: SettingsTable<KdumpFacts> {
    SettingsTable(settings: kernel + target + panic)
  }

  private static var kernel: [Setting<KdumpFacts>] {
    [
      Setting(
        fact: "tools", .word(), \.tools, "The distribution's programs for it, installed or not.",
        sample: "\"kdump-utils\""),
      Setting(
        fact: "installed", .boolean, \.isInstalled, "Whether they are installed.", sample: "true"),
      Setting(fact: "enabled", .boolean, \.isEnabled, "Whether they are switched on.", sample: "true"),
      Setting(
        fact: "kexec", .boolean, \.kexec, "Whether the kernel can load a crash kernel.", sample: "true"),
      Setting(
        fact: "crashkernel", .text, \.crashkernel,
        "What stands behind crashkernel= on the command line; empty where there is none.",
        sample: "\"1G-2G:192M,2G-64G:256M,64G-:512M\""),
      Setting(
        fact: "reserved", .size, \.reserved, "What the kernel set aside for it (kexec_crash_size).",
        sample: "\"512 MiB\""),
      Setting(
        fact: "loaded", .boolean, \.isLoaded, "Whether a crash kernel is loaded (kexec_crash_loaded).",
        sample: "true"),
      Setting(
        fact: "fadump", .word(), \.firmware, "How far the dump by firmware of POWER machines is set up.",
        sample: "\"none\""),
    ]
  }

  private static var target: [Setting<KdumpFacts>] {
    [
      Setting(
        fact: "target", .word(), \.target,
        "Where the dump goes: a directory (file), a partition (raw), a file system in memory, another machine,\n"
          + "or none where only the log is kept.", sample: "\"file\""),
      Setting(
        fact: "path", .words("a directory, device or server, as \"/var/crash\""), \.path,
        "The directory, device or server.", sample: "\"/var/crash\""),
      Setting(
        fact: "free", .size, \.free, "What root may still write there; of a partition its size.",
        sample: "\"200 GiB\""),
      Setting(
        fact: "leave-free", .size, \.leftFree, "What must be left free there, or the dump is deleted again.",
        sample: "\"64 MiB\""),
      Setting(
        fact: "dump-level", .integer(0...31), \.level, "Which pages are left out (makedumpfile -d).",
        sample: "31"),
      Setting(
        fact: "failure-action", .words("an action such as \"reboot\""), \.failureAction,
        "What is done where the dump cannot be written.", sample: "\"reboot\""),
    ]
  }

  private static var panic: [Setting<KdumpFacts>] {
    [
      Setting(
        fact: "panic", .integer(-1...1_000_000), \.panicTimeout,
        "kernel.panic: seconds until the restart where no crash kernel is loaded.", sample: "0"),
      Setting(
        fact: "panic-on-oops", .boolean, \.panicsOnOops, "kernel.panic_on_oops.", sample: "true"),
      Setting(
        fact: "softlockup-panic", .boolean, \.panicsOnSoftLockup, "kernel.softlockup_panic.",
        sample: "false"),
      Setting(
        fact: "hung-task-panic", .boolean, \.panicsOnHungTask, "kernel.hung_task_panic.", sample: "false"),
      Setting(
        fact: "unknown-nmi-panic", .boolean, \.panicsOnUnknownNMI, "kernel.unknown_nmi_panic.",
        sample: "true"),
      Setting(
        fact: "kexec-load-disabled", .boolean, \.isLoadingDisabled, "kernel.kexec_load_disabled.",
        sample: "false"),
      Setting(
        fact: "post-notifiers", .boolean, \.runsNotifiersFirst,
        "Whether crash_kexec_post_notifiers is set.", sample: "false"),
    ]
  }
}
