import Glibc
import Inventory
import Sizing
import Testing

@Suite("hostile files")
struct HostileFileTests {
  static let corpus: String = {
    let source = #filePath
    let end = source.utf8.count - "Settings/HostileFileTests.swift".utf8.count
    return String(source.utf8.prefix(end)).map { $0 + "Corpus" } ?? ""
  }()

  static let names: [String] = {
    var names: [String] = []
    guard let stream = opendir(corpus) else { return [] }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }()

  static func read(_ name: String) throws -> [UInt8] {
    let stream = try #require(fopen("\(corpus)/\(name)", "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, stream)
    return Array(bytes.prefix(count))
  }

  /// Through every reader, whatever the ending says.
  static func readEachWay(_ bytes: [UInt8]) -> [HostFile] {
    _ = Document(toml: bytes, file: "x").root.map(count)
    _ = Document(json: bytes, file: "x").root.map(count)
    return ["toml", "json", "ndjson"].map { readHostFile(path: "hosts.\($0)", bytes: bytes) }
  }

  static func count(_ node: Node) -> Int {
    node.children.reduce(1) { sum, child in
      _ = (child.key, child.text, child.position, child.keyPosition, child.date, child.timestamp)
      return sum + count(child)
    }
  }

  @Test("the corpus is there")
  func corpusIsThere() { #expect(Self.names.count >= 20) }

  @Test(
    "each of the corpus is refused with a place, by every reader, and gives no host that seems sound",
    arguments: names)
  func isRefused(name: String) throws {
    let bytes = try Self.read(name)
    for file in Self.readEachWay(bytes)
    where file.path == "hosts.\(name.split(separator: ".").last ?? "")" {
      #expect(!file.diagnostics.isEmpty, "\(file.path)")
      #expect(file.diagnostics.allSatisfy { ($0.line ?? 0) >= 1 && ($0.column ?? 0) >= 1 })
      #expect(file.hosts.allSatisfy { $0.unreadable != nil })
      for diagnostic in file.diagnostics {
        #expect(diagnostic.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(diagnostic)")
      }
    }
    let scratch = try SettingsScratch()
    let loaded = loadConfiguration(main: try scratch.write("c.toml", bytes), now: settingsNow)
    #expect(name == "empty.json" || name == "blank.json" || !loaded.diagnostics.isEmpty)
    #expect(loaded.configuration == Configuration())
  }

  @Test("a file cut at any byte never gives a host that seems sound and is not")
  func truncated() {
    for (path, text) in [("a.json", HostFileTests.json), ("a.toml", HostFileTests.toml)] {
      let bytes = Array(text.utf8)
      let whole = readHostFile(path: path, bytes: bytes).hosts
      for length in 0..<bytes.count {
        let file = readHostFile(path: path, bytes: Array(bytes[..<length]))
        if path == "a.json" {
          #expect(!file.diagnostics.isEmpty, "cut at \(length)")
          #expect(file.hosts.isEmpty, "cut at \(length)")
        } else {
          #expect(file.hosts.count <= whole.count)
        }
      }
    }
  }

  @Test("bytes changed at random never crash a reader", arguments: [UInt64(1), 2, 3, 4])
  func mutated(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let line = Array(
      "{\"name\":\"A\",\"memory\":{\"installed\":\"64 GiB\"},\"volume\":[{\"id\":\"C:\",\"boot\":true}]}".utf8
    )
    for sample in [Array(HostFileTests.toml.utf8), Array(HostFileTests.json.utf8), line] {
      for _ in 0..<50 {
        var bytes = sample
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          let at = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
          case 1: bytes.insert(Array("{}[]\",:.='\n\\-0".utf8).randomElement(using: &generator) ?? 0, at: at)
          case 2: bytes.remove(at: at)
          default: bytes.removeSubrange(at..<min(bytes.count, at + 9))
          }
        }
        _ = Self.readEachWay(bytes)
      }
    }
  }

  @Test("memory does not grow over 2,000 parses")
  func memory() async {
    // In a process of its own: what other tests take meanwhile is not the parsers'.
    await #expect(processExitsWith: .success) {
      let toml = Array((0..<4).map { _ in HostFileTests.toml }.joined(separator: "\n").utf8)
      let json = Array(("[" + (0..<4).map { _ in HostFileTests.json }.joined(separator: ",") + "]").utf8)
      func parse(_ times: Int) {
        for _ in 0..<times {
          _ = Document(toml: toml, file: "a").root?.children.first { _ in true }
          _ = Document(json: json, file: "a").root?.children.first { _ in true }
        }
      }
      parse(50)
      let before = try HostileFileTests.residentKiB()
      parse(1_000)
      let grown = try HostileFileTests.residentKiB() - before
      // A tree that stayed after each would be more than a hundred MiB.
      #expect(grown < 24 << 10, "\(grown) KiB")
    }
  }

  static func residentKiB() throws -> Int {
    let stream = try #require(fopen("/proc/self/statm", "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = fread(&bytes, 1, bytes.count, stream)
    let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
    return try #require(Int(fields[1])) * 4
  }
}
