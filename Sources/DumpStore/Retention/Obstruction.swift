internal import Glibc
internal import Linux
internal import Sizing

/// An obstacle on its way to the outcome.
struct Obstruction: Error {
  let obstacle: RetentionOutcome.Obstacle

  init(_ obstacle: RetentionOutcome.Obstacle) { self.obstacle = obstacle }
}

extension RetentionOutcome.Obstacle {
  /// What an error on the way to a deletion says.
  init(_ error: any Error) {
    switch error {
    case let error as Obstruction: self = error.obstacle
    case let error as SystemError where error.errno == ENOENT: self = .changed("it is gone")
    case let error as SystemError: self = .failed(errno: error.errno, error.description)
    case let error as ArchiveError: self = .failed(errno: error.errno ?? EPERM, error.description)
    default: self = .failed(errno: EIO, "\(error)")
    }
  }
}

extension RetentionOutcome.Obstacle: CustomStringConvertible {
  /// Why the dump is still there, in one line.
  public var description: String {
    switch self {
    case .held(.pinned(let reason, let until)):
      "pinned" + (until.map { " until \($0)" } ?? "") + ": \(reason.asSafeText)"
    case .held(.inUse(let user)): "in use by \(user.asSafeText)"
    case .immutable: "its immutable flag is set: a writer is being kept from it, or a person protects it"
    case .changed(let how): how
    case .notEqual(let other): "it differs from \(other.asSafeText), whose repeat it seemed to be"
    case .unleased(let why): "whether somebody reads it cannot be told: \(why)"
    case .locked(let holder): "its directory is locked by \(holder.asSafeText)"
    case .policyHeld: "its [[dump-directory]] has a mistake, so nothing is deleted on its word"
    case .failed(_, let why): why
    }
  }
}
