import DumpFormats
import DumpSamples
import Sizing
import Testing

/// The dump that a self-test drops.
struct TestDumpTests {
  private static let time = Timestamp(seconds: 1_772_442_900)
  private static let dump = TestDump.bytes(time: time, number: 7)

  @Test("it is a whole complete dump, and said to be of no machine")
  func whole() throws {
    let answer = identified(Self.dump)
    #expect(Self.dump.count == Int(TestDump.length))
    #expect(answer.state == .whole, "\(answer.reason)")
    #expect(answer.kind == .complete)
    #expect(answer.crashTime == Self.time)
    #expect(answer.reusesItsName)
    #expect(answer.isTestDump)
    #expect(answer.notes == ["the dump of a self-test: no machine crashed"])
    #expect(answer.bugCheck?.codeText == "0x44575444")
    #expect(answer.bugCheck?.name == nil, "no Windows has it")
  }

  @Test("two of one second are two crashes")
  func numbers() throws {
    let identities = [7, 7, 8].map { identified(TestDump.bytes(time: Self.time, number: $0)).identity }
    #expect(identities.allSatisfy { $0 != nil })
    #expect(identities[0] == identities[1])
    #expect(identities[0] != identities[2])
  }

  @Test("cut short it is partial, and still known for what it is", arguments: [0x2000, 0x2800, 0x11FFF])
  func partial(length: Int) {
    let answer = identified(Array(Self.dump.prefix(length)))
    #expect(answer.state == .partial)
    #expect(answer.isTestDump)
  }

  @Test(
    "a dump with less than all of its marks is a crash",
    arguments: [
      ("the comment alone", 0xD1, TestDump.comment, 8), ("the code alone", TestDump.bugCheckCode, nil, 8),
      ("the code and another comment", TestDump.bugCheckCode, "dumpwarden test dump", 8),
      ("longer than one is", TestDump.bugCheckCode, TestDump.comment, 17),
    ] as [(String, UInt32, String?, Int)])
  func crash(what: String, code: UInt32, comment: String?, pages: Int) {
    var sample = WindowsSample(.complete, pages: pages)
    (sample.bugCheckCode, sample.comment) = (code, comment)
    let answer = identified(sample.bytes())
    #expect(answer.state == .whole)
    #expect(!answer.isTestDump, "\(what)")
  }

  @Test("a kernel dump with its marks is a crash")
  func kernel() {
    var sample = WindowsSample(.summary, pages: 8)
    (sample.bugCheckCode, sample.comment) = (TestDump.bugCheckCode, TestDump.comment)
    #expect(!identified(sample.bytes()).isTestDump)
  }
}
