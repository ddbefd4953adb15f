import Testing

/// A folder with a configuration and host files; what a program says of it is the same everywhere.
struct Fixture: CustomTestStringConvertible, Sendable {
  let name: String

  static let allWell = Fixture(name: "all well")
  static let warning = Fixture(name: "a page file with too little room for drivers")
  static let critical = Fixture(name: "a page file that starts too small")
  static let unknown = Fixture(name: "page files that nobody named")
  static let fleet = Fixture(name: "a fleet of every status")
  static let localOnly = Fixture(name: "this machine alone")
  static let noHosts = Fixture(name: "no hosts")
  static let exempt = Fixture(name: "nothing is wanted")
  static let mistaken = Fixture(name: "one bad file among good ones")

  var path: String { "\(Self.here)/Fixtures/\(name)" }
  var testDescription: String { name }

  /// The options that point a program at the fixture and at a machine that is always the same.
  var options: [String] { ["--config", "dumpwarden.toml", "--root", machine] }

  private var machine: String { Self.machine("no swap") }

  /// A captured machine, as seen from a fixture's folder.
  static func machine(_ name: String) -> String { "../../../InventoryTests/Machines/\(name)" }

  static let here = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
}
