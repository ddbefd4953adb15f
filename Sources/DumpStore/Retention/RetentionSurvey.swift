internal import CLinux
internal import DumpFormats
public import Inventory
internal import Linux
public import Sizing

/// Everything that retention answers for, file system by file system.
public struct RetentionSurvey: Sendable {
  /// The file systems, in order of their first directories.
  public private(set) var fileSystems: [SurveyedFileSystem] = []
  /// What could not be looked at, or would not be.
  public private(set) var troubles: [SurveyTrouble] = []
  /// The look at each directory, in order of the paths.
  public private(set) var directories: [DirectorySurvey] = []

  /// What a group's largest host will write next; `nil` where that is not known.
  public typealias NextDump = (_ settings: DumpDirectorySettings, _ hosts: Set<String>, _ dumps: [KeptDump])
    -> Bytes?

  /// Looks at every directory.
  ///
  /// Directories of one mount's file system share its room, subvolumes of one btrfs too: they are told by the
  /// mount table, since `stat` gives each a number of its own.
  public init(
    of directories: [DumpDirectory], mounts: MountTable, now: Timestamp, cache: inout SurveyCache,
    nextDump: NextDump
  ) {
    let mixed = directories.archivesOfSeveralHosts
    for path in mixed.values.sorted() {
      troubles.append(
        SurveyTrouble(
          path,
          "it is the archive of several hosts, whose dumps cannot be told apart there, so none is deleted: put "
            + "{host} into its path"))
    }
    var byDevice: [DeviceNumber: [DirectorySurvey]] = [:]
    var order: [DeviceNumber] = []
    for directory in directories {
      do throws(SystemError) {
        var directory = directory
        if directory.archivePlace.map({ mixed[$0] != nil }) ?? false {
          directory.settings.holdsRetention = true
        }
        let survey = try DirectorySurvey(of: directory, now: now, cache: &cache)
        troubles += survey.troubles
        let device = try Self.device(of: survey, mounts)
        if byDevice[device] == nil { order.append(device) }
        byDevice[device, default: []].append(survey)
        self.directories.append(survey)
      } catch {
        troubles.append(SurveyTrouble(directory.place.path, error.description, errno: error.errno))
      }
    }
    for device in order {
      guard let surveys = byDevice[device] else { continue }
      switch SurveyedFileSystem.made(device, surveys, nextDump) {
      case .known(let fileSystem): fileSystems.append(fileSystem)
      case .unknown(let reason):
        troubles.append(SurveyTrouble(surveys.first?.directory.place.path ?? "", reason))
      }
    }
  }

  private static func device(
    of survey: DirectorySurvey, _ mounts: MountTable
  ) throws(SystemError) -> DeviceNumber {
    if let mount = mounts.mounts.first(where: { $0.id == Int(clamping: survey.mountID) }) {
      return mount.device
    }
    let device = try Directory(survey.directory.place).status().identity.device
    return DeviceNumber(major: cl_major(device), minor: cl_minor(device))
  }
}

/// One file system: what a plan is made of, and where its dumps are.
public struct SurveyedFileSystem: Sendable {
  /// Its number.
  public let device: DeviceNumber
  /// What a plan is made of.
  public var scope: RetentionScope
  /// The dumps by their paths.
  public let dumps: [String: SurveyedDump]

  static func made(
    _ device: DeviceNumber, _ surveys: [DirectorySurvey], _ nextDump: RetentionSurvey.NextDump
  ) -> Fact<SurveyedFileSystem> {
    var space = Fact<VolumeSpace>.unknown(because: "there is no directory")
    for survey in surveys where space.value == nil { space = survey.space }
    return space.map { space in
      var settings: [DumpDirectorySettings] = []
      var byPath: [String: [DirectorySurvey]] = [:]
      for survey in surveys {
        let path = survey.directory.settings.path
        if byPath[path] == nil { settings.append(survey.directory.settings) }
        byPath[path, default: []].append(survey)
      }
      var found: [String: SurveyedDump] = [:]
      let groups = settings.map { settings in
        let surveys = byPath[settings.path] ?? []
        // Two directories that share one archive outside of them share its dumps: each counts once.
        // A test dump is nobody's crash: no policy counts it, so that none of it makes a real one go.
        let dumps = surveys.flatMap(\.dumps).filter { dump in
          !dump.kept.identification.isTestDump && found.updateValue(dump, forKey: dump.kept.path) == nil
        }
        let kept = dumps.map(\.kept)
        return RetentionScope.Group(
          name: settings.path, keep: settings.keep,
          nextDump: nextDump(settings, Set(surveys.map(\.directory.host)), kept),
          isHeld: surveys.contains { $0.directory.settings.holdsRetention }, dumps: kept)
      }
      return SurveyedFileSystem(
        device: device,
        scope: RetentionScope(size: space.size, free: space.free, groups: groups), dumps: found)
    }
  }
}
