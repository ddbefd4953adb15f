import Sizing
import Testing

@testable import Inventory

@Suite("this machine's kdump") struct MachineKdumpTests {
  private static func facts(_ files: [(String, String)]) throws -> KdumpFacts {
    let folder = try MachineFolder()
    for (path, text) in files { try folder.write(path, text) }
    return Machine(root: folder.path).facts().kdump
  }

  static let witness = ("/sys/kernel/uevent_seqnum", "1\n")

  @Test(
    "a kernel that lists its other files and none of kexec has no kexec; where none is listed nobody knows")
  func kexec() throws {
    let without = try Self.facts([Self.witness])
    #expect(without.isLoaded == .known(false) && without.kexec == .known(false))
    #expect(without.reserved == .known(.zero) && without.firmware == .known(.none))
    let masked = try Self.facts([])
    #expect(
      masked.isLoaded.reason == "/sys/kernel/kexec_crash_loaded: cannot open: no such file or directory")
    #expect(masked.kexec.value == nil && masked.reserved.value == nil && masked.firmware.value == nil)
  }

  @Test(
    "is told by the old names and the new",
    arguments: [
      ("/sys/kernel/kexec_crash_loaded", "/sys/kernel/kexec_crash_size"),
      ("/sys/kernel/kexec/crash_loaded", "/sys/kernel/kexec/crash_size"),
    ])
  func names(loaded: String, size: String) throws {
    let facts = try Self.facts([Self.witness, (loaded, "1\n"), (size, "268435456\n")])
    #expect(facts.isLoaded == .known(true) && facts.kexec == .known(true))
    #expect(facts.reserved == .known(.mebibytes(256)))
  }

  @Test("what is no number is no answer", arguments: ["", "yes\n", "-\n", "1 2\n", "\u{1B}[2J\n"])
  func noNumber(text: String) throws {
    let facts = try Self.facts([Self.witness, ("/sys/kernel/kexec_crash_loaded", text)])
    #expect(facts.isLoaded.reason?.hasPrefix("/sys/kernel/kexec_crash_loaded: expected a number") == true)
    #expect(facts.isLoaded.reason == facts.isLoaded.reason?.asSafeText)
  }

  @Test("what is reserved is told by the map of memory where nothing else does, unless that hides it")
  func map() throws {
    let loaded = ("/sys/kernel/kexec_crash_loaded", "0\n")
    func reserved(_ map: String) throws -> Fact<Bytes> {
      try Self.facts([Self.witness, loaded, ("/proc/iomem", map)]).reserved
    }
    let open = "00001000-0009ffff : System RAM\n  1b000000-2affffff : Crash kernel\n"
    #expect(try reserved(open) == .known(.mebibytes(256)))
    #expect(
      try reserved(open + "  100000000-100ffffff : Crash kernel\n") == .known(.mebibytes(256 + 16)))
    #expect(try reserved("00001000-0009ffff : System RAM\n") == .known(.zero))
    #expect(
      try reserved("00000000-00000000 : System RAM\n  00000000-00000000 : Crash kernel\n").reason
        == "/proc/iomem: hides how much the crash kernel has, but from root")
    #expect(try reserved("2-1 : Crash kernel\n").value == nil)
    #expect(try reserved("0-ffffffffffffffff : Crash kernel\n") == .known(.max))
  }

  @Test("of the command line only crashkernel= is kept")
  func commandLine() throws {
    let text =
      "root=/dev/sda1 password=secret crashkernel=300M,high\tquiet crashkernel=72M,low xcrashkernel=1\n"
    let facts = try Self.facts([("/proc/cmdline", text)])
    #expect(facts.crashkernel == .known("300M,high 72M,low"))
    #expect(try Self.facts([("/proc/cmdline", "quiet\n")]).crashkernel == .known(""))
    #expect(try Self.facts([]).crashkernel.value == nil)
  }

  @Test("a setting that the kernel was built without is off, and one of a kernel that nobody shows not known")
  func sysctl() throws {
    let shown = try Self.facts([
      ("/proc/sys/kernel/panic", "-1\n"), ("/proc/sys/kernel/hung_task_panic", "3\n"),
    ])
    #expect(shown.panicTimeout == .known(-1) && shown.panicsOnHungTask == .known(true))
    #expect(shown.panicsOnSoftLockup == .known(false) && shown.isLoadingDisabled == .known(false))
    #expect(shown.panicsOnOops.value == nil)
    #expect(try Self.facts([]).panicsOnSoftLockup.value == nil)
  }

  @Test("a distribution without its tools is known by its name, one that is not known has none")
  func distributions() throws {
    func tools(_ text: String) throws -> KdumpFacts { try Self.facts([("/etc/os-release", text)]) }
    #expect(try tools("ID=debian\n").tools == .known(.kdumpTools))
    #expect(try tools("ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\n").tools == .known(.kdumpUtils))
    #expect(try tools("ID='opensuse-tumbleweed'\nID_LIKE='opensuse suse'\n").tools == .known(.suse))
    #expect(try tools("ID=debian\n").isInstalled == .known(false))
    let other = try tools("ID=arch\n")
    #expect(other.isInstalled == .known(false))
    #expect(
      other.tools.reason == "/etc/os-release: 'arch' is no distribution whose kdump is known")
    #expect(try Self.facts([]).isInstalled.value == nil)
    let older = try Self.facts([("/usr/lib/os-release", "ID=fedora\n")])
    #expect(older.tools == .known(.kdumpUtils))
  }

  @Test("a configuration that cannot be read leaves the target unknown, and the tools installed")
  func unreadable() throws {
    let folder = try MachineFolder()
    try folder.write("/etc/kdump.conf/inside", "")
    let facts = Machine(root: folder.path).facts().kdump
    #expect(facts.isInstalled == .known(true) && facts.tools == .known(.kdumpUtils))
    #expect(facts.target.reason == "/etc/kdump.conf: cannot read: is a directory")
    #expect(facts.level.value == nil && facts.free.value == nil)
  }

  @Test("what root keeps for itself counts, since root writes the dump")
  func room() throws {
    let facts = try Self.facts([
      ("/proc/self/mountinfo", "27 1 8:2 / / rw - ext4 /dev/sda2 rw\n"),
      ("/statvfs.tsv", "/\t1000\t500\t100\t4096\n"), ("/etc/kdump.conf", ""),
    ])
    #expect(facts.target == .known(.file) && facts.path == .known("/var/crash"))
    #expect(facts.free == .known(Bytes(clamping: 500 * 4096)))
  }

  @Test("a device is found among the mounts by its identity, and one that is not mounted is not guessed")
  func devices() throws {
    let folder = try MachineFolder()
    try folder.write(
      "/proc/self/mountinfo",
      "27 1 8:2 / / rw - ext4 /dev/sda2 rw\n60 27 253:1 / /srv/crash rw - xfs /dev/mapper/vg-crash rw\n")
    try folder.write("/statvfs.tsv", "/srv/crash\t1000\t500\t100\t4096\n")
    try folder.link("/dev/disk/by-uuid/0313", to: "../../dm-1")
    try folder.link("/dev/mapper/vg-crash", to: "../dm-1")
    try folder.write("/etc/kdump.conf", "xfs UUID=0313\npath dumps\n")
    let found = Machine(root: folder.path).facts().kdump
    #expect(found.path == .known("/srv/crash/dumps"))
    #expect(found.free == .known(Bytes(clamping: 500 * 4096)))
    try folder.write("/etc/kdump.conf", "xfs LABEL=gone\n")
    let gone = Machine(root: folder.path).facts().kdump
    #expect(gone.path == .known("/var/crash on LABEL=gone"))
    #expect(
      gone.free.reason == "LABEL=gone, kdump's target, is not mounted, so its room cannot be asked")
    try folder.write("/etc/kdump.conf", "raw /dev/mapper/vg-crash\n")
    try folder.write("/sys/class/block/dm-1/size", "2048\n")
    #expect(Machine(root: folder.path).facts().kdump.free == .known(.mebibytes(1)))
  }

  @Test("a directory on a server is that server's, which is not asked")
  func network() throws {
    let facts = try Self.facts([
      (
        "/proc/self/mountinfo",
        "27 1 8:2 / / rw - ext4 /dev/sda2 rw\n60 27 0:50 / /var/crash rw - nfs4 v:/c rw\n"
      ),
      ("/etc/kdump.conf", "path /var/crash\n"),
    ])
    #expect(facts.target == .known(.nfs))
    #expect(facts.free.reason?.contains("is not asked") == true)
  }
}
