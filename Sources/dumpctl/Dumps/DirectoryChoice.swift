import ArgumentParser
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// The dump directories that a person means: those that are configured, or those below one that he names.
struct DirectoryChoice {
  let configuration: Configuration
  let mounts: MountTable
  /// Those that are meant.
  let directories: [DumpDirectory]
  /// Those and all that share limits with them: a plan that did not count these would be another one.
  let surveyed: [DumpDirectory]
  let troubles: [SurveyTrouble]
  let now: Timestamp

  /// Finds them.
  ///
  /// Throws where there is nothing to look at: a directory that was named and cannot be opened, or a configuration
  /// that was named and cannot be read.
  init(_ option: ConfigurationOption, directory argument: String?) throws {
    now = Timestamp(seconds: Int64(time(nil)))
    let loaded = option.load(now: now)
    for mistake in loaded.diagnostics.errors { complain("\(mistake)") }
    if option.file != nil, loaded.files.isEmpty { throw ExitCode.badInput }
    configuration = loaded.configuration
    mounts = Machine().mounts().value ?? MountTable([])
    let found = DumpDirectories(configuration.dumpDirectories, mounts: mounts)
    if let argument {
      directories = try Self.directories(named: argument, among: found)
      let paths = Set(found.all.map(\.place.path))
      surveyed = found.all + directories.filter { !paths.contains($0.place.path) }
      troubles = []
    } else {
      directories = found.all
      surveyed = found.all
      troubles = found.unlisted.map { [mounts] in Self.trouble(with: $0.key.path, because: $0.value, mounts) }
    }
  }

  private static func trouble(with path: String, because reason: String, _ mounts: MountTable)
    -> SurveyTrouble
  {
    let isRemote = mounts.mount(containing: path)?.isNetworkOrFUSE ?? false
    let isForbidden = !isRemote && access(path, R_OK | X_OK) != 0 && errno == EACCES
    return SurveyTrouble(path, reason, errno: isForbidden ? EACCES : EIO)
  }

  /// The configured directories that a path means: itself, or all below it; itself with the defaults where it is not
  /// configured.
  private static func directories(
    named argument: String, among found: DumpDirectories
  ) throws -> [DumpDirectory] {
    guard let resolved = realpath(argument, nil) else {
      let reason = errno
      var hint = ""
      if reason == ENOENT {
        let paths = found.all.map(\.place.path)
        hint =
          found.all.contains { $0.host.lowercased() == argument.lowercased() }
          ? "the dumps of a host are shown by dumpctl list --of \(argument.asShellWord)"
          : suggestion(for: argument, among: paths)
      }
      throw DumpLook.failing(SystemError("open", on: argument, errno: reason), hint: hint)
    }
    defer { free(resolved) }
    let path = String(cString: resolved)
    do throws(SystemError) {
      _ = try Directory(DirectoryPath(base: path))
    } catch {
      throw DumpLook.failing(error)
    }
    let configured = found.all.filter { directory in
      [argument, path].contains { $0.isPrefix(ofPath: directory.place.path) }
    }
    guard configured.isEmpty else { return configured }
    let host = path.split(separator: "/").last.map(String.init) ?? "local"
    return [
      DumpDirectory(
        place: DirectoryPath(base: path), host: host, settings: DumpDirectorySettings(path: path))
    ]
  }
}
