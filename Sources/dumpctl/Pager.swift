import Glibc
import Linux

/// A program that shows long text, as those of systemd choose it.
///
/// `SYSTEMD_PAGER`, then `PAGER`; an empty one, or `cat`, means none. Without them `pager`, `less`, `more`: the first
/// that there is. Where the caller is not whom the session is of, as behind sudo, only `less` in its secure mode, which
/// runs no commands, unless `SYSTEMD_PAGERSECURE` says otherwise.
enum Pager {
  /// Shows a text; `false` where no pager is wanted or none could be started.
  static func show(_ text: String) -> Bool {
    for words in choices {
      guard let pipe = ChildProgram.pipe() else { return false }
      let started = start(words, input: pipe.reading)
      close(pipe.reading)
      guard let started else {
        close(pipe.writing)
        continue
      }
      // What is typed is the pager's: it takes ^C as the end of a search, and leaving it early is no failure.
      let handlers = (signal(SIGINT, SIG_IGN), signal(SIGPIPE, SIG_IGN))
      defer {
        signal(SIGINT, handlers.0)
        signal(SIGPIPE, handlers.1)
      }
      write(text, to: pipe.writing)
      close(pipe.writing)
      return started.waitForEnd() != missing
    }
    return false
  }

  /// A shell's answer for a command that is not there.
  private static let missing: Int32 = 127

  private static var choices: [[String]] {
    let mayRunCommands = !isSecure
    if mayRunCommands, let said = variable("SYSTEMD_PAGER") ?? variable("PAGER") {
      let words = said.split(separator: " ").map(String.init)
      return words.isEmpty || words == ["cat"] ? [] : [words]
    }
    // No pager was wanted: that needs no trust.
    if let said = variable("SYSTEMD_PAGER") ?? variable("PAGER"), said.isEmpty || said == "cat" { return [] }
    return mayRunCommands ? [["pager"], ["less"], ["more"]] : [["less"]]
  }

  private static var isSecure: Bool {
    switch variable("SYSTEMD_PAGERSECURE") {
    case "0"?, "no"?, "false"?, "off"?: return false
    case "1"?, "yes"?, "true"?, "on"?: return true
    default: break
    }
    if getuid() != geteuid() { return true }
    return variable("SUDO_UID").flatMap { uid_t($0) }.map { $0 != geteuid() } ?? false
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func start(_ words: [String], input: Int32) -> ChildProgram? {
    // F: ends when all fits; R: colours; S: long lines are cut, not folded; X: leaves the text on the screen.
    setenv("LESS", variable("SYSTEMD_LESS") ?? "FRSXMK", 1)
    setenv("LESSCHARSET", variable("SYSTEMD_LESSCHARSET") ?? "utf-8", 1)
    if isSecure { setenv("LESSSECURE", "1", 1) }
    return try? ChildProgram(words, given: [STDIN_FILENO: .descriptor(input)])
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // The reader has seen enough.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
