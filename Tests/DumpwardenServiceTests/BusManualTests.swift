import DumpwardenBus
import ManualPages
import Systemd
import Testing

/// The interface in `org.dumpwarden1(5)`, which is what is served.
@Suite("the manual page of the bus")
struct BusManualTests {
  @Test("has every method, property, signal and error; DUMPWARDEN_UPDATE=1 writes it")
  func interface() throws {
    let page = ManualPage("org.dumpwarden1.5")
    let interfaces = BusNames.interfaces.map(Self.section).joined()
    #expect(try page.part("interfaces", madeAs: interfaces) == interfaces)
    var errors = ".Bl -tag -width Ds\n"
    for error in BusErrorName.all { errors += ".It Li \(error.name)\n" + Mdoc.prose(error.documentation) }
    errors += ".El\n"
    #expect(try page.part("errors", madeAs: errors) == errors)
  }

  private static func section(_ interface: BusInterface) -> String {
    ".Sh INTERFACE \(interface.name)\n" + Mdoc.prose(interface.documentation)
      + list("Methods", interface.methods.map(entry)) + list("Properties", interface.properties.map(entry))
      + list("Signals", interface.signals.map(entry))
  }

  private static func list(_ heading: String, _ entries: [String]) -> String {
    entries.isEmpty ? "" : ".Ss \(heading)\n.Bl -tag -width Ds\n\(entries.joined()).El\n"
  }

  private static func entry(_ method: BusInterface.Method) -> String {
    ".It Fn \(method.name) \(arguments(method.takes)) \(answers(method.answers))".withoutEnd + "\n"
      + Mdoc.prose(method.documentation) + described(method.takes + method.answers)
      + ".br\n.Em Who may : \(who(method.access))\n"
  }

  private static func entry(_ property: BusInterface.Property) -> String {
    let change =
      switch property.change {
      case .constant: "It never changes."
      case .emitted: "Its changes are told by PropertiesChanged."
      case .silent: "Its changes are not told."
      }
    return ".It Va \(property.name) Pq Li \(property.signature)\n"
      + Mdoc.prose("\(property.documentation) \(change)")
  }

  private static func entry(_ signal: BusInterface.Signal) -> String {
    ".It Fn \(signal.name) \(arguments(signal.carries))".withoutEnd + "\n" + Mdoc.prose(signal.documentation)
      + described(signal.carries)
  }

  private static func arguments(_ arguments: [BusInterface.Argument]) -> String {
    arguments.map { "\"\($0.signature) \($0.name)\"" }.joined(separator: " ")
  }

  private static func answers(_ arguments: [BusInterface.Argument]) -> String {
    guard !arguments.isEmpty else { return "" }
    return "No \\(-> " + arguments.map { "Li \($0.signature) Va \($0.name)" }.joined(separator: " , ")
  }

  /// Those by which lists come in pages, which the page describes once for all methods.
  private static let paging = ["after", "limit", "next"]

  /// What an argument is, where its name does not say it.
  private static func described(_ arguments: [BusInterface.Argument]) -> String {
    arguments.filter { !$0.documentation.isEmpty && !paging.contains($0.name) }.map {
      ".br\n.Va \($0.name) :\n" + Mdoc.prose($0.documentation)
    }.joined()
  }

  private static func who(_ access: BusInterface.Access) -> String {
    switch access {
    case .everyone: "everyone"
    case .authorized(action: let action): action.split(separator: ".").last.map(String.init) ?? action
    }
  }
}

extension String {
  fileprivate var withoutEnd: String { last == " " ? String(dropLast()).withoutEnd : self }
}
