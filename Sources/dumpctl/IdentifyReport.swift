import ArgumentParser
import DumpFormats
import DumpReports
import Sizing

/// What `identify` answers.
struct IdentifyReport: Answering {
  let files: [IdentifiedFile]

  /// The worst state: partial, then unknown; a file that could not be read before both.
  var exitCode: Int32 {
    files.lazy.compactMap(\.failure).first?.rawValue ?? status.exitCode
  }

  var json: JSONFields { JSONFields(["version": 1, "files": files.map(\.json)]) }

  func text(_ style: TextStyle) -> String {
    let each = files.map { text(of: $0, style) }
    return files.count == 1
      ? each.joined() : style.answer(status, summary) + "\n" + each.joined(separator: "\n")
  }

  private var status: Status {
    let states = files.map(\.identification.state)
    if states.contains(.partial) { return .critical }
    return states.contains(.unknown) ? .unknown : .ok
  }

  private var summary: String {
    let parts = Identification.State.allCases.compactMap { state in
      let number = files.count { $0.identification.state == state }
      return number == 0 ? nil : "\(number) \(state.rawValue)"
    }
    return "\(counted(files.count, "file")): \(parts.joined(separator: ", "))"
  }

  private func text(of file: IdentifiedFile, _ style: TextStyle) -> String {
    let identification = file.identification
    var answer = identification.state.rawValue
    if identification.state == .partial, let percent = identification.percentThere {
      answer += ", \(percent) %"
    }
    let text = FoldedText.hanging(
      "\(answer): \(identification.reason)", after: "\(file.path.asSafeText): ", rest: 2)
    return identification.format == .unknown ? text : text + FoldedText.rows(rows(of: identification))
  }

  private func rows(of dump: Identification) -> [(label: String, value: String)] {
    var rows = [
      ("Kind", [dump.kind?.rawValue, dump.format.rawValue].compactMap { $0 }.joined(separator: ", "))
    ]
    var size = "\(dump.size)"
    if let expected = dump.expected { size += " of \(expected.isExact ? "" : "at least ")\(expected.bytes)" }
    rows.append(("Length", size))
    if let bugCheck = dump.bugCheck {
      rows.append(("Bug check", bugCheck.codeText + (bugCheck.name.map { " \($0)" } ?? "")))
    }
    if let time = dump.crashTime {
      rows.append((dump.crashTimeIsOfCrash ? "Crashed" : "Header time", "\(time)"))
    }
    let host = [
      dump.machine, dump.processors.map { counted($0, "processor") }, dump.build.map { "build \($0)" },
    ].compactMap { $0 }
    if !host.isEmpty { rows.append(("Machine", host.joined(separator: ", "))) }
    if let memory = dump.memory {
      rows.append(("Memory", "\(memory)" + (dump.memoryBasis.map { ", \($0)" } ?? "")))
    }
    if let comment = dump.comment { rows.append(("Comment", comment.asSafeText)) }
    return rows + dump.notes.map { ("Note", $0) }
  }
}

extension IdentifiedFile {
  /// The file with the keys of `identify --json`.
  fileprivate var json: JSONFields {
    let dump = identification
    return JSONFields([
      "path": path, "format": dump.format.rawValue, "dump_type": dump.kind?.rawValue,
      "state": dump.state.rawValue, "reason": dump.reason, "size_bytes": dump.size.count,
      "expected_bytes": dump.expected?.bytes.count, "percent_there": dump.percentThere,
      "bugcheck_code": dump.bugCheck?.codeText, "bugcheck_name": dump.bugCheck?.name,
      "bugcheck_parameters": dump.bugCheck?.parameterTexts, "crash_time": dump.crashTime?.description,
      "crash_time_is_of_crash": dump.crashTimeIsOfCrash, "uptime_seconds": dump.uptimeSeconds,
      "machine": dump.machine, "processors": dump.processors, "memory_bytes": dump.memory?.count,
      "memory_source": dump.memoryBasis, "build": dump.build, "comment": dump.comment, "notes": dump.notes,
    ])
  }
}

extension BugCheck {
  /// The parameters in hexadecimal, since JSON's numbers do not hold 64 bits everywhere.
  fileprivate var parameterTexts: [String] {
    parameters.map { "0x" + String($0, radix: 16, uppercase: true) }
  }
}
