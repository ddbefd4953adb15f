import ArgumentParser
import DumpFormats
import Sizing

/// What `identify` answers.
struct IdentifyReport: Answering {
  let files: [IdentifiedFile]

  /// The worst state: partial, then unknown; a file that could not be read before both.
  var exitCode: Int32 {
    if let failure = files.lazy.compactMap(\.failure).first { return failure.rawValue }
    let states = files.map(\.identification.state)
    if states.contains(.partial) { return Status.critical.exitCode }
    return states.contains(.unknown) ? Status.unknown.exitCode : Status.ok.exitCode
  }

  private enum Key: String, CodingKey { case version, files }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(files.map(IdentifiedFileJSON.init), forKey: .files)
  }

  func text(_ style: TextStyle) -> String { files.map { text(of: $0, style) }.joined() }

  private func text(of file: IdentifiedFile, _ style: TextStyle) -> String {
    let identification = file.identification
    var answer = identification.state.rawValue
    if identification.state == .partial, let percent = identification.percentThere {
      answer += ", \(percent) %"
    }
    let status: Status =
      switch identification.state {
      case .whole: .ok
      case .partial: .critical
      case .unknown: .unknown
      }
    var text = "\(file.path.asSafeText): \(style.coloured(answer, status)): \(identification.reason)\n"
    guard identification.format != .unknown else { return text }
    for (label, value) in rows(of: identification) {
      text += "  \(label)" + String(repeating: " ", count: max(1, 12 - label.count)) + value + "\n"
    }
    return text
  }

  private func rows(of dump: Identification) -> [(String, String)] {
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
      dump.machine, dump.processors.map { "\($0) processors" }, dump.build.map { "build \($0)" },
    ].compactMap { $0 }
    if !host.isEmpty { rows.append(("Machine", host.joined(separator: ", "))) }
    if let memory = dump.memory {
      rows.append(("Memory", "\(memory)" + (dump.memoryBasis.map { ", \($0)" } ?? "")))
    }
    if let comment = dump.comment { rows.append(("Comment", comment)) }
    return rows + dump.notes.map { ("Note", $0) }
  }
}

/// One file with the keys of `identify --json`; what is not known is `null`.
private struct IdentifiedFileJSON: Encodable {
  let file: IdentifiedFile

  init(_ file: IdentifiedFile) { self.file = file }

  private enum Key: String, CodingKey {
    case path, format, state, reason, machine, processors, build, comment, notes
    case dumpType = "dump_type"
    case sizeBytes = "size_bytes"
    case expectedBytes = "expected_bytes"
    case percentThere = "percent_there"
    case bugcheckCode = "bugcheck_code"
    case bugcheckName = "bugcheck_name"
    case bugcheckParameters = "bugcheck_parameters"
    case crashTime = "crash_time"
    case crashTimeIsOfCrash = "crash_time_is_of_crash"
    case uptimeSeconds = "uptime_seconds"
    case memoryBytes = "memory_bytes"
    case memorySource = "memory_source"
  }

  func encode(to encoder: any Encoder) throws {
    let dump = file.identification
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(file.path, forKey: .path)
    try container.encode(dump.format.rawValue, forKey: .format)
    try container.encode(dump.kind?.rawValue, forKey: .dumpType)
    try container.encode(dump.state.rawValue, forKey: .state)
    try container.encode(dump.reason, forKey: .reason)
    try container.encode(dump.size.count, forKey: .sizeBytes)
    try container.encode(dump.expected?.bytes.count, forKey: .expectedBytes)
    try container.encode(dump.percentThere, forKey: .percentThere)
    try container.encode(dump.bugCheck?.codeText, forKey: .bugcheckCode)
    try container.encode(dump.bugCheck?.name, forKey: .bugcheckName)
    try container.encode(dump.bugCheck?.parameterTexts, forKey: .bugcheckParameters)
    try container.encode(dump.crashTime?.description, forKey: .crashTime)
    try container.encode(dump.crashTimeIsOfCrash, forKey: .crashTimeIsOfCrash)
    try container.encode(dump.uptimeSeconds, forKey: .uptimeSeconds)
    try container.encode(dump.machine, forKey: .machine)
    try container.encode(dump.processors, forKey: .processors)
    try container.encode(dump.memory?.count, forKey: .memoryBytes)
    try container.encode(dump.memoryBasis, forKey: .memorySource)
    try container.encode(dump.build, forKey: .build)
    try container.encode(dump.comment, forKey: .comment)
    try container.encode(dump.notes, forKey: .notes)
  }
}

extension BugCheck {
  /// The parameters in hexadecimal, since JSON's numbers do not hold 64 bits everywhere.
  fileprivate var parameterTexts: [String] {
    parameters.map { "0x" + String($0, radix: 16, uppercase: true) }
  }
}
