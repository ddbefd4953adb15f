import DumpFormats
import DumpStore
import Inventory
import Sizing
import Testing

@testable import DumpwardenService

struct AlertWordsTests {
  private var whole: Identification {
    var whole = Identification(
      format: .windowsDump64, state: .whole, reason: "all there", size: Bytes(clamping: 64 << 30))
    whole.kind = .complete
    whole.bugCheck = BugCheck(code: 0xD1, parameters: [0, 0, 0, 0])
    whole.crashTime = Timestamp("2026-03-12T08:02:59Z")
    whole.crashTimeIsOfCrash = true
    return whole
  }

  private var partial: Identification {
    var partial = whole
    partial.state = .partial
    partial.reason = "9 of 24 bytes are there"
    partial.percentThere = 37
    return partial
  }

  private func preserved(
    _ identification: Identification, host: String = "FILE02", at path: String = "/p/x.DMP"
  )
    -> String
  {
    AlertWords.preserved(
      identification, host: host, at: path, length: identification.size, in: "/p",
      safeAfterMicroseconds: 1_449
    ).message
  }

  @Test("a preserved dump is told of in a line that needs no other")
  func tellsOfDumps() {
    #expect(
      preserved(whole)
        == "FILE02 crashed 2026-03-12 08:02 UTC, 0xD1 DRIVER_IRQL_NOT_LESS_OR_EQUAL: "
        + "complete dump, 64.0 GiB, whole, safe as /p/x.DMP after 1.4 ms")
    #expect(preserved(partial).contains("partial (37 % there), safe as"))
    var unknown = Identification(
      format: .unknown, state: .unknown, reason: "no dump", size: Bytes(clamping: 3))
    unknown.crashTime = Timestamp(seconds: 0)
    #expect(preserved(unknown) == "FILE02: dump, 3 B, unknown, safe as /p/x.DMP after 1.4 ms")
  }

  @Test("a test dump is told of as that, and wakes nobody")
  func tellsOfTests() {
    var test = whole
    test.size = Bytes(clamping: TestDump.length)
    test.bugCheck = BugCheck(code: TestDump.bugCheckCode, parameters: [0, 0, 0, 0])
    test.comment = TestDump.comment
    let entry = AlertWords.preserved(
      test, host: "FILE02", at: "/p/x.DMP", length: test.size, in: "/p", safeAfterMicroseconds: 1_449)
    #expect(
      entry.message
        == "FILE02, a test by dumpctl: complete dump, 72.0 KiB, whole, safe as /p/x.DMP after 1.4 ms")
    #expect(entry.priority == 6)
  }

  @Test("what goes wrong with a name is told with its path, its host and why")
  func tellsOfTrouble() {
    func alert(_ trouble: Lifecycle.Trouble) -> Alert {
      AlertWords.alert(of: trouble, at: "/srv/FILE02/MEMORY.DMP", host: "FILE02", "/srv/FILE02")
    }
    let notWhole = alert(.notWhole(partial))
    #expect(notWhole.kind == .dumpPartial)
    #expect(notWhole.message.contains("FILE02 crashed"))
    #expect(
      notWhole.message.hasSuffix(
        "/srv/FILE02/MEMORY.DMP is partial: 9 of 24 bytes are there (37 % there)"))
    let failed = alert(.notSecured("disk full"))
    #expect(failed.kind == .preserveFailed)
    #expect(
      failed.message.contains("/srv/FILE02/MEMORY.DMP of FILE02") && failed.message.contains("disk full"))
    #expect(alert(.refused("a FIFO")).message.contains("a FIFO"))
    #expect(alert(.notSecured("x")).subject == .dump("/srv/FILE02/MEMORY.DMP"))
  }

  @Test(
    "no name has power over a terminal",
    arguments: ["\u{1B}[2J", "a\nCRITICAL: b", "\u{202E}cod", "\r", "\u{9B}1m"])
  func isSafe(name: String) {
    let troubles: [Lifecycle.Trouble] = [.notWhole(partial), .refused("x"), .notSecured("x")]
    var messages = troubles.map { AlertWords.alert(of: $0, at: "/srv/\(name)", host: name, "/srv").message }
    messages.append(preserved(whole, host: name, at: "/srv/\(name)"))
    messages.append(AlertWords.alert(ofDirectory: "/srv/\(name)", because: "gone").message)
    for message in messages { #expect(message == message.asSafeText) }
  }

  @Test("of several mistakes in a file the first is told, and how many more")
  func tellsOfMistakes() throws {
    #expect(AlertWords.alert(of: "/etc/x.toml", [], isKept: true) == nil)
  }
}
