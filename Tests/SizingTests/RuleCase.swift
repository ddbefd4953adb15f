import Testing

@testable import Sizing

/// One host and what one rule has to make of it.
struct RuleCase: Sendable, CustomTestStringConvertible {
  /// What the verdict must be; a severity of `nil` takes any.
  enum Expected: Sendable {
    case speaks(Severity?)
    case silent, unknown

    static let speaks = Expected.speaks(nil)
  }

  /// Which of the questions that every rule is asked.
  enum Kind: Sendable { case boundary, missing }

  let rule: String
  let kind: Kind
  let text: String
  let expected: Expected
  let example: Example
  var testDescription: String { "\(rule): \(text)" }

  /// A host at the boundary, in most cases one that differs from it by the least amount there is.
  static func at(
    _ rule: String, _ text: String, _ expected: Expected, _ want: Want = .complete, by: DumpWriter = .guest,
    _ change: @escaping @Sendable (inout HostFacts) -> Void
  ) -> RuleCase {
    RuleCase(
      rule: rule, kind: .boundary, text: text, expected: expected,
      example: Example(text, want, by: by, change))
  }

  /// A host of which something that the rule needs is not known.
  static func without(
    _ rule: String, _ text: String, _ expected: Expected, _ want: Want = .complete, by: DumpWriter = .guest,
    _ change: @escaping @Sendable (inout HostFacts) -> Void
  ) -> RuleCase {
    RuleCase(
      rule: rule, kind: .missing, text: text, expected: expected, example: Example(text, want, by: by, change)
    )
  }
}

extension HostFacts {
  /// C: of 256 GiB with so much free, and what else is given.
  mutating func free(_ megabytes: UInt64, and others: [Volume] = []) {
    volumes = .known(
      [Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.mebibytes(megabytes)))]
        + others)
  }

  /// A fixed page file on C:.
  mutating func page(_ megabytes: UInt64) {
    pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: megabytes)])
  }

  /// The page file of C: changed.
  mutating func page(_ megabytes: UInt64, _ change: (inout Pagefile) -> Void) {
    var file = Pagefile.fixed(#"C:\pagefile.sys"#, megabytes: megabytes)
    change(&file)
    pagefiles = .known([file])
  }

  /// A dedicated dump file.
  mutating func dedicated(_ path: String = #"C:\dd.sys"#, _ megabytes: UInt64?) {
    crashControl.dedicatedDumpFile = .known(path)
    if let megabytes { crashControl.dumpFileSize = .known(.mebibytes(megabytes)) }
  }

  /// The boot volume changed.
  mutating func boot(_ change: (inout Volume) -> Void) {
    var volume = Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120)))
    change(&volume)
    volumes = .known([volume])
  }

  /// The newest dump that is kept here.
  mutating func kept(
    secondsBefore: Int64, _ type: DumpType = .complete, megabytes: UInt64 = 65501
  ) {
    newestKeptDump = .known(
      NewestDump(
        crashed: .known(.example.advanced(bySeconds: -secondsBefore)), type: .known(type),
        memory: .known(.mebibytes(megabytes))))
  }

  /// A 32-bit client with so much memory.
  mutating func old(_ megabytes: UInt64) {
    architecture = .known("x86")
    product = .known(.client)
    memory = MemoryFacts(visible: .known(.mebibytes(megabytes)), installed: .known(.mebibytes(megabytes)))
  }
}

extension Event {
  /// An event so many seconds before the facts were collected.
  static func logged(_ provider: String, _ id: Int, secondsBefore: Int64 = 0, _ data: [String] = []) -> Event
  {
    Event(time: .example.advanced(bySeconds: -secondsBefore), provider: provider, id: id, data: data)
  }
}
