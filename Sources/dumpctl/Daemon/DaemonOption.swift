import ArgumentParser
import Linux
import Sizing

/// `-H [USER@]HOST`: whose daemon is asked.
struct DaemonOption: ParsableArguments {
  @Option(
    name: [.customShort("H", allowingJoined: true), .long],
    help: ArgumentHelp(
      "Ask the daemon of another machine, through ssh and its system bus.", valueName: "[USER@]HOST"))
  var host: String?

  func validate() throws {
    guard let host else { return }
    // What begins like an option would be one to ssh.
    guard !host.isEmpty, host.utf8.first != UInt8(ascii: "-"),
      host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw ValidationError("'\(host.asSafeText)' is no host: expected HOST or USER@HOST") }
  }

  /// Refuses what means something on this machine alone.
  func refuse(_ options: (name: String, isGiven: Bool)...) throws {
    guard host != nil else { return }
    for option in options where option.isGiven {
      throw ValidationError("\(option.name) is about files of this machine, and --host asks another")
    }
  }
}
