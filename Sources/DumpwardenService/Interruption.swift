internal import Glibc
import DumpStore
import Linux
import Synchronization

/// Ends retention when the daemon ends, whatever it is about: no further deletion begins.
final class Interruption: Sendable {
  private let isOver = Atomic<Bool>(false)

  /// From here on nothing is deleted.
  func begin() { isOver.store(true, ordering: .sequentiallyConsistent) }

  /// Refuses what would begin a deletion, and lets what follows one go on.
  func check(_ call: FileOperations.Call) throws(SystemError) {
    guard isOver.load(ordering: .sequentiallyConsistent) else { return }
    switch call {
    case .unlink(let name): throw SystemError("unlink", on: "\(name)", errno: ECANCELED)
    case .lock(let path): throw SystemError("flock", on: path, errno: ECANCELED)
    default: return
    }
  }
}
