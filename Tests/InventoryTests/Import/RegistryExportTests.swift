import Sizing
import Testing

@testable import Inventory

@Suite("an export of the registry")
struct RegistryExportTests {
  static let control = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\CrashControl]"
  static let management =
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management]"
  static let header = "Windows Registry Editor Version 5.00"

  /// `%SystemRoot%\X.DMP` and one page file, as regedit breaks the lines.
  static let export = """
    \(header)\r
    \r
    \(control)\r
    "CrashDumpEnabled"=dword:00000001\r
    "FilterPages"=dword:00000001\r
    ; a remark\r
    "DedicatedDumpFile"="D:\\\\dumps\\\\dd.sys"\r
    "DumpFileSize"=dword:00010000\r
    "DumpFile"=hex(2):25,00,53,00,79,00,73,00,74,00,65,00,6d,00,52,00,6f,00,6f,00,\\\r
      74,00,25,00,5c,00,58,00,2e,00,44,00,4d,00,50,00,00,00\r
    \r
    \(management)\r
    "PagingFiles"=hex(7):43,00,3a,00,5c,00,70,00,2e,00,73,00,79,00,73,00,20,00,31,\\\r
      00,20,00,32,00,00,00,00,00\r

    """

  static func read(_ bytes: [UInt8], name: String? = "A") throws(ImportFailure) -> HostFacts {
    try readRegistryExport(bytes: bytes, file: "c.reg", name: name, written: Collected.now).facts
  }

  @Test("in UTF-16 as regedit writes it, or converted, gives the settings")
  func facts() throws {
    for bytes in [
      Collected.utf16(Self.export), Array(Self.export.utf8), [0xEF, 0xBB, 0xBF] + Array(Self.export.utf8),
    ] {
      let facts = try Self.read(bytes)
      #expect(facts.crashControl.type == .known(.active))
      #expect(facts.crashControl.dumpFile == .known("%SystemRoot%\\X.DMP"))
      #expect(facts.crashControl.dedicatedDumpFile == .known("D:\\dumps\\dd.sys"))
      #expect(facts.crashControl.dumpFileSize.value?.count == 64 << 30)
      #expect(facts.crashControl.overwrite == .known(true))
      let file = try #require(facts.pagefiles.value?.first)
      #expect(file.path == "C:\\p.sys")
      #expect(file.initial.value?.mebibytesRoundedUp == 1)
      #expect(file.maximum.value?.mebibytesRoundedUp == 2)
    }
  }

  @Test("of an old regedit has its texts in bytes")
  func regedit4() throws {
    let text = """
      REGEDIT4

      \(Self.control)
      "DumpFile"=hex(2):43,3a,5c,4d,2e,44,4d,50,00
      "MinidumpDir"="C:\\\\Abst\u{FC}rze"

      """
    let ansi = text.unicodeScalars.map { UInt8($0.value) }
    let facts = try Self.read(ansi)
    #expect(facts.crashControl.dumpFile == .known("C:\\M.DMP"))
    #expect(facts.crashControl.minidumpDirectory == .known("C:\\Abst\u{FC}rze"))
  }

  @Test("of a control set that is not in use does not count")
  func controlSets() throws {
    func set(_ number: Int, _ type: Int) -> String {
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet00\(number)\\Control\\CrashControl]\n\"CrashDumpEnabled\"=dword:\(type)\n"
    }
    let both = "\(Self.header)\n" + set(1, 2) + set(2, 1)
    let select = "[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:2\n"
    #expect(try Self.read(Array((both + select).utf8)).crashControl.type == .known(.complete))
    #expect(try Self.read(Array("\(Self.header)\n\(set(1, 2))".utf8)).crashControl.type == .known(.kernel))
    let messages = try refusal { () throws(ImportFailure) in try Self.read(Array(both.utf8)) }
    #expect(messages.first?.contains("does not say which is in use") == true)
  }

  static let broken: [(name: String, text: String, says: String)] = [
    ("empty", "", "c.reg:1:1: error: expected \"Windows Registry Editor Version 5.00\""),
    ("no export", "hello\n", "found \"hello\""),
    (
      "no key of use", "\(header)\n[HKEY_CURRENT_USER\\Console]\n",
      "its first key is \"HKEY_CURRENT_USER\\\\Console\""
    ),
    (
      "a value before a key", "\(header)\n\"x\"=dword:1\n", "c.reg:2:1: error: a value before the first [key]"
    ),
    (
      "a key without its end", "\(header)\n[HKEY_LOCAL_MACHINE\\SYSTEM\n",
      "c.reg:2:27: error: a key that its ]"
    ),
    (
      "a text without its end", "\(header)\n\(control)\n\"x\"=\"C:\\\\\n",
      "c.reg:3:5: error: a text that its closing"
    ),
    (
      "an escape that is none", "\(header)\n\(control)\n\"x\"=\"C:\\temp\"\n",
      "c.reg:3:9: error: expected \\\\ or \\\""
    ),
    (
      "a number that is none", "\(header)\n\(control)\n\"x\"=dword:hello\n",
      "c.reg:3:11: error: expected one to eight"
    ),
    ("a number that is too long", "\(header)\n\(control)\n\"x\"=dword:123456789\n", "c.reg:3:11: error"),
    (
      "bytes that are none", "\(header)\n\(control)\n\"x\"=hex:00,\\\n  zz\n",
      "c.reg:4:3: error: expected two"
    ),
    ("a deletion", "\(header)\n\(control)\n\"x\"=-\n", "c.reg:3:5: error: a value to be deleted"),
    (
      "a key's deletion", "\(header)\n[-HKEY_LOCAL_MACHINE\\SYSTEM]\n",
      "c.reg:2:2: error: a key to be deleted"
    ),
    ("words", "\(header)\n\(control)\nremark\n", "c.reg:3:1: error: expected [key]"),
  ]

  @Test("that is broken is refused with line and column", arguments: broken.indices)
  func refused(index: Int) throws {
    let (name, text, says) = Self.broken[index]
    for bytes in [Array(text.utf8), Collected.utf16(text)] {
      let messages = try refusal { () throws(ImportFailure) in try Self.read(bytes) }
      #expect(messages.contains { $0.contains(says) }, "\(name): \(messages)")
    }
  }

  @Test("without the computer's name needs one to be given")
  func nameless() throws {
    let messages = try refusal { () throws(ImportFailure) in try Self.read(Array(Self.export.utf8), name: nil)
    }
    #expect(messages == ["c.reg: error: it does not say which computer it is of: name it with --host NAME"])
  }

  @Test(
    "holds page files as Windows lists them",
    arguments: [
      ("C:\\pagefile.sys 0 0", "C:\\pagefile.sys", Pagefile.Management.system, UInt64?.none),
      ("C:\\pagefile.sys", "C:\\pagefile.sys", .system, nil),
      ("?:\\pagefile.sys", "D:\\pagefile.sys", .automatic, nil),
      ("C:\\my files\\page file.sys 1024 2048", "C:\\my files\\page file.sys", .custom, 1024),
      ("C:\\pagefile.sys 512", "C:\\pagefile.sys", .custom, 512),
    ])
  func grammar(line: String, path: String, management: Pagefile.Management, initial: UInt64?) throws {
    let file = try #require(PagingFile(line)).pagefile(systemDrive: "D:")
    #expect(file.path == path)
    #expect(file.management == .known(management))
    #expect(file.initial.value?.mebibytesRoundedUp == initial)
  }
}
