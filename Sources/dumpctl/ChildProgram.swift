import Glibc
import Linux

/// A program that was started from here, and runs beside.
struct ChildProgram {
  private let process: pid_t

  /// What a program gets in place of what stands at one of its descriptors.
  enum Given {
    case descriptor(Int32)
    case nothing
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: The program, looked for as a shell does where it is no path, and its arguments.
  ///   - given: What it gets at its descriptors. One that is given at its own number stays open there, though it be
  ///     marked to be closed (glibc 2.29 and later).
  /// - Throws: What `posix_spawnp` says: most often that there is no such program.
  init(_ words: [String], given: [Int32: Given]) throws(SystemError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (place, given) in given {
      switch given {
      case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, place)
      case .nothing: posix_spawn_file_actions_addopen(&actions, place, "/dev/null", O_RDWR, 0)
      }
    }
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    let failure = posix_spawnp(&child, words[0], &actions, nil, arguments, environ)
    guard failure == 0 else { throw SystemError("posix_spawn", on: words[0], errno: failure) }
    process = child
  }

  /// Waits for its end: what it exited with, or 0 where a signal ended it.
  @discardableResult
  func waitForEnd() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return 0 }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 0
  }

  /// Has it end, also where it was stopped.
  func end() {
    kill(process, SIGTERM)
    kill(process, SIGCONT)
    waitForEnd()
  }

  /// A pipe, both ends of which are closed in programs that are started; `nil` where there is none to be had.
  static func pipe() -> (reading: Int32, writing: Int32)? {
    var descriptors: [Int32] = [-1, -1]
    guard Glibc.pipe(&descriptors) == 0 else { return nil }
    for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return (descriptors[0], descriptors[1])
  }
}
