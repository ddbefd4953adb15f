import DumpStore
import Inventory
import Linux
import Sizing
import Systemd

/// Retention: a plan is made when a dump is preserved, when the configuration is read, and once an hour.
///
/// It has a thread of its own while there is something to do, so that a rescue never waits for a deletion.
extension Daemon {
  /// Longer than the lease of a dump that was just secured: until then it is in use, by the daemon itself.
  private static let retentionMicroseconds: UInt64 = 2_000_000

  /// Has a plan made and carried out soon.
  func retainSoon() {
    schedule(.retention, after: Self.retentionMicroseconds) { daemon in
      // What comes during a run is planned for when that is over.
      daemon.isRetentionDue = true
      daemon.retain()
    }
  }

  private func retain() {
    guard !isRetaining else { return }
    isRetaining = true
    Task {
      while isRetentionDue, !isEnding {
        isRetentionDue = false
        await retainOnce()
      }
      isRetaining = false
      giveMemoryBackSoon()
    }
  }

  private func retainOnce() async {
    do {
      let thread = try Worker(name: "retention")
      // All its work is done by then, so nothing waits for it.
      defer { thread.stop() }
      let look = await look(on: thread)
      takeSurveyed(look.holdings)
      var alerts: [Alert] = []
      for fileSystem in look.survey.fileSystems where !isEnding {
        alerts += await carryOut(withoutUntold(fileSystem), look, on: thread)
      }
      guard !isEnding else { return }
      surveyCache.forgetUnseen()
      alerts.sort { $0.priority < $1.priority }
      publish(
        book.update(
          alerts, covering: { subject in if case .retention = subject { true } else { false } }, now: now))
    } catch {
      notifier.complain("retention is not carried out: \(error)")
    }
  }

  private func look(on thread: Worker) async -> RetentionLook {
    let directories = directories.values.map { watched in
      DumpDirectory(place: watched.place, host: watched.host, settings: watched.settings)
    }.sorted { $0.place.path < $1.place.path }
    let files = hostFiles.values.sorted { $0.path < $1.path }
    let (configuration, machine, now) = (configuration, machine, now)
    var cache = surveyCache
    // Not two copies of it while the survey fills one.
    surveyCache = SurveyCache()
    let look = await thread.run { [cache] in
      var cache = cache
      let local = configuration.local
      let nextDumps = NextDumps(
        HostInventory(files: files).hosts,
        local: local.assess ? machine.facts(bootVolume: local.bootVolume) : nil, localWant: local.want,
        policies: configuration.policies)
      let mounts = machine.mounts().value ?? MountTable([])
      let survey = RetentionSurvey(of: directories, mounts: mounts, now: now, cache: &cache) {
        _, hosts, dumps in
        nextDumps.largest(of: hosts, after: dumps)?.bytes
      }
      return RetentionLook(
        survey: survey, nextDumps: nextDumps, mounts: mounts,
        holdings: HoldingsByHost(survey, of: directories, now: now), cache: cache)
    }
    cache = look.cache
    surveyCache = cache
    return look
  }

  /// A dump that is not announced is perhaps not durable yet, and no reason to delete another.
  func withoutUntold(_ fileSystem: SurveyedFileSystem) -> SurveyedFileSystem {
    var fileSystem = fileSystem
    // One that waits long, as a partial dump does, keeps none from counting that was told of meanwhile.
    let until = max(announcedUntil ?? .min, newestAnnounced)
    for group in fileSystem.scope.groups.indices {
      fileSystem.scope.groups[group].dumps.removeAll { dump in
        guard let status = fileSystem.dumps[dump.path]?.status else { return true }
        return status.changedNanoseconds > until || unannounced[status.identity] != nil
      }
    }
    return fileSystem
  }

  private func carryOut(
    _ fileSystem: SurveyedFileSystem, _ look: RetentionLook, on thread: Worker
  ) async -> [Alert] {
    let (notifier, now, interruption) = (notifier, now, retentionInterruption)
    let operations = FileOperations { (call) throws(SystemError) in try interruption.check(call) }
    let (outcome, rest) = await thread.run {
      let outcome = operations.carryOut(
        on: fileSystem, .daemon(today: now.date),
        hasDeleted: { deletion in notifier.write(RetentionWords.deleted(deletion)) },
        plan: { scope, deletedBefore in
          scope.plan(now: now, isAutomatic: true, deletedBefore: deletedBefore)
        })
      return (outcome, outcome.remaining.plan(now: now, isAutomatic: true))
    }
    surveyCache.remember(outcome, on: fileSystem)
    signalDeleted(outcome.deleted)
    let surveys = look.survey.directories.filter { survey in
      look.mounts.mount(containing: survey.directory.place.path)?.device == fileSystem.device
    }
    let first = surveys.first?.directory.place.path ?? fileSystem.scope.groups.first?.name ?? ""
    let words = RetentionWords(mountPoint: look.mounts.mount(containing: first)?.mountPoint ?? first) {
      group in
      look.nextDumps.largest(
        of: surveys.filter { $0.directory.settings.path == group }.map(\.directory.host),
        after: outcome.remaining.groups.first { $0.name == group }?.dumps ?? [])
    }
    return words.alerts(rest, after: outcome)
  }
}

/// What there is to plan with.
private struct RetentionLook: Sendable {
  let survey: RetentionSurvey
  let nextDumps: NextDumps
  let mounts: MountTable
  let holdings: HoldingsByHost
  let cache: SurveyCache
}
