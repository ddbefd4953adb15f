import ArgumentParser
import Glibc
import Linux
import Sizing

/// Arguments in, one payload out, as text or JSON.
@main
struct Dumpctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dumpctl",
    abstract: "Say whether a complete memory dump would fit, and look after those that arrived.",
    discussion: """
      Exit codes: 0 all well, 1 a warning, 2 critical, 3 unknown (facts are missing); the worst wins, in the order \
      2, 3, 1, 0. 64 usage, 65 bad input or configuration, 69 the daemon is needed and not there, 74 an I/O error, \
      77 not permitted.
      """,
    version: "dumpctl \(Version.current)",
    // Each has its name written out: worked out from the type's it takes a tenth of the time of `check`.
    subcommands: [
      Check.self, Size.self, Rules.self, Explain.self, Fix.self, Accept.self, Import.self, Identify.self,
      List.self, Show.self, PinDump.self, UnpinDump.self, Preserve.self, Prune.self, StatusOfDaemon.self,
      Alerts.self,
      Monitor.self, Test.self, Config.self,
    ])

  static func main() {
    // A reader that has seen enough, as `head` has, is no failure of ours.
    signal(SIGPIPE, SIG_DFL)
    do {
      let (words, files) = Identify.withoutFiles(expanded(CommandLine.arguments.dropFirst()))
      var command = try command(of: words)
      if var identify = command as? Identify {
        identify.files = files
        command = identify
      }
      try command.run()
    } catch let code as ExitCode {
      // The answer is out; making up a message that nobody sees would take as long as reading this machine.
      Glibc.exit(code.rawValue)
    } catch {
      end(with: error)
    }
  }

  /// What the words ask for.
  ///
  /// A verb that takes all words behind it is the answer, and no other need be read: the way there from the root is
  /// a tenth of the instructions of `check`. Whatever it does not take (a wrong word, `--help`, a request for a
  /// script of completions) the root reads from the start, and says of it what it has to.
  private static func command(of words: [String]) throws -> any ParsableCommand {
    let verb = configuration.subcommands.first { $0.configuration.commandName == words.first }
    if let verb, verb.configuration.subcommands.isEmpty,
      let command = try? verb.parse(Array(words.dropFirst()))
    {
      return command
    }
    return try parseAsRoot(words)
  }

  /// Says what is wrong, or the help that was asked for, and ends.
  ///
  /// ArgumentParser repeats what was typed, and a script may have typed anything.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if !message.isEmpty {
      let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(\.asSafeText)
      let stream = code == .success ? StandardStream.output : StandardStream.error
      // Where nobody listens there is nobody to tell.
      try? stream.write(lines.joined(separator: "\n") + "\n")
    }
    Glibc.exit(code.rawValue)
  }

  /// A bare `--json` means its default style and never swallows the next word; behind `--` all words are names.
  ///
  /// `-H` may stand before the verb too, as people write it for systemctl.
  static func expanded(_ words: some Sequence<String>) -> [String] {
    var isOption = true
    return withHostBehind(Array(words)).map { word in
      if word == "--" { isOption = false }
      return isOption && word == "--json" ? "--json=auto" : word
    }
  }
}

extension Dumpctl {
  private static func withHostBehind(_ words: [String]) -> [String] {
    guard let first = words.first, first.hasPrefix("-H") || first == "--host" || first.hasPrefix("--host=")
    else { return words }
    let count = first == "-H" || first == "--host" ? 2 : 1
    guard words.count > count else { return words }
    return [words[count]] + words.prefix(count) + words.dropFirst(count + 1)
  }
}

extension ExitCode {
  /// Wrong usage (`EX_USAGE`).
  static let usage = ExitCode(64)
  /// Bad input or configuration (`EX_DATAERR`).
  static let badInput = ExitCode(65)
  /// An I/O error (`EX_IOERR`).
  static let inputOutput = ExitCode(74)
  /// Not permitted (`EX_NOPERM`).
  static let notPermitted = ExitCode(77)
}
