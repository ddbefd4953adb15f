import DumpStore
import Glibc
import Inventory
import Linux
import Sizing
import Synchronization
import Testing

@Suite("facts that a host drops into its directory")
struct DroppedFactsTests {
  static let now = Timestamp(seconds: 1_772_500_000)
  static let text =
    #"{"schema":"dump-facts/1","host":"SQL07","collectedUtc":"2026-03-02T09:15:00Z","#
    + #""aliases":["DC01"],"tags":["exempt"],"os":{"BuildNumber":20348}}"#

  private static func read(_ scratch: Scratch, of host: String = "SQL07") throws -> HostFile? {
    DroppedFacts.read("dump-facts.json", in: try scratch.directory(), of: host, now: now)
  }

  @Test(
    "speak for the host whose directory it is, and can neither name others nor change what policies match")
  func ownHost() throws {
    let scratch = try Scratch()
    #expect(try Self.read(scratch) == nil)
    try scratch.write("dump-facts.json", Array(Self.text.utf8))
    let own = try #require(try Self.read(scratch))
    #expect(own.diagnostics.isEmpty)
    #expect(own.hosts.map(\.name) == ["SQL07"])
    #expect(own.hosts[0].build == .known(20348))
    #expect(own.hosts[0].aliases.isEmpty && own.hosts[0].tags.isEmpty)
    let other = try #require(try Self.read(scratch, of: "FILE02"))
    #expect(other.hosts.map(\.name) == ["FILE02"])
    #expect(other.diagnostics.first?.severity == .warning)
    #expect(other.diagnostics.first?.message.contains("it was collected on SQL07") == true)
  }

  @Test(
    "are refused where their maker means another file with them",
    arguments: ["link", "hard link", "FIFO", "directory"])
  func otherFiles(kind: String) throws {
    let scratch = try Scratch()
    try scratch.write("secret", Array(Self.text.replacing("SQL07", with: "hunter2").utf8))
    let (from, to) = ("\(scratch.path)/secret", "\(scratch.path)/dump-facts.json")
    let result =
      switch kind {
      case "link": symlink(from, to)
      case "hard link": link(from, to)
      case "FIFO": mkfifo(to, 0o644)
      default: mkdir(to, 0o755)
      }
    try #require(result == 0)
    let file = try #require(try Self.read(scratch))
    #expect(file.hosts.allSatisfy { $0.unreadable != nil })
    #expect(!file.diagnostics.isEmpty)
    #expect(!"\(file.diagnostics)".contains("hunter2"))
  }

  @Test("are refused where they are larger than any, and what is said of them is bounded")
  func large() throws {
    let scratch = try Scratch()
    try scratch.write("dump-facts.json", Array(Self.text.utf8))
    try #require(truncate("\(scratch.path)/dump-facts.json", 2 << 30) == 0)
    let file = try #require(try Self.read(scratch))
    #expect(
      file.diagnostics.first?.message.contains("expected 1 MiB at most") == true
        || file.diagnostics.first?.message.contains("1.0 MiB") == true)
    try scratch.write(
      "dump-facts.json", Array(("{\"schema\":\"" + String(repeating: "x", count: 900_000) + "\"}").utf8))
    #expect(try #require(try Self.read(scratch)).diagnostics.allSatisfy { $0.message.utf8.count < 500 })
  }

  @Test("that are broken leave their host unknown, and say where")
  func broken() throws {
    let scratch = try Scratch()
    try scratch.write("dump-facts.json", Array(Self.text.utf8.dropLast(10)))
    let file = try #require(try Self.read(scratch))
    #expect(file.hosts.map(\.name) == ["SQL07"])
    #expect(file.hosts[0].unreadable?.contains("dump-facts.json:1:") == true)
  }
}

@Suite("imported facts on the disk")
struct FactsStoreTests {
  private static func imported(_ host: String) -> ImportedFacts {
    ImportedFacts(kind: .libvirt, facts: HostFacts(name: host, source: "x", os: .linux))
  }

  @Test("lie below the state directory, for the daemon and its group alone, and are replaced whole")
  func kept() throws {
    let scratch = try Scratch()
    let store = FactsStore()
    let path = try store.keep(Self.imported("SQL07"), state: scratch.path)
    #expect(path == "\(scratch.path)/facts/libvirt/sql07.json")
    var status = stat()
    try #require(stat(path, &status) == 0)
    #expect(status.st_mode & 0o137 == 0)
    #expect(try store.keep(Self.imported("sql07"), state: scratch.path) == path)
    #expect(scratch.names("facts/libvirt") == ["sql07.json"])
    #expect(readImportedFacts(state: scratch.path).flatMap(\.hosts).map(\.source) == ["import libvirt"])
  }

  @Test("of a host with a name that is a path stay where they belong")
  func paths() throws {
    let scratch = try Scratch()
    for name in ["..", "../../x", "/etc/passwd", ".hidden", "a\nb"] {
      let path = try FactsStore().keep(Self.imported(name), state: scratch.path)
      #expect(path.hasPrefix("\(scratch.path)/facts/libvirt/") && path.contains("%"), "\(path)")
      #expect(path.split(separator: "/").count == scratch.path.split(separator: "/").count + 3)
    }
    #expect(scratch.names() == ["facts"])
    #expect(scratch.names("facts/libvirt").count == 5)
  }

  @Test("are whole or not there, whichever call fails")
  func failing() throws {
    for failing in 0..<12 {
      let scratch = try Scratch()
      _ = try FactsStore().keep(Self.imported("A"), state: scratch.path)
      let before = scratch.read("facts/libvirt/a.json")
      let count = Counter()
      let operations = FileOperations { (_) throws(SystemError) in
        if count.next() == failing { throw SystemError("write", errno: ENOSPC) }
      }
      var changed = Self.imported("A")
      changed.facts.build = .known(1)
      changed.facts.given = .all
      let after = Array(hostFileText(changed.facts).utf8)
      let path = try? FactsStore(operations: operations).keep(changed, state: scratch.path)
      let there = scratch.read("facts/libvirt/a.json")
      #expect(there == before || there == after, "call \(failing)")
      if path != nil { #expect(there == after) }
      #expect(scratch.names("facts/libvirt") == ["a.json"], "call \(failing)")
    }
  }
}

/// How many calls were made so far.
private final class Counter: Sendable {
  private let value = Mutex(-1)

  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
}
