import Glibc
import Linux

/// polkit's agent for this terminal, which asks for the password that a change may need.
///
/// Where the session has an agent of its own, as desktops have, that one is asked and this one steps back.
final class PasswordAgent {
  private let program: ChildProgram

  /// Starts it where a person at a terminal can be asked and has to be: root never is, and without polkit there is
  /// nobody to ask for.
  init?() {
    guard geteuid() != 0, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1,
      let ready = ChildProgram.pipe()
    else { return nil }
    defer { close(ready.reading) }
    let started = try? ChildProgram(
      ["pkttyagent", "--notify-fd", "\(ready.writing)", "--fallback"],
      given: [ready.writing: .descriptor(ready.writing)])
    close(ready.writing)
    guard let started else { return nil }
    program = started
    // It closes its end once polkit knows it; a question before that would find nobody to ask.
    var byte: UInt8 = 0
    while read(ready.reading, &byte, 1) < 0, errno == EINTR {}
  }

  deinit { program.end() }
}
