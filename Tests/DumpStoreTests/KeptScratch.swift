import CLinux
import DumpFormats
import DumpSamples
import Glibc
import Inventory
import Linux
import Sizing
import Testing

@testable import DumpStore

/// A dump directory `hosts/SQL07` with an archive, and what a survey and a plan make of it.
struct KeptScratch {
  static let first = "MEMORY-20260301T000000Z-000000D1.DMP"
  static let second = "MEMORY-20260302T000000Z-000000D1.DMP"
  static let third = "MEMORY-20260303T000000Z-000000D1.DMP"

  let scratch: Scratch
  var directory: DumpDirectory
  /// A minute on, so that what is made for the test is settled.
  let now = Timestamp(seconds: Int64(time(nil)) + 60)

  init(_ scratch: Scratch? = nil, adopt: [String] = []) throws {
    self.scratch = try scratch ?? Scratch()
    try self.scratch.make("SQL07")
    try self.scratch.make("SQL07/preserved")
    var settings = DumpDirectorySettings(path: "\(self.scratch.path)/*")
    settings.adopt = adopt
    settings.settleSeconds = 0
    directory = DumpDirectory(
      place: DirectoryPath(base: self.scratch.path, below: ["SQL07"]), host: "SQL07", settings: settings)
  }

  /// Where the archive is, below the scratch directory.
  func kept(_ name: String) -> String { "SQL07/preserved/\(name)" }

  /// Where it is on the machine.
  func path(_ name: String) -> String { "\(scratch.path)/\(kept(name))" }

  func keep(_ name: String, _ bytes: [UInt8] = wholeDump) throws { try scratch.write(kept(name), bytes) }

  var rules: DeletionRules {
    var rules = DeletionRules.daemon(today: now.date, lockMilliseconds: 0)
    rules.roomMilliseconds = 0
    // A child that another test starts has our files open until it becomes its own program.
    rules.readerMilliseconds = 3000
    // Other tests write to the same file system.
    rules.roomTolerance = .gibibytes(1024)
    return rules
  }

  func survey() throws -> SurveyedFileSystem {
    var cache = SurveyCache()
    return try survey(&cache)
  }

  func survey(_ cache: inout SurveyCache) throws -> SurveyedFileSystem {
    let survey = RetentionSurvey(
      of: [directory], mounts: Machine().mounts().value ?? MountTable([]), now: now, cache: &cache,
      nextDump: { _, _, _ in nil })
    return try #require(survey.fileSystems.first, "\(survey.troubles)")
  }

  func look() throws -> DirectorySurvey {
    var cache = SurveyCache()
    return try DirectorySurvey(of: directory, now: now, cache: &cache)
  }

  /// Carries out a plan that names these dumps as long as they are there and nothing holds them.
  ///
  /// - Parameter repeats: which of them is a repeat of which other.
  func delete(
    _ names: [String], repeats: [String: String] = [:], on fileSystem: SurveyedFileSystem? = nil,
    _ rules: DeletionRules? = nil, with operations: FileOperations = FileOperations()
  ) throws -> RetentionOutcome {
    operations.carryOut(on: try fileSystem ?? survey(), rules ?? self.rules) { scope, _ in
      Self.plan(names, repeats, scope)
    }
  }

  private static func plan(
    _ names: [String], _ repeats: [String: String], _ scope: RetentionScope
  ) -> RetentionPlan {
    var plan = RetentionPlan()
    var places: [String: (place: RetentionPlan.Place, dump: KeptDump)] = [:]
    for (group, each) in scope.groups.enumerated() {
      for (index, dump) in each.dumps.enumerated() {
        let name = String(dump.path.split(separator: "/").last ?? "")
        places[name] = (RetentionPlan.Place(group: group, dump: index), dump)
      }
    }
    for name in names {
      guard let (place, dump) = places[name], dump.hold == nil else { continue }
      let original = dump.isCrashOfItsOwn ? nil : repeats[name].flatMap { places[$0] }?.dump.path
      if repeats[name] != nil, original == nil { continue }
      plan.deletions.append(
        RetentionPlan.Deletion(
          place: place, dump: dump, demand: .maxAge(seconds: 1), repeatOf: original))
    }
    return plan
  }
}

/// A process that has a file open until it is let go.
final class Holder {
  private let child: Child
  let identifier: pid_t

  /// Has `path` open for reading and, where `isLocking`, locked.
  init(_ path: String, isLocking: Bool) throws {
    let scratch = try Scratch()
    let lock = isLocking ? "flock 9;" : ""
    child = try Child(
      "/bin/sh", "-c", "exec 9<'\(path)'; \(lock) : > '\(scratch.path)/ready'; exec sleep 600")
    identifier = child.identifier
    #expect(eventually { scratch.names() == ["ready"] })
    // By then it is the program that its name is asked for.
    #expect(
      eventually { (Scratch.read("/proc/\(identifier)/comm", upTo: 6)) == Array("sleep\n".utf8) })
  }

  deinit {
    kill(identifier, SIGKILL)
    _ = child.wait()
  }
}

extension Scratch {
  /// Reads a file of the kernel's, which has no length.
  static func read(_ path: String, upTo count: Int) -> [UInt8]? {
    guard let file = try? OpenFile(reading: path) else { return nil }
    return try? FileSource(file, length: UInt64(count)).read(at: 0, count: count)
  }
}
