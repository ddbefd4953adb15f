/// The programs by which a distribution loads the crash kernel and keeps what it saves.
public enum KdumpTools: String, Sendable, Equatable, CaseIterable {
  /// Fedora, RHEL and their kin.
  case kdumpUtils = "kdump-utils"
  /// Debian, Ubuntu and their kin.
  case kdumpTools = "kdump-tools"
  /// SUSE and openSUSE.
  case suse = "suse-kdump"

  /// How they differ.
  public var distribution: KdumpDistribution {
    switch self {
    case .kdumpUtils: .redHat
    case .kdumpTools: .debian
    case .suse: .suse
    }
  }
}

/// In what distributions differ: each is one value below, and no code asks for their names.
public struct KdumpDistribution: Sendable {
  /// `ID` and `ID_LIKE` in os-release.
  public let ids: [String]
  /// The file that tells where the dump goes; only where the tools are installed is it there.
  public let configuration: String
  /// The unit that loads the crash kernel.
  public let service: String
  /// The link that starts the unit with the machine.
  public let serviceLink: String
  /// The variable that must not be 0 or absent, beside the service; empty where there is none.
  public let switchVariable: String
  /// Whether the unit is started without anybody's asking, so that its link says nothing.
  public let isEnabledByPreset: Bool
  /// Where dumps go when nobody says so.
  public let defaultDirectory: String
  /// Which pages are left out when nobody says so.
  public let defaultLevel: Int
  /// What is done after a failure when nobody says so.
  public let defaultFailureAction: String
  /// What must be left free when nobody says so.
  public let defaultLeftFree: Bytes
  /// What its tools set behind `crashkernel=` on 64-bit machines; empty where they reckon it anew for each.
  public let crashkernel: String
  /// Installs them.
  public let install: String
  /// Reserves memory from the next start on.
  public let reserve: String
  /// Switches them on.
  public let enable: String
  /// Where to say which pages are left out.
  public let levelSetting: String
  /// Where to say where the dump goes.
  public let targetSetting: String
  /// Where to say what is done after a failure.
  public let failureSetting: String
  /// The title of the document.
  public let source: String

  static let redHat = KdumpDistribution(
    ids: ["fedora", "rhel", "centos"], configuration: "/etc/kdump.conf", service: "kdump.service",
    serviceLink: "/etc/systemd/system/multi-user.target.wants/kdump.service", switchVariable: "",
    isEnabledByPreset: true, defaultDirectory: "/var/crash", defaultLevel: 31,
    defaultFailureAction: "reboot", defaultLeftFree: .zero,
    crashkernel: "1G-2G:192M,2G-64G:256M,64G-:512M",
    install: "dnf install kdump-utils (kexec-tools before RHEL 10)",
    reserve: "kdumpctl reset-crashkernel --kernel=ALL, then restart",
    enable: "systemctl enable --now kdump.service",
    levelSetting: "core_collector makedumpfile -l -d LEVEL in /etc/kdump.conf, then kdumpctl restart",
    targetSetting: "path, or a target such as ext4, nfs or ssh, in /etc/kdump.conf, then kdumpctl restart",
    failureSetting: "failure_action dump_to_rootfs in /etc/kdump.conf, then kdumpctl restart",
    source: Source.kdumpUtils)

  static let debian = KdumpDistribution(
    ids: ["debian", "ubuntu"], configuration: "/etc/default/kdump-tools", service: "kdump-tools.service",
    serviceLink: "/etc/systemd/system/multi-user.target.wants/kdump-tools.service",
    switchVariable: "USE_KDUMP", isEnabledByPreset: false, defaultDirectory: "/var/crash",
    defaultLevel: 31, defaultFailureAction: "reboot -f", defaultLeftFree: .zero,
    crashkernel: "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M",
    install: "apt install kdump-tools",
    reserve: "crashkernel= in a file of /etc/default/grub.d, update-grub, then restart",
    enable:
      "USE_KDUMP=1 in /etc/default/kdump-tools, systemctl enable kdump-tools.service, kdump-config load",
    levelSetting: "MAKEDUMP_ARGS=\"-c -d LEVEL\" in /etc/default/kdump-tools, then kdump-config reload",
    targetSetting: "KDUMP_COREDIR, NFS or SSH in /etc/default/kdump-tools, then kdump-config reload",
    failureSetting: "KDUMP_FAIL_CMD in /etc/default/kdump-tools: a command that keeps what it can",
    source: Source.kdumpTools)

  static let suse = KdumpDistribution(
    ids: ["suse", "opensuse", "sles", "sled"], configuration: "/etc/sysconfig/kdump",
    service: "kdump.service",
    serviceLink: "/etc/systemd/system/multi-user.target.wants/kdump.service", switchVariable: "",
    isEnabledByPreset: false, defaultDirectory: "/var/crash", defaultLevel: 31,
    defaultFailureAction: "reboot", defaultLeftFree: .mebibytes(64), crashkernel: "",
    install: "zypper install kdump",
    reserve:
      "the figures of kdumptool calibrate as crashkernel= in the boot loader (YaST Kernel Kdump), then "
      + "restart",
    enable: "systemctl enable --now kdump.service",
    levelSetting: "KDUMP_DUMPLEVEL in /etc/sysconfig/kdump, then systemctl restart kdump.service",
    targetSetting: "KDUMP_SAVEDIR in /etc/sysconfig/kdump, then systemctl restart kdump.service",
    failureSetting: "KDUMP_CONTINUE_ON_ERROR=false in /etc/sysconfig/kdump: a shell, for a person to act",
    source: Source.suseKdump)
}
