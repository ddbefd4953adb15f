internal import DumpFormats
internal import Glibc
public import Linux

extension StandingDump {
  /// The dumps under canonical names in a directory: arriving, waiting for what comes next, or left there.
  ///
  /// Each is asked by a read lease, given back at once, whether it is being written: whoever calls this must not
  /// die of the `SIGIO` that a writer's open then sends.
  public static func all(
    in directory: DumpDirectory
  ) throws(SystemError) -> (dumps: [StandingDump], troubles: [SurveyTrouble]) {
    let opened = try Directory(directory.place)
    var dumps: [StandingDump] = []
    var troubles: [SurveyTrouble] = []
    for name in try opened.names() where directory.isCanonical(name) {
      do throws(SystemError) {
        guard let status = try opened.status(of: name) else { continue }
        guard status.kind == .regular else {
          troubles.append(
            SurveyTrouble(opened.path(of: name), "it is a \(status.kind.rawValue), not a file"))
          continue
        }
        dumps.append(try StandingDump(name, in: opened, of: directory))
      } catch {
        // A write lease, as Samba's oplocks take it, is a writer's; what is gone is gone.
        guard !error.isPassing, error.errno != ENOENT else { continue }
        troubles.append(SurveyTrouble(opened.path(of: name), error.description, errno: error.errno))
      }
    }
    return (dumps.sorted { $0.path < $1.path }, troubles)
  }

  private init(
    _ name: FileName, in opened: Directory, of directory: DumpDirectory
  ) throws(SystemError) {
    let file = try opened.openFile(name)
    let answer = Lease.take(on: file)
    let status = try FileStatus(of: file.descriptor)
    path = opened.path(of: name)
    self.name = name
    self.directory = directory
    self.status = status
    arrivedNanoseconds = opened.birthNanoseconds(of: name, status)
    identification = identify(FileSource(file, length: status.length), isSettled: answer == .granted)
    isBeingWritten =
      switch answer {
      case .granted: false
      case .held: true
      case .unavailable: nil
      }
    if answer == .granted { Lease.release(file) }
  }
}
