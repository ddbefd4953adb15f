/// How long writing takes, and who does not wait.
enum WriteTimeRules {
  static let rules = [watchdog, heartbeat, time]

  private static let watchdog = Rule(
    id: "VIR-ASR",
    title: "no watchdog resets the machine while it writes",
    severity: .critical,
    needs: ["platform.watchdog", "platform.write-speed", "memory.visible"],
    validity: .everywhere,
    why: """
      While Windows writes its dump nothing feeds a watchdog: automatic server recovery in firmware, a \
      hypervisor's watchdog device. One that is shorter than writing takes resets the machine in the middle, \
      and what is left is no dump. With a speed that somebody measured this is a verdict, with an assumed one \
      only a notice.
      """,
    formula: "speaks if size of the dump / write speed > watchdog",
    worked: "65502 MB at 200 MB/s take 327 s, a watchdog of 120 s resets the machine after 24000 MB",
    remedy: "switch the watchdog off or make it longer than writing takes",
    source: Source.stopErrors,
    confidence: .high,
    speaks: Example("a watchdog of 2 minutes, 200 MB/s") {
      $0.platform.watchdog = .known(120)
      $0.platform.writeSpeed = .known(.mebibytes(200))
    },
    silent: Example("a watchdog of 10 minutes, 200 MB/s") {
      $0.platform.watchdog = .known(600)
      $0.platform.writeSpeed = .known(.mebibytes(200))
    },
    judge: { situation in
      guard let limit = situation.facts.platform.watchdog.value, limit > 0 else { return .silent }
      return situation.outlasted(
        UInt64(limit), "a watchdog resets the machine after \(limit) s",
        remedy: "switch the watchdog off, or set it beyond")
    })

  private static let heartbeat = Rule(
    id: "VIR-CLUSTER-HB",
    title: "no cluster restarts the machine while it writes",
    severity: .critical,
    needs: ["platform.heartbeat", "platform.write-speed", "memory.visible"],
    validity: .everywhere,
    why: """
      A cluster that watches a virtual machine's heartbeat restarts it about a minute after it stops, which a \
      bug check makes it do. Small and kernel dumps are usually done by then; a complete one is cut off and \
      comes out corrupt. High availability of other makers does the same.
      """,
    formula: "speaks if the heartbeat is watched and size of the dump / write speed > 60 s",
    worked: "65502 MB at 500 MB/s take 131 s: the cluster restarts the machine after 60",
    remedy:
      "switch heartbeat monitoring off for this machine (CheckHeartbeat 0), at least until it is diagnosed",
    source: Source.cluster,
    confidence: .high,
    speaks: Example("clustered, 500 MB/s") {
      $0.platform.heartbeat = .known(true)
      $0.platform.writeSpeed = .known(.mebibytes(500))
    },
    silent: Example("clustered, 2000 MB/s") {
      $0.platform.heartbeat = .known(true)
      $0.platform.writeSpeed = .known(.mebibytes(2000))
    },
    judge: { situation in
      guard situation.facts.platform.heartbeat.value == true else { return .silent }
      return situation.outlasted(
        JudgedPlatform.heartbeatSeconds,
        "the cluster restarts the machine about 60 s after its heartbeat stops",
        remedy: "switch the heartbeat check of this machine off (CheckHeartbeat 0), for writing takes")
    })

  private static let time = Rule(
    id: "EXT-TIME",
    title: "the machine is back soon after a crash",
    severity: .notice,
    needs: ["memory.visible", "platform.write-speed"],
    validity: .windows,
    why: """
      The restart waits until the dump is written, and where the dump file is on another volume it is copied \
      once more after it. Nothing is wrong with that; whoever waits for the machine should know.
      """,
    formula:
      "seconds = size of the dump / write speed, and once more for a copy to another volume; speaks from 60 s",
    worked: "1024 GB take 10485 s at 100 MB/s and 2097 s at 500 MB/s",
    remedy: "nothing to do; an automatic or active dump is written sooner",
    source: Source.stopErrors,
    confidence: .high,
    speaks: Example("65502 MB at 200 MB/s") { $0.platform.writeSpeed = .known(.mebibytes(200)) },
    silent: Example("65502 MB at 2000 MB/s") { $0.platform.writeSpeed = .known(.mebibytes(2000)) },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard let time = situation.platform.writeTime else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      // At a speed that nobody measured it is said by SIZ-HUGE, once, where it is long.
      guard !time.isAssumed else {
        return .unknown(because: situation.facts.platform.writeSpeed.reason ?? "")
      }
      guard time.atMost >= 60 else { return .silent }
      var message =
        "writing the dump takes about \(shownMinutes(time.atMost)) at \(time.megabytesPerSecond) MB/s"
      if situation.saving.isSameVolume == false {
        message += ", and copying it to its volume that long again"
      }
      return .speaks(
        Rule.Remark(
          .notice, message,
          numbers: [
            FindingNumber("write_seconds", time.atMost),
            FindingNumber("write_speed_bytes", .mebibytes(time.megabytesPerSecond)),
          ]))
    })
}

extension Situation {
  /// What is to be said where something resets the machine after so many seconds.
  fileprivate func outlasted(_ limit: UInt64, _ what: String, remedy: String) -> Rule.Verdict {
    guard let time = platform.writeTime else { return .unknown(because: memory.counting.reason ?? "") }
    guard time.atMost > limit else { return .silent }
    let isSure = need != nil && time.atLeast > limit
    let severity: Severity = time.isAssumed ? .notice : isSure ? cannotWrite : .warning
    let speed =
      time.isAssumed
      ? "\(time.megabytesPerSecond) MB/s, which nobody measured" : "\(time.megabytesPerSecond) MB/s"
    let takes = isSure || target == .complete ? "takes" : "may take up to"
    return .speaks(
      Rule.Remark(
        severity, "\(what), and writing the dump \(takes) \(time.atMost) s at \(speed)",
        remedy: time.isAssumed
          ? "measure the speed and give platform.write-speed; \(remedy) \(time.atMost) s"
          : "\(remedy) \(time.atMost) s",
        numbers: [
          FindingNumber("limit_seconds", limit), FindingNumber("write_seconds", time.atMost),
          FindingNumber("write_speed_bytes", .mebibytes(time.megabytesPerSecond)),
        ]))
  }
}

/// Some seconds in the unit that people think in.
private func shownMinutes(_ seconds: UInt64) -> String {
  seconds < 120 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
}
