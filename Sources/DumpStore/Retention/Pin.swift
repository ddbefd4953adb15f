internal import DumpFormats
public import Sizing

/// A person's word that a dump is not to be deleted: the file `NAME.pin` beside it.
///
/// Lines of `key: value`, so that a pin can be read and made without us. Whatever stands in one, or does not: it
/// pins. A pin that lapsed because of a slip in it would cost a dump.
public struct Pin: Sendable, Equatable {
  /// Why.
  public var reason: String
  /// The last day; `nil` for no end.
  public var until: CalendarDate?
  /// Who pinned it.
  public var by: String?
  /// When.
  public var since: Timestamp?

  /// The most that is read of one.
  static let longest = 4096

  /// A pin.
  public init(reason: String, until: CalendarDate? = nil, by: String? = nil, since: Timestamp? = nil) {
    self.reason = reason
    self.until = until
    self.by = by
    self.since = since
  }

  /// Whether its last day is over.
  public func isOver(on today: CalendarDate) -> Bool { until.map { $0 < today } ?? false }
}

extension Pin {
  /// Reads a pin.
  ///
  /// Nothing that stands there is a reason not to pin.
  public init(parsing bytes: some Sequence<UInt8>) {
    self.init(reason: "")
    var loose: [String] = []
    let text = String(decoding: Array(bytes.prefix(Self.longest)), as: UTF8.self)
    for line in text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 ? Self.trimmed(parts[1]) : ""
      switch parts.first.map(Self.trimmed) {
      case "reason" where parts.count == 2: reason = value
      case "until" where parts.count == 2:
        until = CalendarDate(value)
        if until == nil, !value.isEmpty { loose.append("(its end, '\(value)', is no date: it has none)") }
      case "by" where parts.count == 2: by = value.isEmpty ? nil : value
      case "since" where parts.count == 2: since = Timestamp(value)
      default:
        let words = Self.trimmed(line)
        if !words.isEmpty { loose.append(words) }
      }
    }
    let all = ([reason] + loose).filter { !$0.isEmpty }
    reason = all.isEmpty ? "no reason given" : all.joined(separator: " ")
  }

  /// As it is written.
  public var text: String {
    var lines = ["reason: \(reason.asSafeText)"]
    if let until { lines.append("until: \(until)") }
    if let by { lines.append("by: \(by.asSafeText)") }
    if let since { lines.append("since: \(since)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func trimmed(_ bytes: Substring.UTF8View) -> String {
    var rest = bytes
    while let first = rest.first, first == 32 || first == 9 { rest.removeFirst() }
    while let last = rest.last, last == 32 || last == 9 { rest.removeLast() }
    return String(decoding: Array(rest), as: UTF8.self).asSafeText
  }
}
