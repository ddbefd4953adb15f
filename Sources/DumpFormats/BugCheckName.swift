extension BugCheck {
  /// The symbolic name of the code; `nil` for one that the table does not have.
  public var name: String? {
    var low = 0
    var high = Self.names.count
    while low < high {
      let middle = low + (high - low) / 2
      if Self.names[middle].code < code { low = middle + 1 } else { high = middle }
    }
    guard low < Self.names.count, Self.names[low].code == code else { return nil }
    return Self.names[low].name
  }

  /// The names of all codes that Windows names, in the order of the codes.
  public static var allNames: [String] { names.map(\.name) }

  /// Whether the code says that the machine went on: it is then no crash.
  public var isOfLiveDump: Bool {
    guard code != 0x161 else { return true }
    return name.map { $0.hasSuffix("_LIVEDUMP") || $0.hasSuffix("_LIVE_DUMP") } ?? false
  }
}
