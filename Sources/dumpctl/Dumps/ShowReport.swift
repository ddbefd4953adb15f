import DumpFormats
import DumpReports
import DumpStore
import Sizing

/// What `show` answers: everything that is known of one dump.
struct ShowReport: Answering {
  let dump: ListedDump

  var json: JSONFields { dump.detailedJSON }

  /// As `identify` judges: partial is critical, and what is not known is unknown.
  var status: Status {
    switch dump.identification?.state {
    case .whole: .ok
    case .partial: .critical
    case .unknown, nil: .unknown
    }
  }

  func text(_ style: TextStyle) -> String {
    let reason = dump.identification?.reason ?? "it is gone, and its pin is left"
    return style.answer(status, "\(dump.fileName) is \(dump.state): \(reason)")
      + FoldedText.rows(rows)
  }

  private var rows: [(label: String, value: String)] {
    var rows = [("Path", dump.path.asSafeText), ("Host", dump.host.asSafeText)]
    if dump.place == .canonical {
      rows.append(("Place", "under its canonical name, which the next dump will take"))
    }
    if let fate = dump.fate { rows.append(("Retention", "\(fate)")) }
    if let pin = dump.pin { rows.append(("Pinned", pin.words)) }
    if dump.isBeingWritten == true { rows.append(("Writer", "somebody has it open for writing")) }
    if let arrived = dump.arrived { rows.append(("Arrived", "\(arrived)")) }
    guard let found = dump.identification else { return rows }
    rows.append(
      ("Kind", [found.kind?.rawValue, found.format.rawValue].compactMap { $0 }.joined(separator: ", ")))
    var size = "\(found.size)"
    if let expected = found.expected { size += " of \(expected.isExact ? "" : "at least ")\(expected.bytes)" }
    if let allocated = dump.allocated { size += ", \(allocated) on the disk" }
    rows.append(("Length", size))
    if let bugCheck = found.bugCheck {
      rows.append(("Bug check", bugCheck.codeText + (bugCheck.name.map { " \($0)" } ?? "")))
      rows.append(
        (
          "Parameters",
          bugCheck.parameters.map { "0x" + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
        ))
    }
    if let time = found.crashTime {
      rows.append((found.crashTimeIsOfCrash ? "Crashed" : "Header time", "\(time)"))
    }
    let machine = [
      found.machine, found.processors.map { counted($0, "processor") }, found.build.map { "build \($0)" },
    ]
    let known = machine.compactMap { $0 }
    if !known.isEmpty { rows.append(("Machine", known.joined(separator: ", "))) }
    if let memory = found.memory {
      rows.append(("Memory", "\(memory)" + (found.memoryBasis.map { ", \($0)" } ?? "")))
    }
    if let comment = found.comment { rows.append(("Comment", comment.asSafeText)) }
    return rows + found.notes.map { ("Note", $0) }
  }
}

extension Pin {
  /// What it says, in a line.
  var words: String {
    var words = reason.asSafeText
    if let until { words += ", until \(until)" }
    if let by { words += ", by \(by.asSafeText)" }
    if let since { words += ", since \(since)" }
    return words
  }
}
