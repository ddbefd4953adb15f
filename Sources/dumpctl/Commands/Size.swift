import ArgumentParser
import Sizing

/// `dumpctl size`: the numbers alone, for a machine that does not exist yet.
struct Size: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a pagefile must hold for so much memory.")

  @Option(
    help: "The memory, as 64GiB or 512G: powers of 1024, as Windows counts.",
    transform: { text in
      do throws(SizeError) {
        return try Bytes(parsing: text)
      } catch {
        throw ValidationError(error.description.asSafeText)
      }
    })
  var ram: Bytes

  @Option(
    help: "The dump type: complete, active, automatic, kernel or small.",
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

  private enum Key: String, CodingKey {
    case version, types
    case memoryBytes = "memory_bytes"
    case requiredBytes = "required_bytes"
    case recommendedBytes = "recommended_bytes"
    case safeBytes = "safe_bytes"
    case exactBytes = "exact_bytes"
    case advisedBytes = "advised_bytes"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(figures.ram.count, forKey: .memoryBytes)
    try container.encode(figures.required.count, forKey: .requiredBytes)
    try container.encode(figures.recommended.count, forKey: .recommendedBytes)
    try container.encode(figures.safe.count, forKey: .safeBytes)
    try container.encode(figures.exact.count, forKey: .exactBytes)
    try container.encode(figures.advised.count, forKey: .advisedBytes)
    try container.encode(needs.map(NeedJSON.init), forKey: .types)
  }

  func text(_ style: TextStyle) -> String {
    guard let type, type != .complete, let need = needs.first else { return completeText(style) }
    var text = "A \(type.rawValue) dump of \(figures.ram) needs \(Self.range(need)) on the boot volume\n"
    for figure in need.figures { text += "  \(figure.bytes.asTyped): \(figure.meaning) (\(figure.source))\n" }
    return text
  }

  private func completeText(_ style: TextStyle) -> String {
    var text =
      "A complete dump of \(figures.ram) needs a pagefile of \(figures.required.asTyped) on the boot volume\n"
    var table = TextTable([("MB", .right), ("WHAT", .left)])
    table.add("\(figures.required.mebibytesRoundedUp)", "RAM + 1 MB: below this it is refused")
    table.add("\(figures.recommended.mebibytesRoundedUp)", "RAM + 257 MB: room for what drivers add")
    table.add("\(figures.safe.mebibytesRoundedUp)", "RAM + 300 MB: what Microsoft's support recommends")
    table.add(
      "\(figures.exact.mebibytesRoundedUp)", "with the page bitmap of current Windows (low confidence)")
    table.add("\(figures.advised.mebibytesRoundedUp)", "advised: set it as initial and as maximum size")
    text += table.text(hasHeadings: style.hasLegend)
    let slow = figures.writeSeconds(megabytesPerSecond: 100)
    let fast = figures.writeSeconds(megabytesPerSecond: 500)
    text += "  Writing takes \(Self.duration(slow)) at 100 MB/s, \(Self.duration(fast)) at 500 MB/s\n"
    guard type == nil else { return text }
    var others = TextTable([("TYPE", .left), ("NEEDS MB", .left)])
    for need in needs where need.type != .complete { others.add(need.type.rawValue, Self.range(need)) }
    return text + "\n" + others.text(hasHeadings: style.hasLegend)
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

private struct NeedJSON: Encodable {
  let type: String
  let atLeastBytes, atMostBytes: UInt64
  let typicalBytes: UInt64?

  init(_ need: DumpNeed) {
    type = need.type.rawValue
    atLeastBytes = need.atLeast.count
    atMostBytes = need.atMost.count
    typicalBytes = need.typical?.count
  }

  private enum Key: String, CodingKey {
    case type
    case atLeastBytes = "at_least_bytes"
    case atMostBytes = "at_most_bytes"
    case typicalBytes = "typical_bytes"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(type, forKey: .type)
    try container.encode(atLeastBytes, forKey: .atLeastBytes)
    try container.encode(atMostBytes, forKey: .atMostBytes)
    try container.encode(typicalBytes, forKey: .typicalBytes)
  }
}
