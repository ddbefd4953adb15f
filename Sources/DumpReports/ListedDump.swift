package import DumpFormats
package import DumpStore
package import Linux
package import Sizing

/// One dump as `list` and `show` have it: kept, under a canonical name, or gone.
package struct ListedDump: Sendable {
  /// Where a dump is in its life.
  package enum Place: String, Sendable {
    /// In the archive, or adopted: retention answers for it.
    case kept
    /// Under the name that the next one will take.
    case canonical
    /// Gone, and its pin is left.
    case missing
  }

  package let path: String
  package let host: String
  package let directory: DumpDirectory
  package let place: Place
  package var name: FileName?
  package var identification: Identification?
  /// What it takes of its file system.
  package var allocated: Bytes?
  package var arrived: Timestamp?
  package var isBeingWritten: Bool?
  package var pin: Pin?
  package var hold: KeptDump.Hold?
  /// What retention says of it.
  package var fate: Fate?

  /// A dump of which no more is known yet.
  package init(path: String, host: String, directory: DumpDirectory, place: Place) {
    (self.path, self.host, self.directory, self.place) = (path, host, directory, place)
  }

  /// The file name, for people.
  package var fileName: String { (path.split(separator: "/").last.map(String.init) ?? path).asSafeText }

  /// When its host crashed, where its header says that.
  package var crashed: Timestamp? {
    identification.flatMap { $0.crashTimeIsOfCrash ? $0.crashTime : nil }
  }

  /// Whether it is what a self-test dropped, and no crash.
  package var isTest: Bool { identification?.isTestDump ?? false }

  /// Whether every byte is there, in one word or a percentage.
  package var state: String {
    guard let identification else { return Place.missing.rawValue }
    if place == .canonical, identification.state == .partial, let percent = identification.percentThere {
      return "\(percent) %"
    }
    return identification.state.rawValue
  }

  /// The kind, or the format of a dump without one.
  package var kind: String {
    guard let identification else { return "-" }
    return identification.kind?.rawValue ?? identification.format.rawValue
  }
}

extension ListedDump {
  /// Every dump of some directories, what arrived last first.
  ///
  /// - Parameters:
  ///   - survey: what retention answers for, there and wherever limits are shared with.
  ///   - standing: what stands under canonical names there.
  ///   - chosen: the paths of the directories that are meant.
  package static func all(
    in survey: RetentionSurvey, standing: [StandingDump], of chosen: Set<String>, now: Timestamp
  ) -> [ListedDump] {
    // In its grace a dump has both names; it is listed once.
    let kept = Set(survey.directories.flatMap { $0.dumps.map(\.status.identity) })
    let standing = standing.filter { !kept.contains($0.status.identity) }
    var dumps: [(arrived: Int64, dump: ListedDump)] = standing.map { found in
      var dump = ListedDump(
        path: found.path, host: found.directory.host, directory: found.directory, place: .canonical)
      dump.name = found.name
      dump.identification = found.identification
      dump.allocated = found.status.allocated
      dump.arrived = Timestamp(nanoseconds: found.arrivedNanoseconds)
      dump.isBeingWritten = found.isBeingWritten
      return (found.arrivedNanoseconds, dump)
    }
    for fileSystem in survey.fileSystems {
      let fates = Fates(of: fileSystem.scope, now: now)
      for found in fileSystem.dumps.values where chosen.contains(found.kept.directory) {
        dumps.append((found.kept.arrivedNanoseconds, Self.listed(found, fates)))
      }
    }
    var tests: Set<String> = []
    for look in survey.directories where chosen.contains(look.directory.place.path) {
      // No policy counts it, so it stands in no plan.
      for found in look.dumps
      where found.kept.identification.isTestDump && tests.insert(found.kept.path).inserted {
        dumps.append((found.kept.arrivedNanoseconds, Self.listed(found, nil)))
      }
      for (path, pin) in look.missing {
        var dump = ListedDump(
          path: path, host: look.directory.host, directory: look.directory, place: .missing)
        dump.pin = pin
        dumps.append((.min, dump))
      }
    }
    return dumps.sorted { ($1.arrived, $0.dump.path) < ($0.arrived, $1.dump.path) }.map(\.dump)
  }

  private static func listed(_ found: SurveyedDump, _ fates: Fates?) -> ListedDump {
    var dump = ListedDump(
      path: found.kept.path, host: found.kept.host, directory: found.directory, place: .kept)
    dump.name = found.name
    dump.identification = found.kept.identification
    dump.allocated = found.status.allocated
    dump.arrived = Timestamp(nanoseconds: found.kept.arrivedNanoseconds)
    dump.pin = found.pin
    dump.hold = found.kept.hold
    dump.fate = fates?.byPath[found.kept.path]
    return dump
  }
}

/// What an automatic plan says of one dump, and why.
package struct Fate: Sendable, CustomStringConvertible {
  /// What it says.
  package enum Verdict: String, Sendable {
    case kept
    case goesNext = "goes-next"
    case waits
  }

  package let verdict: Verdict
  package let reason: String

  /// A verdict and its reason.
  package init(verdict: Verdict, reason: String) {
    self.verdict = verdict
    self.reason = reason
  }

  /// `kept: newest`.
  package var description: String {
    switch verdict {
    case .kept: "kept: \(reason)"
    case .goesNext: "goes next: \(reason)"
    case .waits: "waits for dumpctl prune: \(reason)"
    }
  }
}

/// The fates of all dumps of a file system, by their paths.
private struct Fates {
  var byPath: [String: Fate] = [:]

  init(of scope: RetentionScope, now: Timestamp) {
    let plan = scope.plan(now: now, isAutomatic: true)
    for kept in plan.kept {
      byPath[scope[kept.place].path] = Fate(verdict: .kept, reason: "\(kept.reason)")
    }
    for deletion in plan.deletions {
      byPath[deletion.dump.path] = Fate(verdict: .goesNext, reason: deletion.reason)
    }
    for deletion in plan.waiting.flatMap(\.deletions) {
      byPath[deletion.dump.path] = Fate(verdict: .waits, reason: deletion.reason)
    }
  }
}

extension Timestamp {
  /// The second of a moment that is counted in nanoseconds.
  package init(nanoseconds: Int64) {
    let seconds = nanoseconds / 1_000_000_000
    self.init(seconds: nanoseconds % 1_000_000_000 < 0 ? seconds - 1 : seconds)
  }

  /// `2026-03-12 08:02`.
  package var toTheMinute: String { String(description.prefix(16)).replacing("T", with: " ") }
}
