import Glibc
import Linux
import Sizing

/// The journal's entry about a preserved dump, read back with journalctl.
struct JournalReading {
  /// What came of it.
  enum Answer {
    case found(String)
    case missing
    case unreadable(String)
  }

  /// The entry of a dump that was preserved, as the message catalog has it.
  static let messageID = "a649ce4b3cb748cca73bf2d9e9962412"

  /// Whether there is a journal to write to, and one to read it with.
  static var isThere: Bool {
    access("/run/systemd/journal/socket", F_OK) == 0 && program != nil
  }

  private static var program: String? {
    ["/usr/bin/journalctl", "/bin/journalctl"].first { access($0, X_OK) == 0 }
  }

  private let dump: String
  private let user: UInt32

  /// The entry about a dump that was written by a user: whose it is journald knows from the kernel, while anybody can
  /// write the other fields (failure story S17).
  init(dump: String, user: UInt32) { (self.dump, self.user) = (dump, user) }

  /// Looks for the entry.
  func find() -> Answer {
    guard let program = Self.program else { return .unreadable("journalctl is not installed") }
    let words = [
      program, "--quiet", "--no-pager", "--output=cat", "--lines=1", "--since=-1h",
      "MESSAGE_ID=\(Self.messageID)", "DUMPWARDEN_DUMP=\(dump)", "_UID=\(user)",
    ]
    guard let pipe = ChildProgram.pipe() else { return .unreadable("\(SystemError("pipe2", errno: errno))") }
    let child: ChildProgram
    do throws(SystemError) {
      defer { close(pipe.writing) }
      child = try ChildProgram(
        words,
        given: [
          STDIN_FILENO: .nothing, STDOUT_FILENO: .descriptor(pipe.writing),
          STDERR_FILENO: .descriptor(pipe.writing),
        ])
    } catch {
      close(pipe.reading)
      return .unreadable("\(error)")
    }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(pipe.reading, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0, text.count < 1 << 16 else { break }
      text += piece.prefix(count)
    }
    close(pipe.reading)
    let status = child.waitForEnd()
    let line = String(decoding: text.prefix { $0 != 10 }, as: UTF8.self)
    guard status == 0 else {
      // Without a match some versions end with 1 and say nothing.
      return line.isEmpty ? .missing : .unreadable(line)
    }
    return line.isEmpty ? .missing : .found(line)
  }
}
