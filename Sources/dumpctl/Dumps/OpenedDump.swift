import ArgumentParser
import DumpReports
import DumpStore
import Glibc
import Linux
import Sizing

/// The directory that holds a kept dump, open: what is done beside the dump is done there.
struct OpenedDump {
  let name: FileName
  let container: Directory

  /// Opens it; says what is wrong and ends with the exit code for that.
  init(_ dump: ListedDump) throws {
    let path = dump.path.asSafeText
    let given = FileName(dump.path.split(separator: "/").last.map(String.init) ?? "")
    guard dump.place != .canonical, let name = dump.name ?? given else {
      complain(
        "\(path) stands under its canonical name and will get another: it can be pinned once it is preserved")
      throw ExitCode.badInput
    }
    self.name = name
    do throws(SystemError) {
      let directory = try Directory(dump.directory.place)
      guard let place = dump.directory.archivePlace, !dump.path.hasPrefix(directory.path(of: name)) else {
        container = directory
        return
      }
      do throws(ArchiveError) {
        container = try Archive.find(place, of: directory, owner: .anyone)
      } catch {
        throw SystemError("open", on: dump.path, errno: error.errno ?? EPERM)
      }
    } catch {
      throw DumpLook.failing(error)
    }
  }
}
