public import Sizing

/// Durations as settings have them: a whole number and a unit, `30s`, `10min`, `1h`, `90d`, `2w`.
public enum DurationText {
  private static let units: [(name: String, seconds: UInt64)] = [
    ("w", 604_800), ("d", 86_400), ("h", 3600), ("min", 60), ("s", 1),
  ]

  /// Seconds, or what is wrong with the text.
  static func seconds(_ text: String) throws(Mistake) -> UInt64 {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    let number = Substring(digits)
    let unit = text[number.endIndex...].drop { $0 == " " }
    guard !number.isEmpty else {
      throw Mistake("\(quotedForMessage(text)) is not a duration: expected a whole number and a unit, as 30s")
    }
    guard !unit.isEmpty else {
      throw Mistake(
        "\(quotedForMessage(text)) has no unit: write \(number)s, \(number)min, \(number)h or \(number)d")
    }
    guard let scale = units.first(where: { $0.name == unit })?.seconds ?? (unit == "m" ? 60 : nil) else {
      throw Mistake(
        "\(quotedForMessage(String(unit))) in \(quotedForMessage(text)) is not a unit of time: "
          + "expected s, min, h, d or w")
    }
    // A thousand years: beyond it no sum with a date can overflow, and "never" says it better.
    guard let count = UInt64(number), count <= 31_557_600_000 / scale else {
      throw Mistake("\(quotedForMessage(text)) is too long: a duration is at most 1000 years; write never")
    }
    return count * scale
  }

  /// Seconds, or what is wrong with the text, for a command line.
  public static func read(_ text: String) -> Fact<UInt64> {
    do throws(Mistake) {
      return .known(try seconds(text))
    } catch {
      return .unknown(because: error.message)
    }
  }

  /// With the largest unit that leaves a whole number.
  public static func text(_ seconds: UInt64, between: String = "") -> String {
    for unit in units.dropFirst() where seconds > 0 && seconds.isMultiple(of: unit.seconds) {
      return "\(seconds / unit.seconds)\(between)\(unit.name)"
    }
    return "\(seconds)\(between)s"
  }
}
