import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
import Inventory
import Sizing
import Testing

@testable import dumpctl

/// What `status`, `alerts` and `test` print, of values that are always the same.
@Suite("screens of the daemon's verbs")
struct StatusScreenTests {
  private static let now = Timestamp(seconds: 1_773_302_400)  // 2026-03-12T08:00:00Z
  private static let alerts = [
    alert("directory /srv", 4, "room for 0 of the next dumps on /srv", about: "/srv"),
    alert("host SQL07", 3, "SQL07: pagefile starts at 16384 MB (its maximum does not count)", about: "SQL07"),
    alert("dump /srv/dumps/A\u{1B}[31m/MEMORY.DMP", 3, "it is partial", about: "/srv/dumps/A/MEMORY.DMP"),
  ]

  private static func alert(
    _ subject: String, _ priority: UInt32, _ message: String, about: String
  ) -> AlertRow {
    AlertRow(
      subject: subject, kind: "headroom-low", message: message, priority: priority, about: about,
      raised: 1_773_298_800_000_000, told: 0, numbers: [:])
  }

  private static var lastDump: LastDump {
    var dump = ListedDump(
      path: "/srv/dumps/FILE02/preserved/MEMORY-20260312T080200Z-000000D1.DMP", host: "FILE02",
      directory: DumpDirectory(
        place: DirectoryPath(base: "/srv/dumps/FILE02"), host: "FILE02",
        settings: DumpDirectorySettings(path: "/srv/dumps/*")), place: .kept)
    var found = Identification(
      format: .windowsDump64, state: .whole, reason: "all there", size: .gibibytes(64))
    found.kind = .complete
    found.bugCheck = BugCheck(code: 0xD1, parameters: [])
    found.crashTime = Timestamp(seconds: 1_773_302_520)
    found.crashTimeIsOfCrash = true
    dump.identification = found
    return LastDump(dump: dump, safeAfterMicroseconds: 412)
  }

  private static let tebibyte: UInt64 = 1 << 40

  private static func status(_ change: (inout Values) -> Void = { _ in }) -> StatusReport {
    var values = Values()
    change(&values)
    return StatusReport(
      status: values.status,
      daemon: values.isRunning
        ? .init(
          version: "0.1.0", startedAt: now.advanced(bySeconds: -12 * 86_400), configurationReadAt: now,
          testedAt: values.isTested ? Timestamp(seconds: 1_772_442_900) : nil, hasChangedSinceTest: false)
        : nil,
      hosts: .init(counts: [
        "ok": 384, "warning": 9, "critical": 7, "unknown": 12, "accepted": 6, "exempt": 14,
      ]),
      alerts: values.alerts, alertCount: values.alertCount, watching: ["lease": 400],
      facts: ["fresh": 391, "stale": 9],
      lastDump: values.isPermitted
        ? .known(lastDump) : .hidden(because: "not shown: that is for root, or for whom polkit lets"),
      room: .known([
        RoomRow(
          mountPoint: "/srv", type: "xfs", size: 8 * tebibyte, free: 8 * tebibyte / 5, nextDump: 128 << 30,
          fits: 12, nextDumpHost: "APP12", freeable: tebibyte + tebibyte / 10),
        RoomRow(
          mountPoint: "/srv2", type: "btrfs", size: 8 * tebibyte, free: 0, nextDump: 0, fits: 0,
          nextDumpHost: "",
          freeable: 0),
      ]), now: now)
  }

  private struct Values {
    var status = Status.warning
    var alerts = [StatusScreenTests.alerts[0]]
    var alertCount: UInt32 = 1
    var isRunning = true
    var isTested = true
    var isPermitted = true
  }

  @Test(
    "are as they were read in review, at 80 and 200 columns, with and without colour", arguments: [80, 200])
  func screens(width: Int) throws {
    let reports: [(String, any Answering)] = [
      ("status", Self.status()),
      (
        "status with several alerts",
        Self.status {
          ($0.alerts, $0.alertCount, $0.status, $0.isTested) = (Self.alerts, 5, .critical, false)
        }
      ),
      (
        "status of one who may see little",
        Self.status {
          ($0.alerts, $0.alertCount, $0.isPermitted) = ([], 2, false)
        }
      ),
      ("status when all is well", Self.status { ($0.alerts, $0.alertCount, $0.status) = ([], 0, .ok) }),
      ("alerts", AlertsReport(Self.alerts, hidden: 0)),
      ("alerts, some hidden", AlertsReport([Self.alerts[1]], hidden: 2)),
      ("no alerts", AlertsReport([], hidden: 0)),
      (
        "a test that failed",
        SelfTestReport(
          directory: "/srv/dumps/SQL07",
          passed: [
            .init(step: .watch, detail: "/srv/dumps/SQL07 by lease, as MEMORY.DMP", microseconds: 412)
          ],
          failure: .init(
            step: .alert, reason: "no entry about it in the journal within 5 s: journalctl -u dumpwarden"))
      ),
    ]
    for (name, report) in reports {
      for isColoured in [false, true] {
        let style = TextStyle(isColoured: isColoured, hasLegend: true, width: width)
        let text = report.text(style)
        try ScreenTests.expect(text, "\(name), \(width) columns\(isColoured ? ", colour" : "")")
        for line in text.split(separator: "\n") where !isColoured { #expect(line.count <= width, "\(line)") }
      }
    }
  }
}
