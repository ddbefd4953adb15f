import Glibc
import Linux
import Testing

/// The daemon as a process of its own, its standard error read line by line.
final class DaemonProcess {
  let identifier: pid_t
  private let output: OpenFile
  private var rest: [UInt8] = []
  private(set) var lines: [String] = []
  private var hasEnded = false

  /// Starts the daemon on a folder's configuration; `prefix` is a command that runs it.
  init(_ folder: Folder, prefix: [String] = [], environment: [String: String] = [:]) throws {
    var ends: [Int32] = [0, 0]
    // Not a pipe: only a pair of sockets is closed on exec from the first, and other tests start programs too.
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    output = OpenFile(adopting: ends[0])
    let input = OpenFile(adopting: ends[1])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.descriptor, STDERR_FILENO)
    let program = try #require(Self.program)
    var words = (prefix + [program, "--config", "\(folder.path)/dumpwarden.toml"]).map { strdup($0) } + [nil]
    let settings = environment.merging([
      "STATE_DIRECTORY": "\(folder.path)/state", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    ]) { given, _ in given }
    var variables = settings.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + variables { free(word) } }
    var identifier = pid_t()
    let result = posix_spawnp(&identifier, prefix.first ?? program, &actions, nil, &words, &variables)
    try #require(result == 0, "\(prefix.first ?? program)")
    self.identifier = identifier
  }

  deinit {
    guard !hasEnded else { return }
    if let child { kill(child, SIGKILL) }
    kill(identifier, SIGKILL)
    _ = wait()
  }

  /// The first line, of all that there are, that holds all these texts; waited for.
  @discardableResult
  func line(_ texts: String..., from first: Int = 0, location: SourceLocation = #_sourceLocation) throws
    -> String
  {
    var next = first
    while true {
      while next < lines.count {
        if texts.allSatisfy(lines[next].contains) { return lines[next] }
        next += 1
      }
      guard readMore() else { break }
    }
    Issue.record(
      "no line with \(texts) among \(lines.count), the last \(lines.suffix(5))", sourceLocation: location)
    throw Missing()
  }

  struct Missing: Error {}

  /// The daemon itself where strace runs it: that keeps signals to itself, and ends as what it runs ends.
  var child: pid_t? {
    guard let children = fopen("/proc/\(identifier)/task/\(identifier)/children", "re") else { return nil }
    defer { fclose(children) }
    var number: Int32 = 0
    let read = withUnsafeMutablePointer(to: &number) { pointer in
      withVaList([pointer]) { vfscanf(children, "%d", $0) }
    }
    return read == 1 ? number : nil
  }

  /// How many lines hold a text, once the daemon has ended.
  func count(_ text: String) -> Int { lines.filter { $0.contains(text) }.count }

  func started() throws { try line("dumpwardend", "watches") }

  /// Ends it in order, reads all that it said, and answers its exit code.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    kill(identifier, signal)
    while readMore() {}
    return wait()
  }

  /// Waits for an end that comes by itself; 128 and the signal's number for one by a signal.
  func wait() -> Int32 {
    guard !hasEnded else { return -1 }
    hasEnded = true
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Reads what is there: a daemon whose standard error is full waits for somebody to read it.
  func readWhatIsThere() { while readMore(milliseconds: 0) {} }

  /// Reads what comes next; `false` at the end, or when nothing came for a long time.
  func readMore(milliseconds: Int32 = 30_000) -> Bool {
    var wanted = pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(output.descriptor, &buffer, buffer.count)
    guard count > 0 else { return false }
    rest += buffer.prefix(count)
    while let end = rest.firstIndex(of: 10) {
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest.removeFirst(end + 1)
    }
    return true
  }

  /// The program that was built with these tests: it lies beside them.
  static let program: String? = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let places = [own] + CommandLine.arguments.filter { $0.contains(".xctest") }
    for place in places {
      var components = place.split(separator: "/")[...]
      while !components.isEmpty {
        components.removeLast()
        let program = "/" + components.joined(separator: "/") + "/dumpwardend"
        if access(program, X_OK) == 0 { return program }
      }
    }
    return nil
  }()
}
