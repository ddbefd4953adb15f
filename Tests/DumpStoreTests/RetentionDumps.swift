import DumpFormats
import DumpStore
import Inventory
import Sizing

/// Days and dumps as the tables of retention name them.
enum Retained {
  static let day: Int64 = 86_400
  static let now = Timestamp(seconds: 20_000 * day + 43_200)

  /// A dump `GiB` large that arrived so many days before ``now``; those of one `crash` are copies of each other.
  static func dump(
    _ name: String, _ daysAgo: Int, gib: UInt64 = 10, host: String = "SQL07", crash: String? = nil,
    code: UInt32? = nil, _ state: Identification.State = .whole, hold: KeptDump.Hold? = nil
  ) -> KeptDump {
    var identification = Identification(
      format: .windowsDump64, state: state, reason: "as the test wants it", size: .gibibytes(gib))
    let bugCheck = BugCheck(code: code ?? 0x50, parameters: Array((crash ?? name).utf8.map(UInt64.init)))
    identification.identity = CrashIdentity(time: nil, bootID: nil, bugCheck: bugCheck, length: nil)
    if code != nil { identification.bugCheck = bugCheck }
    return KeptDump(
      path: "/srv/\(name)", host: host, directory: "/srv",
      arrivedNanoseconds: (now.seconds - Int64(daysAgo) * day) * 1_000_000_000, allocated: .gibibytes(gib),
      identification: identification, hold: hold)
  }

  /// A group in which nothing protects but `last = 1`, and nothing is demanded.
  static func group(
    _ dumps: [KeptDump], name: String = "/srv/dumps/*", nextDump: Bytes? = nil,
    _ change: (inout KeepSettings) -> Void = { _ in }
  ) -> RetentionScope.Group {
    var keep = KeepSettings()
    (keep.last, keep.firstOfEachBugcheck, keep.free, keep.atMostPercent) = (1, 0, nil, 100)
    change(&keep)
    return RetentionScope.Group(name: name, keep: keep, nextDump: nextDump, dumps: dumps)
  }

  /// A file system of 1000 GiB.
  static func scope(free: UInt64 = 0, _ groups: RetentionScope.Group...) -> RetentionScope {
    RetentionScope(size: .gibibytes(1000), free: .gibibytes(free), groups: groups)
  }
}

extension RetentionScope {
  /// What a plan says of each dump, by its name.
  func said(by plan: RetentionPlan) -> [String: String] {
    var said: [String: String] = [:]
    func say(_ dump: KeptDump, _ what: String) { said[String(dump.path.dropFirst(5))] = what }
    for kept in plan.kept { say(self[kept.place], "\(kept)") }
    for deletion in plan.deletions { say(deletion.dump, "\(deletion)") }
    for deletion in plan.waiting.flatMap(\.deletions) { say(deletion.dump, "waits: \(deletion)") }
    return said
  }
}

extension RetentionPlan {
  /// The names of what goes, in order.
  var going: [String] { deletions.map { String($0.dump.path.dropFirst(5)) } }
}
