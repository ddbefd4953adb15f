import Glibc
import Inventory
import Sizing
import Testing

/// Hosts looked at one by one must be those that are read as a whole.
@Suite("a fleet") struct FleetTests {
  /// A folder of host files that goes when the test ends.
  final class Folder {
    let path: String

    init() throws {
      var template = Array("/tmp/dumpwarden-fleet-XXXXXX".utf8CString)
      try #require(mkdtemp(&template) != nil)
      path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
      for file in HostFileNames(inventories: [path]).paths { unlink(file) }
      rmdir(path)
    }

    func write(_ name: String, _ text: String) throws {
      let stream = try #require(fopen("\(path)/\(name)", "w"))
      defer { fclose(stream) }
      let bytes = Array(text.utf8)
      try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    }
  }

  /// More than a piece of work, with a mistake of each kind every now and then.
  static func mixed(_ count: Int) -> String {
    var text = ""
    for number in 0..<count {
      let name = "HOST\(number)"
      switch number % 97 {
      case 13: text += "{\"name\":\"\(name)\",\"memory\":{\"visible\":65536}}\n"
      case 29: text += "{\"name\":\"\(name)\",\n"
      case 31: text += "\n  \r\n"
      case 43: text += "{\"name\":\"\(name)\",\"aliases\":[\"host\(number - 1)\"]}\n"
      case 57: text += "{\"memory\":{\"visible\":\"64 GiB\"}}\n"
      case 71: text += "[1]\n\u{1}\n"
      default:
        text +=
          "{\"name\":\"\(name)\",\"os\":\"windows\",\"build\":20348,\"memory\":{\"visible\":\"\(number + 1) GiB\"},"
          + "\"volume\":[{\"id\":\"C:\",\"boot\":true,\"size\":\"900 GiB\",\"free\":\"400 GiB\"}],"
          + "\"crash-control\":{\"type\":\"complete\",\"dump-file\":\"%SystemRoot%\\\\MEMORY.DMP\"},"
          + "\"tags\":[\"\(String(repeating: "t", count: 200))\"]}\n"
      }
    }
    return text
  }

  @Test("merges what was imported as reading it whole does, in each host and when one is read again")
  func gathered() throws {
    let folder = try Folder()
    try folder.write("a.ndjson", Self.mixed(300))
    try folder.write("b.toml", "[[host]]\nname = \"ONE\"\naliases = [\"UNO\"]\n")
    let imports = try Folder()
    try imports.write(
      "x.ndjson",
      #"{"name":"host3","collected":"2026-03-02T09:15:00Z","product":"server","swap":[]}"# + "\n"
        + #"{"name":"uno","collected":"2026-03-02T09:15:00Z","memory":{"visible":"4 GiB"}}"# + "\n"
        + #"{"name":"STRANGER","collected":"2026-03-02T09:15:00Z","memory":{"visible":"8 GiB"}}"# + "\n")
    let gathered = readInventory(path: imports.path)
    let whole = HostInventory(files: readInventory(path: folder.path), gathered: gathered)
    #expect(whole.hosts.last?.memory.visible == .known(.gibibytes(8)))
    let (fleet, looks) = Fleet.read(
      HostFileNames(inventories: [folder.path]), gathered: gathered,
      by: { pieces, work in for piece in 0..<pieces { work(piece) } }, { $0 })
    #expect(looks == whole.hosts)
    var again: [HostFacts] = []
    fleet.read(0..<fleet.count) { again.append($0) }
    #expect(again == whole.hosts)
  }

  @Test("gives the hosts and the mistakes that reading it whole gives, in whatever order its parts are read")
  func same() throws {
    let folder = try Folder()
    try folder.write("a.toml", "[[host]]\nname = \"HOST7\"\n[[host]]\nname = \"ONE\"\n")
    try folder.write("b.ndjson", Self.mixed(4000))
    try folder.write("c.json", #"{"host":[{"name":"TWO"},{"name":"one","aliases":["HOST2000"]}]}"#)
    try folder.write("d.ndjson", #"{"name":"THREE","os":"linux"}"#)
    try folder.write("e.toml", "[[host]")
    let whole = HostInventory(files: readInventory(path: folder.path))
    #expect(whole.hosts.count > 3500)
    #expect(whole.hosts.count { $0.unreadable != nil } > 80)

    let orders: [Fleet.Runner] = [
      { pieces, work in for piece in 0..<pieces { work(piece) } },
      { pieces, work in
        #expect(pieces > 4)
        for piece in (0..<pieces).reversed() { work(piece) }
      },
    ]
    for order in orders {
      let (fleet, looks) = Fleet.read(HostFileNames(inventories: [folder.path]), by: order) { $0 }
      #expect(fleet.count == whole.hosts.count)
      #expect(looks == whole.hosts)
      #expect(fleet.diagnostics == whole.diagnostics)
      var again: [HostFacts] = []
      fleet.read(0..<fleet.count) { again.append($0) }
      #expect(again == whole.hosts)
      again = []
      fleet.read([5, 0, 3000]) { again.append($0) }
      #expect(again == [whole.hosts[5], whole.hosts[0], whole.hosts[3000]])
    }
  }

  @Test("of one bad line names the file and the line, and keeps the others")
  func badLine() throws {
    let folder = try Folder()
    try folder.write(
      "a.ndjson", "{\"name\":\"A\"}\n{\"name\":\"B\"\n{\"name\":\"C\",\"os\":\"vms\"}\n{\"name\":\"D\"}\n")
    let (fleet, looks) = Fleet.read(
      HostFileNames(directory: folder.path), by: { for piece in 0..<$0 { $1(piece) } },
      { $0.unreadable == nil })
    #expect(looks == [true, false, true])
    #expect(fleet.diagnostics.map(\.line) == [2, 3])
    #expect(fleet.diagnostics.allSatisfy { $0.file == "\(folder.path)/a.ndjson" })
  }

  @Test("that cannot be read is a mistake, and one that is not there is none")
  func missing() {
    let run: Fleet.Runner = { pieces, work in for piece in 0..<pieces { work(piece) } }
    let named = Fleet.read(HostFileNames(inventories: ["/nowhere/a.ndjson"]), by: run) { $0 }
    #expect(named.fleet.count == 0)
    #expect(named.fleet.diagnostics.map(\.file) == ["/nowhere/a.ndjson"])
    let directory = Fleet.read(HostFileNames(directory: "/nowhere/hosts.d"), by: run) { $0 }
    #expect(directory.fleet.diagnostics.isEmpty)
  }
}
