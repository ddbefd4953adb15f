import Glibc
import Testing

/// A program that runs beside the test, what it says read line by line.
final class BackgroundProgram {
  let identifier: pid_t
  private let output: Int32
  private var rest: [UInt8] = []
  private(set) var lines: [String] = []
  private var hasEnded = false

  /// Starts it, standard output and standard error together, with an environment of its own.
  init(_ program: Program, _ words: [String], in directory: String = "/", environment: [String: String] = [:])
    throws
  {
    var ends: [Int32] = [0, 0]
    // Not a pipe: only a pair of sockets is closed on exec from the first, and other tests start programs too.
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Trouble("socketpair", errno: errno) }
    output = ends[0]
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    // The threads of tests block signals, and what they start would too.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let base = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
    let variables = base.merging(environment) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
    let texts = (["/usr/bin/env", "-C", directory, program.path] + words).map { strdup($0) } + [nil]
    defer { (texts + variables).forEach { free($0) } }
    var identifier = pid_t()
    let failure = posix_spawn(&identifier, "/usr/bin/env", &actions, &attributes, texts, variables)
    guard failure == 0 else { throw Trouble("start \(program.path)", errno: failure) }
    self.identifier = identifier
  }

  deinit {
    if !hasEnded {
      kill(identifier, SIGKILL)
      _ = wait()
    }
    close(output)
  }

  /// The first line that holds a text; waited for.
  @discardableResult
  func line(_ text: String) throws -> String {
    var next = 0
    while true {
      while next < lines.count {
        if lines[next].contains(text) { return lines[next] }
        next += 1
      }
      guard readMore() else { throw Trouble("no line with '\(text)' among \(lines)") }
    }
  }

  /// Ends it, reads all that it said, and answers its exit code.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    kill(identifier, signal)
    return end()
  }

  /// Waits for an end that comes by itself; one that does not come is made.
  func end() -> Int32 {
    while readMore() {}
    kill(identifier, SIGKILL)
    return wait()
  }

  private func wait() -> Int32 {
    guard !hasEnded else { return -1 }
    hasEnded = true
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  private func readMore() -> Bool {
    var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, 30_000) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(output, &buffer, buffer.count)
    guard count > 0 else { return false }
    rest += buffer.prefix(count)
    while let end = rest.firstIndex(of: 10) {
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest.removeFirst(end + 1)
    }
    return true
  }
}
