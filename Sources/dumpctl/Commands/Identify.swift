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

  @Argument(help: ArgumentHelp("Files to identify.", valueName: "FILE"), completion: .file())
  var files: [String]

  @OptionGroup var output: OutputOptions

  func run() throws {
    // A writer that comes while a lease is asked for has the kernel send this, which would end the program.
    signal(SIGIO, SIG_IGN)
    let progress = Progress("Identifying", of: UInt64(clamping: files.count))
    let report = IdentifyReport(
      files: files.map { path in
        defer { progress?.advance() }
        return IdentifiedFile(path: path)
      })
    progress?.finish()
    try output.print(report)
    throw ExitCode(report.exitCode)
  }

  /// Takes the files out of the words of this verb, all but the first, by which it is known that there are some.
  ///
  /// ArgumentParser's time grows with the square of the words: for ten thousand files it is seconds. No option of
  /// this verb has its value in a word of its own.
  static func withoutFiles(_ words: [String]) -> (words: [String], files: [String]) {
    guard words.first == "identify" else { return (words, []) }
    var options = ["identify"]
    var files: [String] = []
    var mayBeOption = true
    for word in words.dropFirst() {
      if mayBeOption, word == "--" {
        mayBeOption = false
      } else if mayBeOption, word.utf8.first == UInt8(ascii: "-"), word != "-" {
        options.append(word)
      } else {
        files.append(word)
      }
    }
    return (options + files.prefix(1).flatMap { ["--", $0] }, files)
  }
}
