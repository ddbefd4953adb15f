import Glibc
import Synchronization

/// Work in pieces, taken by as many threads as there are processors to run them.
///
/// Plain threads: tasks would start the pool of the concurrency runtime for work that never waits.
final class Processors: Sendable {
  /// More would wait for memory, not for processors.
  private static let most = 8

  private let next = Atomic<Int>(0)
  private let pieces: Int
  private let work: @Sendable (Int) -> Void

  private init(_ pieces: Int, _ work: @escaping @Sendable (Int) -> Void) {
    self.pieces = pieces
    self.work = work
  }

  /// Runs all pieces, in any order, and returns when the last is done.
  static func run(_ pieces: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let shared = Processors(pieces, work)
    let helpers = min(pieces, most, max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))) - 1
    var threads: [pthread_t] = []
    for _ in 0..<max(0, helpers) {
      var thread = pthread_t()
      let reference = Unmanaged.passRetained(shared)
      let failure = pthread_create(
        &thread, nil,
        { reference in
          if let reference { Unmanaged<Processors>.fromOpaque(reference).takeRetainedValue().takeAll() }
          return nil
        }, reference.toOpaque())
      guard failure == 0 else {
        // What no other thread does this one does.
        reference.release()
        break
      }
      threads.append(thread)
    }
    shared.takeAll()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// The same, with a bar for whoever waits.
  static func runShown(_ pieces: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let progress = Progress("Reading hosts", of: UInt64(clamping: pieces))
    run(pieces) { piece in
      work(piece)
      progress?.advance()
    }
    progress?.finish()
  }

  private func takeAll() {
    while case let piece = next.add(1, ordering: .relaxed).oldValue, piece < pieces { work(piece) }
  }
}
