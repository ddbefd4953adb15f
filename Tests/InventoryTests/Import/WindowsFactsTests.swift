import Sizing
import Testing

@testable import Inventory

@Suite("what Get-DumpFacts.ps1 prints")
struct WindowsFactsTests {
  static let names = [
    "powershell-7.json", "powershell-5.1-redirected.json", "powershell-5.1-out-file-utf8.json",
    "bare-values-and-logical-disks.json",
  ]

  @Test("gives the same facts from every shell, in every encoding", arguments: names)
  func everyShell(name: String) throws {
    let imported = try readWindowsFacts(bytes: Collected.file(name), file: "f", now: Collected.now)
    #expect(imported.warnings.isEmpty)
    let facts = imported.facts
    #expect(facts.name == "SQL07")
    #expect(facts.build == .known(20348))
    #expect(facts.product == .known(.server))
    #expect(facts.domainJoined == .known(true))
    #expect(facts.architecture == .known("amd64"))
    #expect(facts.collected.value?.description == "2026-03-02T09:15:00Z")
    #expect(facts.memory.visible.value?.count == 67_073_264 * 1024)
    #expect(facts.memory.installed.value?.count == 64 << 30)
    let volume = try #require(facts.volumes.value?.first)
    #expect(
      volume
        == Volume(
          id: "C:", isBoot: true, size: .known(try #require(Bytes(136_365_211_648))),
          free: .known(try #require(Bytes(41_231_686_041)))))
    let file = try #require(facts.pagefiles.value?.first)
    #expect(facts.pagefiles.value?.count == 1)
    #expect(file.management == .known(.custom))
    #expect(file.initial.value?.count == 16 << 30)
    #expect(file.maximum.value?.count == 80 << 30)
    #expect(file.allocated.value?.count == 16 << 30)
    #expect(file.isTemporary == .known(false))
    #expect(facts.crashControl.type == .known(.complete))
    #expect(facts.crashControl.wasRead)
    #expect(facts.crashControl.alwaysKeep == .known(false))
    let dump = try #require(facts.crashControl.existingDump.value ?? nil)
    #expect(dump.written.value?.description == "2026-02-27T08:02:11Z")
    #expect(facts.platform.kind == .known("hyper-v"))
    #expect(facts.events.map(\.id) == [49])
    #expect(facts.events.first?.time.description.hasPrefix("2026-03-01T02:1") == true)
  }

  @Test("of the sample in the reference is critical: the initial size is what counts")
  func verdict() throws {
    let facts = try readWindowsFacts(
      bytes: Collected.file("powershell-7.json"), file: "f", now: Collected.now
    ).facts
    let assessment = assess(facts, wanted: Wanted(.asConfigured), now: Collected.now)
    #expect(assessment.status == .critical)
    #expect(assessment.findings.first?.rule == "SIZ-INITIAL-NOT-MAX")
    #expect(assessment.advised.value?.mebibytesRoundedUp == 65_836)
  }

  /// The least that is accepted, with more keys in it.
  static func text(_ more: String = "") -> String {
    #"{"schema":"dump-facts/1","host":"A","collectedUtc":"2026-03-02T09:15:00Z"\#(more)}"#
  }

  static func facts(_ more: String) throws -> HostFacts {
    try readWindowsFacts(bytes: Array(text(more).utf8), file: "f", now: Collected.now).facts
  }

  /// A broken file, and what is said of it.
  struct Row: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let says: String
    init(_ name: String, _ text: String, _ says: String) { self.init(name, Array(text.utf8), says) }
    init(_ name: String, _ bytes: [UInt8], _ says: String) {
      (testDescription, self.bytes, self.says) = (name, bytes, says)
    }
  }

  static let broken = [
    Row("empty", "", "f:1:1: error: the text is empty"),
    Row("no table", "[]", "f:1:1: error: expected a table with \"schema\""),
    Row("no schema", "{}", "f:1:1: error: it has no key \"schema\""),
    Row("a newer schema", #"{"schema":"dump-facts/2"}"#, "f:1:11: error: schema: expected \"dump-facts/1\""),
    Row("no host", #"{"schema":"dump-facts/1","collectedUtc":"2026-03-02T09:15:00Z"}"#, "it names no host"),
    Row("no time", #"{"schema":"dump-facts/1","host":"A"}"#, "it does not say when it was collected"),
    Row("a host that leads elsewhere", text().replacing("\"A\"", with: "\"../../etc/x\""), "is no host name"),
    Row(
      "a host of two lines", text().replacing("\"A\"", with: #""a\nb""#),
      "f:1:33: error: host: \"a\\nb\" has a control character"),
    Row("a time without its zone", text().replacing("00Z", with: "00"), "does not say of which time zone"),
    Row("a key given twice", text(#","host":"B""#), "f:1:75: error: \"host\" is given twice"),
    Row(
      "a number of 40 digits",
      text(#","os":{"TotalVisibleMemorySize":9999999999999999999999999999999999999999}"#),
      "TotalVisibleMemorySize: expected a whole number"),
    Row(
      "more memory than can be", text(#","os":{"TotalVisibleMemorySize":9999999999999999999}"#),
      "is more than can be (4 EiB)"),
    Row(
      "a negative number", text(#","dimmBytes":[-1]"#), "f:1:88: error: dimmBytes: expected a whole number"),
    Row("a number with an exponent", text(#","dimmBytes":[1e99]"#), "dimmBytes: expected a whole number"),
    Row(
      "modules that add up too high", text(#","dimmBytes":[4611686018427387904,4611686018427387904]"#),
      "dimmBytes: more memory than can be"),
    Row("what -Depth cut off", text(#","os":"@{BuildNumber=20348}""#), "ConvertTo-Json needs -Depth 6"),
    Row(
      "two boot volumes",
      text(#","volumes":[{"DriveLetter":"C:","BootVolume":true},{"DriveLetter":"D:","BootVolume":true}]"#),
      "\"D:\" and \"C:\" are both the boot volume"),
    Row("nested deeper than honest files", String(repeating: "[", count: 100_000), "f:1:"),
    Row("cut off", String(text(#","os":{"BuildNumber":"20348"}"#).prefix(80)), "f:1:"),
    Row(
      "invalid UTF-8", Array(#"{"schema":""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8),
      "f:1:12: error: not valid UTF-8"),
    Row(
      "UTF-16 that ends in a character", Array(Collected.utf16(text()).dropLast()), "ends within a character"),
    Row(
      "half a surrogate", [0xFF, 0xFE, 0x7B, 0, 0x00, 0xD8, 0x7D, 0],
      "f:1:2: error: half a character of UTF-16"),
    Row("UTF-32", [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0], "the text is UTF-32"),
  ]

  @Test("is refused as a whole where something in it is wrong, and the place is named", arguments: broken)
  func refused(row: Row) throws {
    let messages = try refusal { () throws(ImportFailure) in
      try readWindowsFacts(bytes: row.bytes, file: "f", now: Collected.now)
    }
    #expect(messages.contains { $0.contains(row.says) }, "\(messages)")
    #expect(messages.allSatisfy { $0.utf8.count < 600 && $0.utf8.allSatisfy { $0 >= 0x20 } })
  }

  @Test("leaves out what a query failed for, and does not take it for none")
  func failedQueries() throws {
    for none in ["null", "[null]"] {
      let facts = try Self.facts(
        #","volumes":\#(none),"pageFileUsage":\#(none),"pageFileSetting":\#(none),"events":\#(none)"#)
      #expect(facts.volumes.value == nil)
      #expect(facts.pagefiles.value == nil)
      #expect(facts.given == FactGroups(.os))
    }
    #expect(try Self.facts(#","pageFileUsage":[],"pageFileSetting":[]"#).pagefiles == .known([]))
    #expect(try Self.facts(#","pageFileUsage":"","pageFileSetting":"""#).pagefiles == .known([]))
  }

  @Test("of page files that Windows manages on all drives names the one in use")
  func automatic() throws {
    let facts = try Self.facts(
      #","os":{"SystemDrive":"C:"},"computer":{"AutomaticManagedPagefile":true},"pageFileSetting":[],"#
        + #""pageFileUsage":{"Name":"C:\\pagefile.sys","AllocatedBaseSize":4864},"#
        + #""memoryManagement":{"PagingFiles":"?:\\pagefile.sys"}"#)
    let file = try #require(facts.pagefiles.value?.first)
    #expect(facts.pagefiles.value?.count == 1)
    #expect(file.path == "C:\\pagefile.sys")
    #expect(file.management == .known(.automatic))
    #expect(file.allocated.value?.mebibytesRoundedUp == 4864)
    // Where the drive of Windows is not given, the list's own entry is nobody's file.
    let elsewhere = try Self.facts(
      #","computer":{"AutomaticManagedPagefile":true},"memoryManagement":{"PagingFiles":"?:\\pagefile.sys"},"#
        + #""pageFileUsage":{"Name":"C:\\pagefile.sys","AllocatedBaseSize":4864}"#)
    #expect(elsewhere.pagefiles.value?.map(\.path) == ["C:\\pagefile.sys"])
  }

  @Test("knows a page file that is set and not in use, and one that is in use and not set")
  func pending() throws {
    let facts = try Self.facts(
      #","pageFileSetting":[{"Name":"D:\\pagefile.sys","InitialSize":0,"MaximumSize":0}],"#
        + #""pageFileUsage":[{"Name":"C:\\pagefile.sys","AllocatedBaseSize":16,"TempPageFile":true}]"#)
    let files = try #require(facts.pagefiles.value)
    #expect(files.map(\.path) == ["D:\\pagefile.sys", "C:\\pagefile.sys"])
    #expect(files[0].management == .known(.system))
    #expect(files[0].allocated.reason == "Windows did not use it when the facts were collected")
    #expect(files[1].management.value == nil)
    #expect(files[1].isTemporary == .known(true))
  }

  @Test("has Windows' documented defaults where CrashControl was read")
  func defaults() throws {
    for (build, type) in [(20348, DumpType.automatic), (9200, .automatic), (7601, .kernel)] {
      let facts = try Self.facts(#","os":{"BuildNumber":"\#(build)"},"crashControl":{}"#)
      #expect(facts.crashControl.type == .known(type))
      #expect(facts.crashControl.overwrite == .known(true))
    }
    #expect(try Self.facts(#","crashControl":{}"#).crashControl.type.value == nil)
    #expect(try Self.facts("").crashControl.overwrite.value == nil)
    let odd = try Self.facts(
      #","crashControl":{"CrashDumpEnabled":9,"Overwrite":{"type":"String","value":"yes"}}"#)
    #expect(odd.crashControl.type.reason == "CrashDumpEnabled is 9, which stands for no type")
    #expect(odd.crashControl.overwrite.reason == "Overwrite in the registry is no number")
    let active = try Self.facts(
      #","crashControl":{"CrashDumpEnabled":{"type":"DWord","value":"1"},"FilterPages":1}"#)
    #expect(active.crashControl.type == .known(.active))
  }

  @Test("of a clock that runs ahead is as of now, and says so")
  func future() throws {
    let imported = try readWindowsFacts(
      bytes: Array(Self.text().replacing("2026", with: "2036").utf8), file: "f", now: Collected.now)
    #expect(imported.facts.collected == .known(Collected.now))
    #expect(imported.warnings.first?.message.contains("in the future") == true)
  }

  @Test("does not take virtualization-based security for a virtual machine")
  func hypervisor() throws {
    let dell = #","computer":{"Manufacturer":"Dell Inc.","Model":"PowerEdge R750","HypervisorPresent":"#
    #expect(try Self.facts(dell + "true}").platform.kind.value == nil)
    #expect(try Self.facts(dell + "false}").platform.kind == .known("physical"))
  }
}
