import DumpwardenService
import FoundationEssentials
import Glibc
import ManualPages
import Testing

/// The kinds of journal entries and their fields in `dumpwardend(8)`, which are those that the daemon writes.
@Suite("the manual page of dumpwardend")
struct JournalManualTests {
  @Test("has every kind of entry and every field; DUMPWARDEN_UPDATE=1 writes it")
  func entries() throws {
    let page = ManualPage("dumpwardend.8")
    let kinds = try self.kinds()
    #expect(try page.part("kinds", madeAs: kinds) == kinds)
    let fields = self.fields
    #expect(try page.part("fields", madeAs: fields) == fields)
  }

  @Test("has the options of --help, and no others")
  func options() throws {
    let program = try #require(DaemonProcess.program)
    let stream = try #require(popen("\(program) --help", "r"))
    var help = ""
    while let line = readLine(from: stream) { help += line }
    #expect(pclose(stream) == 0)
    let page = try ManualPage("dumpwardend.8").text()
    let described = page.split(separator: "\n").filter { $0.hasPrefix(".It Fl ") }.compactMap {
      $0.split(separator: " ").dropFirst(2).first.map { String($0.replacing("\\", with: "")) }
    }
    let shown = help.split(separator: "\n").filter { $0.hasPrefix("  --") }.compactMap {
      $0.split(separator: " ").first.map { String($0.dropFirst()) }
    }
    #expect(!shown.isEmpty)
    #expect(Set(described) == Set(shown))
  }

  private func readLine(from stream: UnsafeMutablePointer<FILE>) -> String? {
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, CInt(line.count), stream) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A subject from the catalog says what each is, since that is what `journalctl -x` shows.
  private func kinds() throws -> String {
    let subjects = try Self.catalog()
    var text = ".Bl -tag -width Ds\n"
    for kind in MessageKind.allCases {
      let subject = try #require(subjects[kind.id], "the catalog has no \(kind.rawValue)")
      text += ".It Cm \(kind.rawValue) Pq priority \(kind.priority)\n"
      text += Mdoc.prose("\(subject).") + ".Li MESSAGE_ID=\(kind.id)\n"
    }
    return text + ".El\n"
  }

  private var fields: String {
    var text = ".Bl -tag -width Ds\n"
    for name in JournalField.Name.allCases {
      text += ".It Ev \(name.rawValue)\n" + Mdoc.prose(Self.meaning(of: name))
    }
    return text + ".El\n"
  }

  private static func meaning(of field: JournalField.Name) -> String {
    switch field {
    case .host: "The host that the entry is about."
    case .rule: "The rule that spoke, see dumpctl explain."
    case .requiredBytes: "How many bytes are needed."
    case .shortfallBytes: "How many of them are lacking."
    case .dump: "The path of the dump."
    case .directory: "The path of the dump directory."
    case .bugCheck: "The bug check code, as 0x000000D1."
    }
  }

  /// The subjects of the message catalog by id, with names of fields as words.
  private static func catalog() throws -> [String: String] {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    let text = try String(contentsOfFile: root + "/systemd/catalog/dumpwarden.catalog", encoding: .utf8)
    var subjects: [String: String] = [:]
    var id = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("-- ") { id = String(line.dropFirst(3)) }
      guard line.hasPrefix("Subject: ") else { continue }
      var subject = String(line.dropFirst("Subject: ".utf8.count))
      for (field, word) in [("HOST", "HOST"), ("DIRECTORY", "DIRECTORY"), ("DUMP", "DUMP")] {
        subject = subject.replacing("@DUMPWARDEN_\(field)@", with: word)
      }
      subjects[id] = subject
    }
    return subjects
  }
}
