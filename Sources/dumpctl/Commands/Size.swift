import ArgumentParser
import DumpReports
import Sizing

/// `dumpctl size`: the numbers alone, for a machine that does not exist yet.
struct Size: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "Say what a pagefile must hold for so much memory.",
    usage: "dumpctl size --ram SIZE [--type TYPE] [--json]")

  @Option(
    help: ArgumentHelp("The memory, as 64GiB or 512G: powers of 1024, as Windows counts.", valueName: "SIZE"),
    transform: { text in
      do throws(SizeError) {
        return try Bytes(parsing: text)
      } catch {
        throw ValidationError(error.description.asSafeText)
      }
    })
  var ram: Bytes

  @Option(
    help: ArgumentHelp("The dump type: complete, active, automatic, kernel or small.", valueName: "TYPE"),
    completion: .dumpTypes,
    transform: { text in
      guard let type = DumpType(rawValue: text), type != .none else {
        throw ValidationError(
          "'\(text.asSafeText)' is no dump type: expected complete, active, automatic, kernel or small")
      }
      return type
    })
  var type: DumpType?

  @OptionGroup var output: OutputOptions

  func run() throws {
    guard ram > .zero else { throw ValidationError("a machine has some memory: --ram is zero") }
    try output.print(SizeReport(figures: SizeFigures(ram: ram), type: type))
  }
}

private struct SizeReport: Answering {
  let figures: SizeFigures
  let type: DumpType?

  var json: JSONFields {
    JSONFields([
      "version": 1, "memory_bytes": figures.ram.count, "required_bytes": figures.required.count,
      "recommended_bytes": figures.recommended.count, "safe_bytes": figures.safe.count,
      "exact_bytes": figures.exact.count, "advised_bytes": figures.advised.count,
      "types": needs.map(\.json),
    ])
  }

  func text(_ style: TextStyle) -> String {
    guard let type, type != .complete, let need = needs.first else { return completeText(style) }
    let answer =
      "\([.active, .automatic].contains(type) ? "an" : "a") \(type.rawValue) dump of \(figures.ram) of memory needs a pagefile of"
    var table = TextTable([("MB", .right), ("WHAT", .left)])
    for figure in need.figures {
      table.add("\(figure.bytes.mebibytesRoundedUp)", "\(figure.meaning) (\(figure.source))")
    }
    return FoldedText.hanging("\(answer) \(Self.range(need))", after: "", rest: 2) + "\n"
      + table.text(style)
  }

  private func completeText(_ style: TextStyle) -> String {
    let answer = "a complete dump of \(figures.ram) of memory needs a pagefile of \(figures.required.asTyped)"
    var text = FoldedText.hanging(answer, after: "", rest: 2) + "\n"
    var table = TextTable([("MB", .right), ("WHAT", .left)])
    table.add("\(figures.required.mebibytesRoundedUp)", "RAM + 1 MB: below this it is refused")
    table.add("\(figures.recommended.mebibytesRoundedUp)", "RAM + 257 MB: room for what drivers add")
    table.add("\(figures.safe.mebibytesRoundedUp)", "RAM + 300 MB: what Microsoft's support recommends")
    table.add(
      "\(figures.exact.mebibytesRoundedUp)", "with the page bitmap of current Windows (low confidence)")
    table.add("\(figures.advised.mebibytesRoundedUp)", "advised: set it as initial and as maximum size")
    text += table.text(style)
    let slow = figures.writeSeconds(megabytesPerSecond: 100)
    let fast = figures.writeSeconds(megabytesPerSecond: 500)
    text += "\n  Writing takes \(Self.duration(slow)) at 100 MB/s, \(Self.duration(fast)) at 500 MB/s\n"
    guard type == nil else { return text }
    var others = TextTable([("TYPE", .left), ("NEEDS MB", .left)])
    for need in needs where need.type != .complete { others.add(need.type.rawValue, Self.range(need)) }
    return text + "\n" + others.text(style)
  }

  private var needs: [DumpNeed] { figures.needs.filter { type == nil || $0.type == type } }

  private static func range(_ need: DumpNeed) -> String {
    let (least, most) = (need.atLeast.mebibytesRoundedUp, need.atMost.mebibytesRoundedUp)
    return least == most ? "\(most) MB" : "\(least) to \(most) MB"
  }

  private static func duration(_ seconds: UInt64) -> String {
    seconds < 120
      ? "\(seconds) s"
      : seconds < 7200 ? "\((seconds + 30) / 60) min" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}

extension DumpNeed {
  fileprivate var json: JSONFields {
    JSONFields([
      "type": type.rawValue, "at_least_bytes": atLeast.count, "at_most_bytes": atMost.count,
      "typical_bytes": typical?.count,
    ])
  }
}
