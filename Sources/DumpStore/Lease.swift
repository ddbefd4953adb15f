internal import CLinux
internal import Glibc
public import Linux

/// A read lease: the kernel's own answer to "is the writer done?", which a stable length is not.
///
/// While it is held, an open for writing or a truncation waits until it is given back or
/// `/proc/sys/fs/lease-break-time` (45 s) has passed. It needs the file's owner or `CAP_LEASE`.
public enum Lease {
  /// What the kernel says to the wish for one.
  public enum Answer: Equatable, Sendable {
    /// Nobody has the file open for writing, and nobody can from now on.
    case granted
    /// Somebody has; or had: the refusal outlives the last close by up to a second.
    case held
    /// This file system, or this process, has no leases.
    case unavailable(SystemError)
  }

  /// Asks for a read lease; it ends with the description at the latest.
  ///
  /// - Parameter signal: what the kernel sends when somebody begins to wait, a real-time one that names the descriptor;
  ///   without, it is `SIGIO`, whose default ends the process.
  public static func take(on file: OpenFile, signal: Int32? = nil) -> Answer {
    if let signal { _ = cl_set_lease_signal(file.descriptor, signal) }
    let result = cl_set_lease(file.descriptor, F_RDLCK)
    if result >= 0 { return .granted }
    return result == -EAGAIN ? .held : .unavailable(SystemError("F_SETLEASE", errno: -result))
  }

  /// Asks for a write lease: granted where nobody else has the file open at all, so nobody reads it.
  ///
  /// While it is held every open waits, for reading too.
  public static func takeExclusive(on file: OpenFile) -> Answer {
    let result = cl_set_lease(file.descriptor, F_WRLCK)
    if result >= 0 { return .granted }
    return result == -EAGAIN ? .held : .unavailable(SystemError("F_SETLEASE", errno: -result))
  }

  /// Whether somebody waits for a write lease to be given back, so that he may open the file.
  public static func isExclusiveAwaited(on file: OpenFile) -> Bool {
    cl_get_lease(file.descriptor) != F_WRLCK
  }

  /// Whether somebody waits for a lease that is held: the file is still uncut, and will be cut on release.
  public static func isAwaited(on file: OpenFile) -> Bool { cl_get_lease(file.descriptor) == F_UNLCK }

  /// Gives the lease back; a writer that waits goes on.
  public static func release(_ file: OpenFile) { _ = cl_set_lease(file.descriptor, F_UNLCK) }
}
