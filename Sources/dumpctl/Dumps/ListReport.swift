import DumpFormats
import DumpReports
import DumpStore
import Sizing

/// What `list` answers.
struct ListReport: Answering {
  private static let widestState = 7
  /// From this width on a dump has one line, its file and why it is kept in columns of their own.
  private static let wide = 160

  let dumps: [ListedDump]
  /// How many others there are, that were not asked for.
  let leftOut: Int
  let directories: Int
  let isWholeAnswer: Bool

  var json: JSONFields { JSONFields(list: dumps.map(\.json)) }

  func text(_ style: TextStyle) -> String {
    var text = style.answer(isWholeAnswer ? .ok : .unknown, answer)
    guard !dumps.isEmpty else { return text }
    let isWide = style.width >= Self.wide
    var table = TextTable(
      [
        ("HOST", .left), ("CRASHED (UTC)", .left), ("BUG CHECK", .left), ("TYPE", .left), ("GiB", .right),
        ("STATE", .left),
      ] + (isWide ? [("FILE", .left), ("WHY", .left)] : []), narrowestLast: isWide ? 20 : Self.widestState)
    let width = isWide ? Self.wide : widestBugCheck(in: style.width)
    for dump in dumps {
      let cells = [
        dump.host.asSafeText, dump.crashed?.toTheMinute ?? "-", bugCheck(of: dump, to: width), dump.kind,
        dump.identification?.size.inGiB ?? "-", dump.state,
      ]
      if isWide {
        table.add(cells + [dump.fileName, remark(on: dump)])
      } else {
        table.add(cells)
        table.add(
          note: [remark(on: dump), dump.fileName].filter { !$0.isEmpty }.joined(separator: "; "))
      }
    }
    text += "\n" + table.text(style)
    return text
  }

  private var answer: String {
    let rest = isWholeAnswer ? "" : ", and not everything could be looked at"
    guard !dumps.isEmpty else {
      if leftOut > 0 { return "none of \(counted(leftOut, "dump")) is what was asked for" + rest }
      guard directories > 0 else {
        return "no dump directory is configured, and none was named: dumpctl list DIR" + rest
      }
      return "no dump in \(counted(directories, "director", "y", "ies"))" + rest
    }
    let kept = dumps.filter { $0.place == .kept && !$0.isTest }
    var parts = ["\(counted(kept.count, "dump")) kept, \(kept.allocated)"]
    let standing = dumps.count { $0.place == .canonical }
    if standing > 0 { parts.append("\(standing) under \(standing == 1 ? "its" : "their") canonical name") }
    let tests = dumps.count { $0.place == .kept && $0.isTest }
    if tests > 0 { parts.append("\(counted(tests, "test dump"))") }
    let missing = dumps.count { $0.place == .missing }
    if missing > 0 { parts.append("\(missing) missing") }
    if leftOut > 0 { parts.append("\(leftOut) not shown") }
    return parts.joined(separator: "; ") + rest
  }

  /// What the other columns leave, so that a row is a line.
  private func widestBugCheck(in width: Int) -> Int {
    func widest(_ heading: String, _ text: (ListedDump) -> String) -> Int {
      max(heading.utf8.count, dumps.map { FoldedText.columns(of: text($0)) }.max() ?? 0)
    }
    let host = min(widest("HOST", \.host.asSafeText), TextTable.widestName(in: width))
    let kind = widest("TYPE", \.kind)
    let size = widest("GiB") { $0.identification?.size.inGiB ?? "-" }
    let between = 2 * 6
    // The longest name of a bug check has 56 letters.
    return min(width > 100 ? 64 : 28, max(10, width - between - host - 16 - kind - size - Self.widestState))
  }

  private func bugCheck(of dump: ListedDump, to width: Int) -> String {
    guard let bugCheck = dump.identification?.bugCheck else { return "-" }
    let text = bugCheck.shortCodeText + (bugCheck.name.map { " \($0)" } ?? "")
    return text.utf8.count > width ? text.prefix(width - 2) + ".." : text
  }

  private func remark(on dump: ListedDump) -> String {
    let fate: String? =
      switch dump.place {
      case .kept: dump.fate.map(\.description)
      case .canonical: dump.isBeingWritten == true ? "being written" : nil
      case .missing: dump.pin.map { "was pinned: \($0.reason.asSafeText)" }
      }
    let test = dump.isTest ? "a test dump, which no policy counts" : nil
    return [test, fate].compactMap { $0 }.joined(separator: "; ")
  }
}

extension [ListedDump] {
  /// What they take of their file systems.
  fileprivate var allocated: Bytes {
    reduce(.zero) { $0 + ($1.allocated ?? .zero) }
  }
}

extension Bytes {
  /// In GiB with one decimal, without the unit: for a column of them.
  var inGiB: String {
    let tenths = (count / (1 << 20) * 10 + 512) / 1024
    return tenths == 0 && count > 0 ? "<0.1" : "\(tenths / 10).\(tenths % 10)"
  }
}

/// A number of things whose name changes: `1 directory`, `2 directories`.
func counted(_ number: Int, _ stem: String, _ one: String, _ many: String) -> String {
  "\(number) \(stem)\(number == 1 ? one : many)"
}
