/// A drop-in for the service's unit, by which its sandbox covers dump directories that it does not by itself.
public struct DropIn: Sendable, Equatable {
  /// Where it is written.
  public static let path = "/etc/systemd/system/dumpwarden.service.d/directories.conf"
  /// What makes it count, once it is written.
  public static let command = "systemctl daemon-reload && systemctl restart dumpwarden"

  /// What must be mounted before the service starts.
  public private(set) var mountsFor: Set<String> = []
  /// What it is to write.
  public private(set) var readWrite: Set<String> = []
  /// What it is to see, and to write, where its sandbox has put something else.
  public private(set) var bind: Set<String> = []

  /// One that says nothing.
  public init() {}

  /// One for a single directory.
  public init(mountsFor: String, readWrite: String? = nil, bind: String? = nil) {
    self.mountsFor = [mountsFor]
    self.readWrite = readWrite.map { [$0] } ?? []
    self.bind = bind.map { [$0] } ?? []
  }

  /// Whether it says nothing.
  public var isEmpty: Bool { mountsFor.isEmpty && readWrite.isEmpty && bind.isEmpty }

  /// Takes over what another says.
  public mutating func add(_ other: DropIn) {
    mountsFor.formUnion(other.mountsFor)
    readWrite.formUnion(other.readWrite)
    bind.formUnion(other.bind)
  }

  /// What it says, in one line: for a message.
  public var inOneLine: String {
    let lines = service
    return "[Unit] " + unit.joined(separator: " ") + (lines.isEmpty ? "" : " [Service] ")
      + lines.joined(separator: " ")
  }

  /// The whole file; what the one that is there says stays in it, or the next start would be without.
  public func text(adding existing: String = "") -> String {
    var lines: [(section: String, lines: [String])] = [("[Unit]", []), ("[Service]", [])]
    var section = 0
    for line in existing.split(separator: "\n").map(String.init) where !line.hasPrefix("# \(Self.path)") {
      if line.hasPrefix("[") {
        section = lines.firstIndex { $0.section == line } ?? lines.count
        if section == lines.count { lines.append((line, [])) }
      } else {
        lines[section].lines.append(line)
      }
    }
    for (section, wanted) in [unit, service].enumerated() {
      lines[section].lines += wanted.filter { !lines[section].lines.contains($0) }
    }
    return (["# \(Self.path)"] + lines.flatMap { [$0.section] + $0.lines }).map { "\($0)\n" }.joined()
  }

  private var unit: [String] { mountsFor.sorted().map { "RequiresMountsFor=\(Self.quoted($0))" } }

  // One that is missing must not keep the service from the others.
  private var service: [String] {
    readWrite.sorted().map { "ReadWritePaths=\(Self.quoted("-\($0)"))" }
      + bind.sorted().map { "BindPaths=\(Self.quoted("-\($0)"))" }
  }

  /// Whether a unit file can have that path: no line of one holds a control character.
  static func canName(_ path: String) -> Bool { !path.utf8.contains { $0 < 32 || $0 == 127 } }

  /// A path as systemd reads it back: a word, in which `%` begins a specifier.
  static func quoted(_ path: String) -> String {
    let plain = path.replacing("%", with: "%%")
    let isWord = plain.utf8.allSatisfy { byte in
      byte > 127 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || "0123456789/._-+@%,=~".utf8.contains(byte)
    }
    guard !isWord else { return plain }
    return "\"" + plain.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
