import Glibc

/// A day as a configuration has it.
enum Day {
  /// So many days from today, in UTC.
  static func ahead(_ days: Int) -> String {
    var moment = time(nil) + days * 86_400
    var parts = tm()
    gmtime_r(&moment, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }
}
