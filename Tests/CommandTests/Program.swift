import Glibc

/// What a program said and how it ended.
struct Ending {
  let code: Int32
  let output: String
  let errors: String

  var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// A program that could not be started, or something else that a test needs and cannot have.
struct Trouble: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
  init(_ call: String, errno code: Int32) { description = "\(call): \(String(cString: strerror(code)))" }
}

/// An executable of this package, as it lies beside the tests, or one of the system.
struct Program {
  let path: String

  static let dumpctl = Program(path: directory + "/dumpctl")
  static let sampleDump = Program(path: directory + "/sample-dump")
  static let dumpwardend = Program(path: directory + "/dumpwardend")
  static let shell = Program(path: "/bin/sh")

  private static let directory: String = {
    // The bundle of the tests is itself the program that runs.
    guard let own = realpath("/proc/self/exe", nil) else { return "." }
    defer { free(own) }
    let path = String(cString: own)
    return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }()

  /// Runs it to its end, with an environment of its own.
  func run(_ arguments: [String], in directory: String = "/", environment: [String: String] = [:]) throws
    -> Ending
  {
    // Files, since a pipe that nobody reads while waiting would stop the program.
    guard let output = tmpfile(), let errors = tmpfile() else { throw Trouble("tmpfile", errno: errno) }
    defer {
      fclose(output)
      fclose(errors)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO)

    let base = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
    let variables = base.merging(environment) { $1 }.map { "\($0)=\($1)" }
    // Changing the directory while spawning is an extension that the module of the C library hides.
    let words = ["/usr/bin/env", "-C", directory, path] + arguments
    let texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    let settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { (texts + settings).forEach { free($0) } }
    var process = pid_t()
    let failure = posix_spawn(&process, words[0], &actions, nil, texts, settings)
    guard failure == 0 else { throw Trouble("start \(path)", errno: failure) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Trouble("waitpid", errno: errno) }
    }
    // The low seven bits hold the signal that ended it.
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    return Ending(code: code, output: Self.text(of: output), errors: Self.text(of: errors))
  }

  private static func text(of file: UnsafeMutablePointer<FILE>) -> String {
    rewind(file)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let got = fread(&piece, 1, piece.count, file), got > 0 { bytes += piece.prefix(got) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Runs `dumpctl` with these words in a fixture's folder.
func dumpctl(
  _ words: [String], in fixture: Fixture = .allWell, environment: [String: String] = [:]
) throws -> Ending {
  try Program.dumpctl.run(words, in: fixture.path, environment: environment)
}
