import Sizing
import Testing

@testable import Inventory

@Suite("a domain of libvirt")
struct LibvirtTests {
  static let domain = """
    <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
      <name>SQL07</name>
      <metadata><libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
        <libosinfo:os id="http://microsoft.com/win/2k22"/></libosinfo:libosinfo></metadata>
      <maxMemory slots='16' unit='KiB'>134217728</maxMemory>
      <memory unit='KiB'>67108864</memory>
      <currentMemory unit='GiB'>32</currentMemory>
      <os><type arch='x86_64' machine='pc-q35-8.2'>hvm</type></os>
      <on_crash>destroy</on_crash>
      <devices>
        <disk type='file' device='disk'><source file='/var/lib/libvirt/images/a&amp;b.qcow2'/></disk>
        <watchdog model='itco' action='reset'/>
        <panic model='isa'/><panic model='hyperv'/>
      </devices>
    </domain>

    """

  static func read(_ text: String) throws(ImportFailure) -> HostFacts {
    try readLibvirtDomain(bytes: Array(text.utf8), file: "d.xml", written: Collected.now).facts
  }

  @Test("tells its memory, what it does at a crash, and who would tell it")
  func facts() throws {
    let facts = try Self.read(Self.domain)
    #expect(facts.name == "SQL07")
    #expect(facts.os == .windows)
    #expect(facts.architecture == .known("amd64"))
    #expect(facts.memory.visible.value == nil)
    #expect(facts.memory.installed.value?.count == 64 << 30)
    #expect(facts.memory.maximum.value?.count == 128 << 30)
    #expect(facts.platform.kind == .known("kvm"))
    #expect(facts.platform.onCrash == .known("destroy"))
    #expect(facts.platform.panicDevice == .known("hyperv"))
    #expect(facts.platform.watchdogModel == .known("itco"))
    #expect(facts.platform.watchdogAction == .known("reset"))
    #expect(facts.collected == .known(Collected.now))
  }

  /// By libvirt 9.0 with QEMU 7.2; `status` is the file in `/run/libvirt/qemu`, the others are `virsh dumpxml`'s.
  static let real: [(file: String, name: String, megabytes: UInt64, panic: String, onCrash: String)] = [
    ("libvirt-isa-running.xml", "isa01", 64, "isa", "destroy"),
    ("libvirt-isa-inactive.xml", "isa01", 64, "isa", "destroy"),
    ("libvirt-isa-status.xml", "isa01", 64, "isa", "coredump-restart"),
    ("libvirt-hyperv-running.xml", "win01", 256, "hyperv", "destroy"),
    ("libvirt-hyperv-inactive.xml", "win01", 256, "hyperv", "destroy"),
  ]

  @Test("as virsh itself prints it, running and shut off, is read", arguments: real.indices)
  func printed(index: Int) throws {
    let (file, name, megabytes, panic, onCrash) = Self.real[index]
    let imported = try readLibvirtDomain(
      bytes: Collected.file(file), file: file, written: Collected.now)
    #expect(imported.warnings.isEmpty)
    let facts = imported.facts
    #expect(facts.name == name)
    #expect(facts.memory.installed.value?.count == megabytes << 20)
    #expect(facts.memory.maximum.value?.count == megabytes << 20)
    #expect(facts.platform.kind == .known("kvm"))
    #expect(facts.platform.panicDevice == .known(panic))
    #expect(facts.platform.onCrash == .known(onCrash))
    #expect(facts.platform.watchdogModel == .known(""))
    #expect(!facts.given.contains(.os))
  }

  @Test("within its status is the same")
  func status() throws {
    let status =
      "<?xml version='1.0'?>\n<domstatus state='running' pid='1'><taint flag='x'/>\(Self.domain)</domstatus>"
    #expect(try Self.read(status).memory == Self.read(Self.domain).memory)
  }

