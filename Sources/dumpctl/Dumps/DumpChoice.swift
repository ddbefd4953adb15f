import ArgumentParser
import DumpReports
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// The dump that a person means: by its path, by its file name, or by as much of that as is unique.
struct DumpChoice {
  let look: DumpLook
  let dump: ListedDump

  /// Finds it; says what is wrong and ends with 65 where there is none, or more than one.
  init(_ word: String, _ option: ConfigurationOption) throws {
    var look = try DumpLook(option)
    var dumps = look.listed()
    if word.utf8.contains(UInt8(ascii: "/")) {
      let path = Self.resolved(word)
      if !dumps.contains(where: { $0.path == path }), let directory = Self.directory(of: path) {
        look = try DumpLook(option, directory: directory)
        dumps = look.listed()
      }
      guard let dump = dumps.first(where: { $0.path == path }) else {
        throw Self.unknown(word, path, dumps, look)
      }
      self.look = look
      self.dump = dump
      return
    }
    self.look = look
    let safe = word.asSafeText
    var found = dumps.filter { $0.fileName == safe }
    if found.isEmpty { found = dumps.filter { !word.isEmpty && $0.fileName.hasPrefix(safe) } }
    guard let dump = found.first else { throw Self.unknown(word, nil, dumps, look) }
    guard found.count == 1 else {
      let others = found.prefix(5).map { $0.path.asSafeText }.joined(separator: ", ")
      let more = found.count > 5 ? " and \(found.count - 5) more" : ""
      complain("'\(safe)' is the name of \(found.count) dumps: \(others)\(more)")
      throw ExitCode.badInput
    }
    self.dump = dump
  }

  private static func unknown(
    _ word: String, _ path: String?, _ dumps: [ListedDump], _ look: DumpLook
  ) -> ExitCode {
    look.complainOfTroubles()
    if let path, access(path, F_OK) != 0, errno == EACCES {
      return DumpLook.failing(SystemError("access", on: path, errno: EACCES))
    }
    if let path, access(path, F_OK) == 0 {
      complain("'\(word.asSafeText)' is no dump of a dump directory: dumpctl identify says what it is")
      return .badInput
    }
    let name = word.split(separator: "/").last.map { String($0).asSafeText } ?? ""
    let hint = suggestion(for: name, among: dumps.map(\.fileName), otherwise: "dumpctl list shows all")
    complain("there is no dump '\(word.asSafeText)': \(hint)")
    return look.failure ?? .badInput
  }

  /// The path with the directory's links resolved, and not the dump's own.
  static func resolved(_ word: String) -> String {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    let start = parent.isEmpty ? (word.hasPrefix("/") ? "/" : ".") : parent
    guard let name = parts.last, let found = realpath(start, nil) else { return word }
    defer { free(found) }
    let directory = String(cString: found)
    return (directory == "/" ? "" : directory) + "/" + name
  }

  /// The dump directory of a dump that is not in a configured one.
  private static func directory(of path: String) -> String? {
    let parts = path.split(separator: "/").dropLast()
    let archive = DumpDirectorySettings(path: path).archive
    let directory = parts.last.map(String.init) == archive ? parts.dropLast() : parts
    let text = "/" + directory.joined(separator: "/")
    return access(text, F_OK) == 0 ? text : nil
  }
}
