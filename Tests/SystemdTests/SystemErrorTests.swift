import Linux
import Systemd
import Testing

@Suite struct `A system error` {
  @Test func `says which call failed on what and why`() {
    #expect("\(SystemError("openat", on: "MEMORY.DMP", errno: 13))" == "openat MEMORY.DMP: permission denied")
    #expect("\(SystemError("sd_event_new", errno: 24))" == "sd_event_new: too many open files")
    #expect("\(SystemError("ioctl", errno: 4095))" == "ioctl: unknown error 4095")
  }

  @Test(arguments: [
    ("a newline", "a\nb", #"a\nb"#),
    ("a terminal's escape", "\u{1B}[2J", #"\u{1B}[2J"#),
    ("a change of direction", "PMD.\u{202E}exe", #"PMD.\u{202E}exe"#),
    ("letters of any language", "Speicherauszug ü 転", "Speicherauszug ü 転"),
  ])
  func `lets no name forge what a person reads`(_ what: String, _ name: String, _ shown: String) {
    #expect(
      "\(SystemError("unlinkat", on: name, errno: 2))" == "unlinkat \(shown): no such file or directory")
  }
}
