import Sizing
import Testing

@Suite struct TimestampTests {
  static let moments: [(String, Int64)] = [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2026-03-02T09:15:00Z", 1_772_442_900),
    ("2000-02-29T12:00:00Z", 951_825_600), ("1601-01-01T00:00:00Z", -11_644_473_600),
    ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ("2038-01-19T03:14:08Z", 2_147_483_648), ("1900-03-01T00:00:00Z", -2_203_891_200),
  ]

  @Test("known moments read and print", arguments: moments)
  func known(text: String, seconds: Int64) {
    #expect(Timestamp(text)?.seconds == seconds)
    #expect(Timestamp(seconds: seconds).description == text)
  }

  static let offsets: [(String, String)] = [
    ("2026-03-02t09:15:00z", "2026-03-02T09:15:00Z"), ("2026-03-02 09:15:00Z", "2026-03-02T09:15:00Z"),
    ("2026-03-02T09:15:00.1234567Z", "2026-03-02T09:15:00Z"),
    ("2026-03-02T09:15:00+00:00", "2026-03-02T09:15:00Z"),
    ("2026-03-02T10:15:00+01:00", "2026-03-02T09:15:00Z"),
    ("2026-03-01T23:15:00-10:00", "2026-03-02T09:15:00Z"),
    ("2024-02-29T23:59:59-00:01", "2024-03-01T00:00:59Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("2024-02-28T23:30:00.5-05:30", "2024-02-29T05:00:00Z"),
  ]

  @Test("offsets and fractions are taken in", arguments: offsets)
  func offset(text: String, as expected: String) { #expect(Timestamp(text)?.description == expected) }

  static let refused = [
    "", "2026", "2026-03-02", "2026-03-02T09:15", "2026-03-02T09:15:00", "2026-03-02T24:00:00Z",
    "2026-03-02T09:60:00Z", "2026-03-02T09:15:61Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-03-02T09:15:00.Z", "2026-03-02T09:15:00+1:00", "2026-03-02T09:15:00+24:00", "2026-03-02T09:15:00Zx",
    "+2026-03-02T09:15:00Z", "20260302T091500Z", "２026-03-02T09:15:00Z", "2026-03-02T09:15:00Z\n",
  ]

  @Test("anything else is refused", arguments: refused)
  func refuses(text: String) { #expect(Timestamp(text) == nil) }

  @Test("every day from year 1 to 9999 follows the one before, prints and reads back")
  func everyDay() throws {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var number = try #require(CalendarDate(year: 1, month: 1, day: 1)).dayNumber
    for year in 1...9999 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 {
        let length = lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)
        // The ends of each month; a whole year in every hundred.
        for day in year % 100 == 0 ? Array(1...length) : [1, length] {
          let date = CalendarDate(year: year, month: month, day: day)
          guard date?.dayNumber == number + Int64(day - 1), date?.day == day, date?.month == month,
            date?.year == year
          else {
            Issue.record("\(year)-\(month)-\(day)")
            return
          }
        }
        if CalendarDate(year: year, month: month, day: length + 1) != nil { Issue.record("\(year)-\(month)") }
        number += Int64(length)
      }
    }
    #expect(CalendarDate(dayNumber: number - 1).description == "9999-12-31")
  }

  @Test("random moments print and read back")
  func roundTrip() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<5000 {
      let moment = Timestamp(seconds: Int64.random(in: -62_135_596_800...253_402_300_799, using: &random))
      #expect(Timestamp(moment.description) == moment)
      #expect(CalendarDate(moment.date.description) == moment.date)
      let digits = moment.description.filter { $0.isNumber || $0.isLetter }
      #expect(moment.compact == digits)
    }
  }

  @Test(
    "the farthest moments print without a trap",
    arguments: [.min, .min + 1, -1, 0, .max - 1, .max] as [Int64])
  func farthest(seconds: Int64) {
    let moment = Timestamp(seconds: seconds)
    #expect(moment.description.utf8.last == UInt8(ascii: "Z"))
    #expect((0..<24).contains(moment.timeOfDay.hour))
    #expect((0..<60).contains(moment.timeOfDay.second))
    #expect((1...12).contains(CalendarDate(dayNumber: seconds).month))
    #expect(moment.advanced(bySeconds: seconds).seconds >= Int64.min)
  }

  @Test("before year 0 the sign stands first")
  func negativeYears() {
    #expect(CalendarDate(dayNumber: -719_529).description == "-0001-12-31")
    #expect(CalendarDate(dayNumber: -719_528).description == "0000-01-01")
  }

  @Test("time only moves to its ends")
  func advanced() {
    #expect(Timestamp(seconds: 5).advanced(bySeconds: -10).seconds == -5)
    #expect(Timestamp(seconds: .max).advanced(bySeconds: 1).seconds == .max)
    #expect(Timestamp(seconds: .min).advanced(bySeconds: -1).seconds == .min)
  }
}