  @Test("without panic device and watchdog has none, and libvirt's own default at a crash")
  func nothing() throws {
    let facts = try Self.read("<domain type='qemu'><name>A</name><memory>1048576</memory><devices/></domain>")
    #expect(facts.platform.onCrash == .known("destroy"))
    #expect(facts.platform.panicDevice == .known(""))
    #expect(facts.platform.watchdogModel == .known(""))
    #expect(facts.memory.installed.value?.count == 1 << 30)
    #expect(!facts.given.contains(.os))
  }

  @Test("in UTF-16, as its declaration says, is read too")
  func encoding() throws {
    let text = "<?xml version='1.0' encoding='UTF-16'?>" + Self.domain
    let facts = try readLibvirtDomain(bytes: Collected.utf16(text), file: "d.xml", written: Collected.now)
      .facts
    #expect(facts.name == "SQL07")
  }

  static let bomb =
    "<!DOCTYPE domain [<!ENTITY a \"aaaaaaaaaa\">"
    + (1...30).map {
      "<!ENTITY a\($0) \"\(String(repeating: $0 == 1 ? "&a;" : "&a\($0 - 1);", count: 10))\">"
    }.joined()
    + "]><domain><name>&a30;</name></domain>"

  static let broken: [(name: String, text: String, says: String)] = [
    ("empty", "", "d.xml"),
    ("no XML", "hello", "d.xml:1:"),
    ("cut off", String(domain.prefix(300)), "not well-formed"),
    ("another root", "<network><name>A</name></network>", "d.xml:1:"),
    ("a volume", "<volume type='file'/>", "expected a domain of libvirt, <domain>, found <volume>"),
    (
      "a file that an entity names",
      "<!DOCTYPE domain [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><domain><name>&x;</name></domain>",
      "d.xml:1:18: error: a document type declaration"
    ),
    (
      "a DTD from elsewhere", "<!DOCTYPE domain SYSTEM \"http://192.0.2.1/x.dtd\"><domain/>",
      "a document type declaration"
    ),
    ("a billion laughs", bomb, "a document type declaration"),
    ("an entity that nobody declared", "<domain>\n<name>&x;</name></domain>", "d.xml:2:"),
    ("nested too deeply", String(repeating: "<a>", count: 100_000), "nested deeper than 64 elements"),
    (
      "more elements than a domain has", "<domain>" + String(repeating: "<a/>", count: 300_000) + "</domain>",
      "more elements than a domain has"
    ),
    ("no name", "<domain><memory>1</memory></domain>", "d.xml:1:"),
    (
      "a name that leads elsewhere", "<domain>\n  <name>../../etc/cron.d/x</name><memory>1</memory></domain>",
      "d.xml:2:"
    ),
    ("no memory", "<domain><name>A</name></domain>", "the domain has no <memory>"),
    (
      "memory that is no number", "<domain><name>A</name>\n<memory>lots</memory></domain>",
      "memory: expected a whole number, found \"lots\""
    ),
    ("a unit of its own", "<domain><name>A</name><memory unit='EB'>1</memory></domain>", "\"EB\" is no unit"),
    (
      "more memory than can be",
      "<domain><name>A</name><memory unit='TiB'>99999999999</memory></domain>", "is no memory that can be"
    ),
    (
      "a balloon that is too large",
      "<domain><name>A</name><memory>1</memory><currentMemory>2</currentMemory></domain>",
      "is more than the memory of"
    ),
    ("an encoding that is not there", "<?xml version='1.0' encoding='EBCDIC-X'?><domain/>", "d.xml:1:"),
  ]

  @Test("that is broken or hostile is refused with its place", arguments: broken.indices)
  func refused(index: Int) throws {
    let (name, text, says) = Self.broken[index]
    let messages = try refusal { () throws(ImportFailure) in try Self.read(text) }
    #expect(messages.contains { $0.contains(says) }, "\(name): \(messages)")
    #expect(!messages.contains { $0.contains("root:") })
  }
}
