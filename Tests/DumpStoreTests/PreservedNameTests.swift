import DumpStore
import Linux
import Sizing
import Testing

struct PreservedNameTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let canonical: [UInt8]
    var time = "2026-03-02T09:15:00Z"
    var code: UInt32? = 0xD1
    var mark: PreservedName.Mark?
    var attempt = 0
    let name: [UInt8]

    init(
      _ claim: String, _ canonical: String, time: String = "2026-03-02T09:15:00Z", code: UInt32? = 0xD1,
      mark: PreservedName.Mark? = nil, attempt: Int = 0, _ name: String
    ) {
      testDescription = claim
      self.canonical = Array(canonical.utf8)
      self.time = time
      self.code = code
      self.mark = mark
      self.attempt = attempt
      self.name = Array(name.utf8)
    }
  }

  static let rows = [
    Row("time and bug check", "MEMORY.DMP", "MEMORY-20260302T091500Z-000000D1.DMP"),
    Row("a name that is taken", "MEMORY.DMP", attempt: 12, "MEMORY-20260302T091500Z-000000D1.12.DMP"),
    Row("no bug check", "MEMORY.DMP", code: nil, "MEMORY-20260302T091500Z-00000000.DMP"),
    Row("the largest bug check", "MEMORY.DMP", code: .max, "MEMORY-20260302T091500Z-FFFFFFFF.DMP"),
    Row("partial", "MEMORY.DMP", mark: .partial, "MEMORY-20260302T091500Z-000000D1-partial.DMP"),
    Row(
      "unknown and taken", "MEMORY.DMP", mark: .unknown, attempt: 1,
      "MEMORY-20260302T091500Z-000000D1-unknown.1.DMP"),
    Row("no extension", "vmcore", "vmcore-20260302T091500Z-000000D1"),
    Row("no extension and taken", "vmcore", attempt: 3, "vmcore-20260302T091500Z-000000D1.3"),
    Row("a leading point", ".core", ".core-20260302T091500Z-000000D1"),
    Row("several points", "guest.core.dmp", "guest.core-20260302T091500Z-000000D1.dmp"),
    Row("a point at the end", "core.", "core-20260302T091500Z-000000D1."),
    Row("a time before 1970", "a.b", time: "1601-01-01T00:00:00Z", "a-16010101T000000Z-000000D1.b"),
    Row(
      "a long stem is cut", String(repeating: "x", count: 251) + ".DMP",
      String(repeating: "x", count: 225) + "-20260302T091500Z-000000D1.DMP"),
    Row(
      "a long stem is cut for the number too", String(repeating: "x", count: 251) + ".DMP", attempt: 100,
      String(repeating: "x", count: 221) + "-20260302T091500Z-000000D1.100.DMP"),
    Row(
      "what is too long for an extension is none", "a." + String(repeating: "x", count: 253),
      "a." + String(repeating: "x", count: 227) + "-20260302T091500Z-000000D1"),
  ]

  @Test("a preserved dump's name", arguments: rows)
  func names(row: Row) throws {
    let name = PreservedName(
      canonical: try #require(FileName(bytes: row.canonical)), time: try #require(Timestamp(row.time)),
      bugCheckCode: row.code, mark: row.mark)
    let candidate = try #require(name.candidate(row.attempt))
    #expect(String(decoding: candidate.bytes, as: UTF8.self) == String(decoding: row.name, as: UTF8.self))
    #expect(candidate.bytes.count <= 255)
  }

  @Test("bytes that are no text are kept as they are")
  func keepsOddBytes() throws {
    let canonical = try #require(FileName(bytes: [0xFF, 0x0A, 0x1B, 0x2E, 0xFE]))
    let name = PreservedName(canonical: canonical, time: Timestamp(seconds: 0), bugCheckCode: 1, mark: nil)
    let candidate = try #require(name.candidate(0))
    #expect(candidate.bytes == [0xFF, 0x0A, 0x1B] + Array("-19700101T000000Z-00000001".utf8) + [0x2E, 0xFE])
  }

  @Test(
    "any name of up to 255 bytes has ten thousand further ones", arguments: [1, 2, 5, 223, 224, 254, 255])
  func alwaysFindsOne(length: Int) throws {
    let canonical = try #require(FileName(bytes: [UInt8](repeating: 0x2E, count: length - 1) + [0x61]))
    let name = PreservedName(
      canonical: canonical, time: Timestamp(seconds: 0), bugCheckCode: nil, mark: .partial)
    let candidates = try [0, 1, 9, 10, 9_999].map { try #require(name.candidate($0)).bytes }
    #expect(Set(candidates).count == 5)
    #expect(candidates.allSatisfy { $0.count <= 255 })
  }
}
