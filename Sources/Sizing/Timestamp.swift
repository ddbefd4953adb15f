/// A moment: whole seconds since 1970-01-01 00:00 UTC, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since the epoch; negative before it.
  public let seconds: Int64

  /// A moment so many seconds after the epoch.
  public init(seconds: Int64) { self.seconds = seconds }

  /// Earlier first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// The moment so many seconds later.
  public func advanced(bySeconds: Int64) -> Timestamp {
    let (sum, overflow) = seconds.addingReportingOverflow(bySeconds)
    return Timestamp(seconds: overflow ? (bySeconds > 0 ? .max : .min) : sum)
  }

  /// The seconds from another moment to this one, cut where they would not fit.
  public func seconds(since other: Timestamp) -> Int64 {
    let (difference, overflow) = seconds.subtractingReportingOverflow(other.seconds)
    return overflow ? (other.seconds < 0 ? .max : .min) : difference
  }

  /// The date in UTC.
  public var date: CalendarDate { CalendarDate(dayNumber: floorDivide(seconds, 86_400)) }

  /// Hour, minute and second of the day in UTC.
  public var timeOfDay: (hour: Int, minute: Int, second: Int) {
    let rest = Int(seconds % 86_400)
    let second = rest < 0 ? rest + 86_400 : rest
    return (second / 3600, second / 60 % 60, second % 60)
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC: `2026-03-02T09:15:00Z`.
  public var description: String {
    let time = timeOfDay
    return "\(date)T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))Z"
  }

  /// RFC 3339 without punctuation, as it stands in file names: `20260302T091500Z`.
  public var compact: String {
    let time = timeOfDay
    return "\(padded(date.year, 4))\(padded(date.month, 2))\(padded(date.day, 2))T"
      + "\(padded(time.hour, 2))\(padded(time.minute, 2))\(padded(time.second, 2))Z"
  }

  /// Reads what `compact` writes of the years 0 to 9999; `nil` for anything else.
  public init?(compact text: String) {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(4), let month = scanner.number(2), let day = scanner.number(2),
      let date = CalendarDate(year: year, month: month, day: day), scanner.skip(anyOf: "T"),
      let hour = scanner.number(2), hour < 24, let minute = scanner.number(2), minute < 60,
      let second = scanner.number(2), second < 60, scanner.skip(anyOf: "Z"), scanner.isAtEnd
    else { return nil }
    self.init(seconds: date.dayNumber * 86_400 + Int64(hour * 3600 + minute * 60 + second))
  }

  /// Reads RFC 3339 with `Z` or an offset.
  ///
  /// A fraction of a second is cut off; anything else is `nil`.
  public init?(_ text: String) {
    var scanner = DigitScanner(text)
    guard let date = scanner.date(), scanner.skip(anyOf: "Tt "),
      let hour = scanner.number(2), hour < 24, scanner.skip(anyOf: ":"),
      let minute = scanner.number(2), minute < 60, scanner.skip(anyOf: ":"),
      let second = scanner.number(2), second <= 60
    else { return nil }
    if scanner.skip(anyOf: ".") {
      guard scanner.skipDigits() > 0 else { return nil }
    }
    var offset = 0
    if !scanner.skip(anyOf: "Zz") {
      let west = scanner.skip(anyOf: "-")
      guard west || scanner.skip(anyOf: "+"), let hours = scanner.number(2), hours < 24,
        scanner.skip(anyOf: ":"), let minutes = scanner.number(2), minutes < 60
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (west ? -1 : 1)
    }
    guard scanner.isAtEnd else { return nil }
    self.init(seconds: date.dayNumber * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset))
  }
}

/// A day of the (proleptic) Gregorian calendar.
public struct CalendarDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before it.
  public let dayNumber: Int64

  /// The day so many days after 1970-01-01, cut to 2^60 days either way so that its year can be worked out.
  public init(dayNumber: Int64) { self.dayNumber = Swift.min(Swift.max(dayNumber, -1 << 60), 1 << 60) }

  /// The day of that name; `nil` where the calendar has none (31 April).
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Counted from 1 March, so that the leap day comes last.
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(Int64(shifted), 400)
    let yearOfEra = Int64(shifted) - era * 400
    let dayOfYear = Int64((153 * ((month + 9) % 12) + 2) / 5 + day - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(dayNumber: era * 146_097 + dayOfEra - 719_468)
    guard self.day == day, self.month == month else { return nil }
  }

  /// Earlier first.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.dayNumber < right.dayNumber }

  /// The year.
  public var year: Int { parts.year }
  /// The month, 1 to 12.
  public var month: Int { parts.month }
  /// The day of the month, 1 to 31.
  public var day: Int { parts.day }

  private var parts: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(year), Int(month), Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
  }
}

extension CalendarDate: CustomStringConvertible {
  /// `2026-09-30`.
  public var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

  /// Reads `2026-09-30`; `nil` for anything else.
  public init?(_ text: String) {
    var scanner = DigitScanner(text)
    guard let date = scanner.date(), scanner.isAtEnd else { return nil }
    self = date
  }
}

private func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
  value >= 0 ? value / by : -((-(value + 1)) / by) - 1
}

private func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value.magnitude)
  return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private struct DigitScanner {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { place == bytes.count }

  mutating func number(_ width: Int) -> Int? {
    guard bytes.count - place >= width else { return nil }
    var value = 0
    for _ in 0..<width {
      let byte = bytes[place]
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
      place += 1
    }
    return value
  }

  mutating func skip(anyOf characters: String) -> Bool {
    guard place < bytes.count, characters.utf8.contains(bytes[place]) else { return false }
    place += 1
    return true
  }

  mutating func skipDigits() -> Int {
    let start = place
    while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
    return place - start
  }

  mutating func date() -> CalendarDate? {
    guard let year = number(4), skip(anyOf: "-"), let month = number(2), skip(anyOf: "-"),
      let day = number(2)
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }
}
