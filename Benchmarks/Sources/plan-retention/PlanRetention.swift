import DumpFormats
import DumpSamples
import DumpStore
import Inventory
import Sizing

/// Times a retention plan.
///
/// Prints one line: shortest and median time in microseconds, how many dumps the plan deletes, how many wait.
@main
struct PlanRetention {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    guard CommandLine.arguments.count == 3, arguments.count == 2, arguments.allSatisfy({ $0 > 0 }) else {
      print("usage: plan-retention DUMPS RUNS")
      return
    }
    let now = Timestamp(seconds: 1_773_316_800)
    let scope = archive(of: arguments[0], now: now)
    var took: [Duration] = []
    var plan = scope.plan(now: now, isAutomatic: false)
    for _ in 0..<arguments[1] {
      took.append(ContinuousClock().measure { plan = scope.plan(now: now, isAutomatic: false) })
    }
    took.sort()
    let times = [took[0], took[took.count / 2]].map { $0 / .microseconds(1) }
    print(Int(times[0]), Int(times[1]), plan.deletions.count, plan.kept.count)
  }

  /// Three years of 400 hosts in one entry, in no order, as a directory lists them.
  ///
  /// One dump in thirty is a copy, one in fifty is not whole, one in a thousand is pinned.
  private static func archive(of count: Int, now: Timestamp) -> RetentionScope {
    var random = SampleRandom(seed: 20_260_312)
    let hosts = (0..<400).map { "SRV-\($0).example.org" }
    var dumps: [KeptDump] = []
    dumps.reserveCapacity(count)
    for number in 0..<count {
      var identification = Identification(
        format: .windowsDump64, state: Int.random(in: 0..<50, using: &random) == 0 ? .partial : .whole,
        reason: "every page that the header promises is there", size: .gibibytes(16))
      let isCopy = number > 0 && Int.random(in: 0..<30, using: &random) == 0
      if isCopy {
        identification.identity = dumps[number - 1].identification.identity
        identification.bugCheck = dumps[number - 1].identification.bugCheck
      } else {
        let bugCheck = BugCheck(
          code: .random(in: 0..<40, using: &random), parameters: (0..<4).map { _ in random.next() })
        let time = Timestamp(seconds: .random(in: 1_600_000_000..<now.seconds, using: &random))
        identification.bugCheck = bugCheck
        identification.crashTime = time
        identification.identity = CrashIdentity(
          time: time, bootID: .random(in: 1..<500, using: &random), bugCheck: bugCheck, length: .gibibytes(16)
        )
      }
      let host =
        isCopy ? dumps[number - 1].host : hosts[Int.random(in: hosts.indices, using: &random)]
      dumps.append(
        KeptDump(
          path: "/srv/dumps/\(host)/preserved/MEMORY-\(number).DMP", host: host,
          directory: "/srv/dumps/\(host)",
          arrivedNanoseconds: .random(
            in: (now.seconds - 3 * 31_557_600) * 1_000_000_000..<now.seconds * 1_000_000_000, using: &random),
          allocated: .gibibytes(16), identification: identification,
          hold: Int.random(in: 0..<1000, using: &random) == 0 ? .pinned(reason: "case", until: nil) : nil))
    }
    var keep = KeepSettings()
    keep.maxAgeSeconds = 900 * 86_400
    keep.maxUse = .percent(80)
    let size = Bytes.gibibytes(UInt64(count) * 20)
    let group = RetentionScope.Group(
      name: "/srv/dumps/*", keep: keep, nextDump: .gibibytes(UInt64(count)), dumps: dumps)
    return RetentionScope(size: size, free: .gibibytes(16), groups: [group])
  }
}
