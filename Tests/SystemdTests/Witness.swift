import Glibc
import Systemd

/// An actor on a loop that writes down what it is told.
actor Witness {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private(set) var notes: [String] = []
  var sources: [EventSource] = []

  init(on loop: EventLoop) { self.loop = loop }

  func note(_ text: String) { notes.append(text) }

  func end() { loop.exit() }

  func keep(_ source: EventSource) { sources.append(source) }

  /// What a loop answers that ran into its deadline, so that a broken test fails instead of hanging.
  static let late: Int32 = 111

  /// Runs a loop that `begin` has prepared until somebody ends it, and answers what the witness wrote down.
  static func record(_ begin: @Sendable (isolated Witness) throws -> Void) throws -> (
    code: Int32, notes: [String]
  ) {
    let witness = Witness(on: try EventLoop())
    try witness.assumeIsolated { witness in
      let deadline = try witness.loop.timer(after: 10_000_000, for: witness) { $0.loop.exit(late) }
      witness.keep(deadline)
      try begin(witness)
    }
    let code = try witness.loop.run()
    return witness.assumeIsolated { witness in
      witness.sources = []
      return (code, witness.notes)
    }
  }
}
