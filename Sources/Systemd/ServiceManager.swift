public import Linux
import CLinux
import CSystemd
import Sizing
import Glibc

/// The service manager that started this process, told how it is doing; silent when nobody wants to know.
public struct ServiceManager: Sendable {
  /// The way to the manager of this process.
  public init() {}

  /// Whether a manager asked to be told.
  public var isSupervised: Bool { getenv("NOTIFY_SOCKET") != nil }

  /// Start-up, or reloading, is over.
  public func ready(status: String? = nil) throws(SystemError) {
    try notify(["READY=1"], status)
  }

  /// The configuration is being read again; `ready` says when that is done.
  public func reloading(status: String? = nil) throws(SystemError) {
    // `Type=notify-reload` tells an answer to this reload from an older one by the clock.
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let microseconds = UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1_000
    try notify(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)"], status)
  }

  /// The process is on its way out.
  public func stopping(status: String? = nil) throws(SystemError) {
    try notify(["STOPPING=1"], status)
  }

  /// What `systemctl status` shows.
  public func status(_ text: String) throws(SystemError) {
    try notify([], text)
  }

  /// Starting, reloading or stopping will take this much longer, counted from now.
  public func extendTimeout(microseconds: UInt64) throws(SystemError) {
    try notify(["EXTEND_TIMEOUT_USEC=\(microseconds)"], nil)
  }

  private func notify(_ assignments: [String], _ status: String?) throws(SystemError) {
    // A newline in a text from outside would be an assignment of its own.
    let lines = assignments + (status.map { ["STATUS=\($0.asSafeText)"] } ?? [])
    try check(sd_notify(0, lines.joined(separator: "\n")), "sd_notify", on: lines.first)
  }
}

extension ServiceManager {
  /// The directories that the manager made for this service.
  public struct Directories: Equatable, Sendable {
    /// Where what must survive a restart is kept (`StateDirectory=`).
    public let state: String?

    /// Where sockets and the like live until the service stops (`RuntimeDirectory=`).
    public let runtime: String?
  }

  /// The directories that the manager made for this service; of several of a kind the first.
  public static func directories() -> Directories {
    directories { name in getenv(name).map { String(cString: $0) } }
  }

  /// The directories in an environment that is asked for each variable.
  public static func directories(environment: (_ name: String) -> String?) -> Directories {
    func first(_ name: String) -> String? {
      environment(name)?.split(separator: ":").first.map(String.init)
    }
    return Directories(state: first("STATE_DIRECTORY"), runtime: first("RUNTIME_DIRECTORY"))
  }
}
