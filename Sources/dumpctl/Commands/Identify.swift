import ArgumentParser
import DumpFormats
import DumpStore
import Glibc
import Linux
import Sizing

/// `dumpctl identify`: what a dump file is, and whether every byte of it is there.
struct Identify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Say what a dump file is, and whether it is whole.",
    usage: "dumpctl identify FILE ... [--json]",
    discussion:
      "Exit code 0 when every file is whole, 2 when one is partial, 3 when one is unknown; 74 when one "
      + "cannot be read, 77 when that is not permitted.")

  @Argument(help: ArgumentHelp("Files to identify.", valueName: "FILE"))
  var files: [String]

  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = IdentifyReport(files: files.map { IdentifiedFile(path: $0) })
    try output.print(report)
    throw ExitCode(report.exitCode)
  }
}

/// One file and what it is.
struct IdentifiedFile {
  let path: String
  let identification: Identification
  /// The exit code of a file that could not be read; `nil` where it could.
  let failure: ExitCode?

  init(path: String) {
    self.path = path
    do throws(SystemError) {
      identification = try Self.identified(path)
      failure = nil
    } catch {
      identification = Self.unknown(because: error.description)
      failure = [EACCES, EPERM].contains(error.errno) ? .notPermitted : .inputOutput
    }
  }

  private static func identified(_ path: String) throws(SystemError) -> Identification {
    let file = try OpenFile(reading: path)
    let status = try FileStatus(of: file.descriptor)
    guard status.kind == .regular else {
      return unknown(because: "it is a \(status.kind.rawValue), not a file")
    }
    // Nobody says whether it is still being written; what is at rest is judged as settled.
    return identify(FileSource(file, length: status.length), isSettled: true)
  }

  private static func unknown(because reason: String) -> Identification {
    Identification(format: .unknown, state: .unknown, reason: reason, size: .zero)
  }
}
