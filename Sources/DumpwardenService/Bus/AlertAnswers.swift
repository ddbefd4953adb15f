import DumpwardenBus
import Sizing

extension AlertBook {
  /// A page of what stands, by subject.
  ///
  /// - Parameter seesAll: whether alerts of dumps and their directories are shown, or only counted.
  func page(after: String, limit: UInt32, seesAll: Bool) -> (alerts: [AlertRow], next: String, hidden: UInt32)
  {
    let shown = entries.values.filter { seesAll || $0.alert.subject.isPublic }
    let rows = shown.map(AlertRow.init).sorted { $0.subject < $1.subject }
    let page = Page(rows, after: after, limit: limit) { $0.subject }
    return (page.items, page.next, UInt32(clamping: entries.count - shown.count))
  }
}

extension AlertRow {
  fileprivate init(_ entry: AlertBook.Entry) {
    let alert = entry.alert
    var numbers: [String: UInt64] = [:]
    for field in alert.fields where [.requiredBytes, .shortfallBytes].contains(field.name) {
      let key = field.name == .requiredBytes ? "required_bytes" : "shortfall_bytes"
      numbers[key] = UInt64(String(decoding: field.value, as: UTF8.self))
    }
    self.init(
      subject: alert.subject.key, kind: alert.kind.rawValue, message: alert.message,
      priority: UInt32(clamping: alert.priority), about: alert.subject.about,
      raised: entry.raised.busMicroseconds, told: entry.told.busMicroseconds, numbers: numbers)
  }
}
