import DumpwardenBus

/// Lists of dumps of which further pages may be asked for: a few, and none for ever.
struct DumpPages {
  private static let most = 4
  private static let mostRows = 200_000

  private struct Kept {
    let id: UInt64
    let rows: [DumpRow]
  }

  private var lists: [Kept] = []

  /// The first page of a list; the rest is kept where there is one.
  mutating func first(of rows: [DumpRow], limit: UInt32) -> (page: [DumpRow], next: String) {
    let size = Self.size(limit)
    guard rows.count > size else { return (rows, "") }
    // Not to be guessed: a list that one caller may see is not for another to end.
    let id = UInt64.random(in: .min ... .max)
    lists.append(Kept(id: id, rows: rows))
    while lists.count > Self.most
      || lists.count > 1 && lists.reduce(0, { $0 + $1.rows.count }) > Self.mostRows
    {
      lists.removeFirst()
    }
    return (Array(rows[..<size]), "\(id):\(size)")
  }

  /// A further page; `nil` where its list is not kept any more.
  mutating func page(_ cursor: String, limit: UInt32) -> (page: [DumpRow], next: String)? {
    let parts = cursor.split(separator: ":")
    guard parts.count == 2, let id = UInt64(parts[0]), let start = Int(parts[1]),
      let place = lists.firstIndex(where: { $0.id == id }), lists[place].rows.indices.contains(start)
    else { return nil }
    let rows = lists[place].rows
    let end = min(rows.count, start + Self.size(limit))
    if end == rows.count { lists.remove(at: place) }
    return (Array(rows[start..<end]), end == rows.count ? "" : "\(id):\(end)")
  }

  /// Keeps nothing any more.
  mutating func forgetAll() { lists = [] }

  private static func size(_ limit: UInt32) -> Int {
    Int(limit == 0 ? BusNames.longestPage : min(limit, BusNames.longestPage))
  }
}
