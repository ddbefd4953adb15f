import Sizing
import Testing

@Suite struct BytesTests {
  static let readable: [(String, UInt64)] = [
    ("64 GiB", 64 << 30), ("64GiB", 64 << 30), ("64G", 64 << 30), ("64 GB", 64 << 30), ("64 g", 64 << 30),
    ("64 gib", 64 << 30), ("64 Gi", 64 << 30), ("  1 B ", 1), ("0 B", 0), ("0 EiB", 0), ("512b", 512),
    ("1 KiB", 1024), ("1 kB", 1024), ("65501 MiB", 65501 << 20), ("1.5 TiB", 3 << 39), ("0.5 B", 0),
    ("1.5 B", 1), ("0.0001 EiB", 115_292_150_460_684), ("0.000001 EiB", 1_152_921_504_606),
    ("4 EiB", 1 << 62),
    ("4.000000 EiB", 1 << 62), ("3.999999 EiB", 4_611_684_865_505_883_297), ("4096 PiB", 1 << 62),
    ("4611686018427387904 B", 1 << 62), ("0000000000000000000000064 GiB", 64 << 30), ("2.25 KiB", 2304),
    ("0.999999 MiB", 1_048_574), ("1023.5 GiB", 1_098_974_756_864),
  ]

  @Test("sizes are read in powers of 1024, with or without i and B", arguments: readable)
  func reads(text: String, count: UInt64) throws { #expect(try Bytes(parsing: text).count == count) }

  static let refused: [(text: String, says: String)] = [
    ("", "empty"), ("   ", "empty"), ("64", "no unit"), ("1.5", "no unit"), ("-1 GiB", "negative"),
    ("GiB", "expected a number"), (".5 GiB", "expected a number"), ("1. GiB", "digits are missing"),
    ("1,5 GiB", "not a unit"), ("1e3 MiB", "not a unit"), ("64 GiBs", "not a unit"),
    ("64 G iB", "not a unit"),
    ("5 i", "not a unit"), ("5 iB", "not a unit"), ("5 bb", "not a unit"), ("5 ZiB", "not a unit"),
    ("+5 GiB", "expected a number"), ("0x10 B", "not a unit"), ("4.000001 EiB", "too large"),
    ("5 EiB", "too large"),
    ("4611686018427387905 B", "too large"), ("18446744073709551615 B", "too large"),
    ("18446744073709551616 B", "too large"), ("99999999999999999999999999 EiB", "too large"),
    ("1.0000001 GiB", "more than six decimals"), ("٣ GiB", "expected a number"), ("1 GiB\u{0}", "not a unit"),
    ("1\u{00A0}GiB", "not a unit"), ("5\u{301} GiB", "expected a number"),
  ]

  @Test("what is no size is refused in words (W16, W18)", arguments: refused)
  func refuses(text: String, says: String) {
    do throws(SizeError) {
      let size = try Bytes(parsing: text)
      Issue.record("'\(text)' was read as \(size)")
    } catch {
      #expect(error.description.contains(says), "\(error)")
    }
  }

  @Test("a message never carries control characters from the text")
  func safeMessages() {
    do throws(SizeError) {
      _ = try Bytes(parsing: "5 \u{1B}[2J\n\u{202E}")
      Issue.record("read")
    } catch {
      #expect(error.description == error.description.asSafeText)
      #expect(error.description.contains(#"\u{1B}"#))
    }
  }

  static let printed: [(UInt64, String)] = [
    (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1075, "1.0 KiB"), (1076, "1.1 KiB"),
    (1536, "1.5 KiB"), (1_048_575, "1.0 MiB"), (1 << 20, "1.0 MiB"), (65502 << 20, "64.0 GiB"),
    ((1 << 30) - 1, "1.0 GiB"), (1 << 60, "1.0 EiB"), (1 << 62, "4.0 EiB"), ((1 << 62) - 1, "4.0 EiB"),
    ((1 << 50) - 1, "1.0 PiB"),
  ]

  @Test("a size is printed with the largest unit, one decimal, rounded half up", arguments: printed)
  func prints(count: UInt64, text: String) { #expect(Bytes(clamping: count).description == text) }

  @Test("what a person types is whole MB with the larger unit beside it")
  func typed() {
    #expect(Bytes.mebibytes(65502).asTyped == "65502 MB (64.0 GiB)")
    #expect(Bytes(clamping: 1).asTyped == "1 MB (1 B)")
    #expect(Bytes.max.asTyped == "4398046511104 MB (4.0 EiB)")
  }

  @Test("what is printed reads back to within a twentieth of the unit, and whole numbers exactly")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      let count = UInt64.random(in: 0...(1 << UInt64.random(in: 0...62, using: &random)), using: &random)
      let size = Bytes(clamping: count)
      let back = try Bytes(parsing: size.description)
      let difference = back > size ? back.less(size) : size.less(back)
      #expect(difference.count <= size.count / 20 + 1, "\(size.count)")
      #expect(try Bytes(parsing: "\(count) B") == size)
      #expect(
        try Bytes(parsing: "\(size.mebibytesRoundedDown) MiB").mebibytesRoundedUp == size.mebibytesRoundedDown
      )
    }
  }

  @Test("sums, differences and conversions are cut at the limits, never wrapped")
  func limits() {
    #expect(Bytes(UInt64.max) == nil)
    #expect(Bytes((1 << 62) + 1) == nil)
    #expect(Bytes(1 << 62) == .max)
    #expect(Bytes.max + .max == .max)
    #expect(Bytes.mebibytes(.max) == .max)
    #expect(Bytes.gibibytes(1 << 33) == .max)
    #expect(Bytes.gibibytes(1 << 32) == .max)
    #expect(Bytes.zero.less(.max) == .zero)
    #expect(Bytes.max.less(.zero) == .max)
    #expect(Bytes.max.mebibytesRoundedUp == 1 << 42)
    #expect(Bytes(clamping: (1 << 20) + 1).mebibytesRoundedUp == 2)
    #expect(Bytes(clamping: (1 << 20) + 1).mebibytesRoundedDown == 1)
  }
}
