import DumpReports
import DumpwardenBus
import Sizing

/// What `check --host` answers: the hosts as another machine's daemon judges them.
struct RemoteCheck: Answering {
  /// A host, or a name that the daemon does not know and what it said of that.
  enum Entry {
    case known(HostRow)
    case unknown(name: String, because: String)
  }

  private static let rowsShown = 10

  /// All that were asked for.
  let entries: [Entry]
  /// Those in full, in the same order; read only for JSON.
  let described: [JSONContent]
  let machine: String
  /// Show hosts of this status alone.
  let shown: Status?
  /// Whether some were picked out.
  let isSelection: Bool

  var status: Status {
    let judged = entries.map(\.status)
    return judged.isEmpty ? .unknown : judged.max() ?? .unknown
  }

  var json: JSONFields {
    JSONFields(["version": 1, "hosts": described.compactMap(\.fields)])
  }

  func text(_ style: TextStyle) -> String {
    var text = style.answer(status, answer) + "  \(counts)\n"
    let sorted = [Status.critical, .unknown, .warning, .ok].flatMap { status in
      entries.filter { $0.status == status && (shown ?? status) == status }
    }
    let affected = isSelection ? sorted : sorted.filter { $0.status != .ok }
    if !affected.isEmpty {
      var table = TextTable(
        [
          ("HOST", .left), ("WANT", .left), ("NEEDS MB", .right), ("HAS MB", .right), ("SHORT BY", .right),
          ("WHY", .left),
        ], linesShown: 4)
      let rows = isSelection ? affected[...] : affected.prefix(Self.rowsShown)
      for entry in rows { table.add(Self.cells(entry)) }
      text += "\n" + table.text(style)
      let left = affected.count - rows.count
      if left > 0 {
        text += "  \(left) more: dumpctl check --host \(machine.asShellWord) --status critical\n"
      }
    }
    return text
  }

  private var answer: String {
    let judged = entries.count { $0.want != Want.none.rawValue }
    func of(_ status: Status) -> String {
      "\(entries.count { $0.status == status }) of \(counted(judged, "host"))"
    }
    let rest = ", says the daemon of \(machine)"
    switch status {
    case _ where entries.isEmpty: return "there is no host to assess" + rest
    case .critical: return "\(of(.critical)) cannot write the dump you want from it" + rest
    case .unknown: return "\(of(.unknown)) cannot be judged: facts are missing" + rest
    case .warning: return "\(of(.warning)) may lose the dump you want from it" + rest
    case .ok: return "all \(counted(judged, "host")) can write the dump you want" + rest
    }
  }

  private var counts: String {
    let judged = [Status.ok, .warning, .critical, .unknown].map { status in
      "\(entries.count { $0.status == status && $0.want != Want.none.rawValue }) \(status.rawValue)"
    }
    let exempt = entries.count { $0.want == Want.none.rawValue }
    return judged.joined(separator: " · ") + (exempt > 0 ? "    (\(exempt) exempt)" : "")
  }

  private static func cells(_ entry: Entry) -> [String] {
    switch entry {
    case .unknown(let name, let reason): return [name.asSafeText, "?", "?", "?", "?", reason.asSafeText]
    case .known(let row):
      func megabytes(_ name: String, up: Bool) -> String {
        guard let number = row.numbers[name], let bytes = Bytes(number) else { return "?" }
        return "\(up ? bytes.mebibytesRoundedUp : bytes.mebibytesRoundedDown)"
      }
      return [
        row.name.asSafeText, row.want.asSafeText, megabytes("required_bytes", up: true),
        megabytes("backing_bytes", up: false), megabytes("shortfall_bytes", up: true),
        row.message.isEmpty ? "well" : row.message.asSafeText,
      ]
    }
  }
}

extension RemoteCheck.Entry {
  var status: Status {
    switch self {
    case .known(let row): Status(rawValue: row.status) ?? .unknown
    case .unknown: .unknown
    }
  }

  var want: String { if case .known(let row) = self { row.want } else { "" } }
}
