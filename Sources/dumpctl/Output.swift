import ArgumentParser
import DumpReports
import Glibc
import Linux
import Sizing

/// What a verb answers: one value behind the text and the JSON.
protocol Answering {
  /// The answer for programs.
  var json: JSONFields { get }

  /// Writes the answer for programs, in pieces where it may be large.
  func stream(_ json: JSONText, _ write: @escaping ([UInt8]) throws -> Void) throws

  /// The answer for people; the first line is the answer itself.
  func text(_ style: TextStyle) -> String
}

extension Answering {
  func stream(_ json: JSONText, _ write: @escaping ([UInt8]) throws -> Void) throws {
    try write(json.text(of: self.json))
  }
}

/// How text may look where it goes.
struct TextStyle {
  /// Whether escapes for colour are understood and wanted.
  var isColoured: Bool
  /// Whether headings and closing hints are wanted.
  var hasLegend: Bool
  /// How many columns a table may take.
  var width = FoldedText.width

  /// Marks a text by the colour of a status.
  func coloured(_ text: String, _ status: Status) -> String {
    guard isColoured else { return text }
    let code =
      switch status {
      case .ok: "32"
      case .warning: "33"
      case .unknown: "35"
      case .critical: "1;31"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// The first line: the status in capitals, then the answer.
  func answer(_ status: Status, _ sentence: String) -> String {
    let word = status.rawValue.uppercased()
    let folded = FoldedText.hanging(sentence, after: word + ": ", rest: 2, to: width)
    return coloured(word, status) + folded.dropFirst(word.count)
  }
}

/// The options that every verb has.
struct OutputOptions: ParsableArguments {
  enum JSONStyle: String, ExpressibleByArgument, CaseIterable {
    case auto, short, pretty

    // A bare `--json` stands for the third.
    static var allValueStrings: [String] { [short.rawValue, pretty.rawValue] }
  }

  @Option(
    name: .customLong("json"),
    help: ArgumentHelp(
      "Print JSON: on one line (short) or indented (pretty); a bare --json indents on a terminal.",
      valueName: "short|pretty"),
    completion: .jsonStyles)
  var json: JSONStyle?

  @Flag(name: .customLong("no-legend"), help: "Leave out headings and hints.")
  var hidesLegend = false

  @Flag(name: .customLong("no-pager"), help: "Print long text at once, also on a terminal.")
  var hidesPager = false

  /// Prints an answer as it was asked for.
  func print(_ answer: some Answering) throws {
    let isTerminal = StandardStream.output.isTerminal
    if let json {
      let text = JSONText(isPretty: json == .pretty || json == .auto && isTerminal)
      try answer.stream(text) { try write(SafeJSON.escaped($0)) }
      try write([UInt8(ascii: "\n")])
      return
    }
    let text = answer.text(style)
    guard isTerminal, !hidesPager, Terminal.needsPager(text), Pager.show(text) else {
      return try write(Array(text.utf8))
    }
  }

  /// How text may look on standard output.
  var style: TextStyle {
    // https://no-color.org: any value but an empty one.
    let noColour = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    return TextStyle(
      isColoured: StandardStream.output.isTerminal && !noColour, hasLegend: !hidesLegend,
      width: Terminal.columns)
  }

  func write(_ bytes: [UInt8]) throws {
    do {
      try StandardStream.output.write(bytes)
    } catch {
      complain("\(error)")
      throw ExitCode.inputOutput
    }
  }
}

/// Writes a line to standard error, whatever stands in it made safe.
func complain(_ message: String) {
  // Where standard error is closed there is nobody to tell.
  try? StandardStream.error.write("dumpctl: \(message.asSafeText)\n")
}
