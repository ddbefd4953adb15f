import ArgumentParser
import DumpwardenBus
import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// The daemon that runs, here or on another machine, asked over the bus or on its own socket.
struct RunningDaemon {
  let client: BusClient
  /// Whose it is: nothing for this machine's.
  let host: String?
  /// Who asks for passwords, as long as the daemon is asked.
  private var passwordAgent: PasswordAgent?

  private init(client: BusClient, host: String?) { (self.client, self.host) = (client, host) }

  /// There is no daemon to ask, and why.
  struct Absence: Error {
    let reason: String
    var remedy = "start it with systemctl start dumpwarden"
  }

  /// Finds it: root on the daemon's own socket first, since that works without a bus; others on the bus first, which
  /// knows polkit.
  static func reach(_ option: DaemonOption) throws -> RunningDaemon {
    if let host = option.host {
      do throws(BusError) {
        let client = try remote(host)
        // Another machine, and perhaps a password to type.
        client.timeout = 120_000_000
        return try RunningDaemon(client: client, host: host).greeted()
      } catch {
        guard error.isNobodyThere else { throw error }
        throw Absence(
          reason: "the daemon of \(host) does not answer (\(error))",
          remedy: "that takes ssh, and a running dumpwarden and systemd-stdio-bridge there")
      }
    }
    let ways: [() throws -> BusClient] = [
      { try BusClient.peer(path: socket) }, { try BusClient.systemBus(service: BusNames.service) },
    ]
    var reasons: [String] = []
    for way in geteuid() == 0 ? ways : ways.reversed() {
      do {
        return try RunningDaemon(client: try way(), host: nil).greeted()
      } catch let error as BusError where !error.isNobodyThere {
        // Somebody is there, and does not let us.
        throw error
      } catch {
        reasons.append("\(error)")
      }
    }
    throw Absence(reason: "the daemon is not running (\(reasons.joined(separator: "; ")))")
  }

  /// The daemon, or the end with 69 and what to do.
  static func needed(_ option: DaemonOption) throws -> RunningDaemon {
    do {
      return try reach(option)
    } catch {
      throw failing(error)
    }
  }

  /// The daemon that is to make a change: where one runs it is its business, unless another configuration is named.
  ///
  /// `nil` where none does: whoever may then changes it himself, with the directory locked.
  static func forChange(
    _ option: DaemonOption, _ configuration: ConfigurationOption
  ) throws -> RunningDaemon? {
    try option.refuse(("--config", configuration.file != nil))
    if option.host != nil { return try needed(option).waitingForever() }
    guard configuration.file == nil, isThere else { return nil }
    do {
      return try reach(option).waitingForever().mayAskForPassword()
    } catch is Absence {
      return nil
    } catch {
      throw failing(error)
    }
  }

  /// Asks for a change; `nil` where the daemon will not and whoever asks may try himself: it does not let him, or what
  /// `word` names is none of its dumps.
  func change<Result>(_ word: String?, _ body: (RunningDaemon) throws -> Result) throws -> Result? {
    do {
      return try body(self)
    } catch let error as BusError where host == nil && (error.isDenied || error.isUnknownThing) {
      // It suggests the nearest; what is there can be changed without it.
      if error.isDenied || word.map({ access($0, F_OK) != 0 }) ?? true { complain("\(error)") }
      return nil
    } catch {
      throw Self.failing(error)
    }
  }

  /// Says that the daemon of this machine does not run, where one is meant to: what is shown then was looked at now.
  static func noteAbsence(_ configuration: ConfigurationOption) {
    guard configuration.file == nil, access(defaultConfigurationPath, F_OK) == 0, !isThere else { return }
    complain("the daemon is not running: this was looked at without it")
  }

  /// Whether it runs on this machine, as far as its socket tells; nothing is said to it.
  static var isThere: Bool { BusClient.isListening(at: socket) }

  /// As whom it runs: it made its socket.
  static var user: UInt32? {
    var status = stat()
    return lstat(socket, &status) == 0 ? status.st_uid : nil
  }

  /// Its own socket: where a second instance of ours has it, or where systemd's unit puts it.
  static var socket: String {
    let directory = getenv("RUNTIME_DIRECTORY").map { String(cString: $0) }
    return (directory?.split(separator: ":").first.map(String.init) ?? "/run/dumpwarden") + "/"
      + BusNames.socket
  }

  private static func remote(_ host: String) throws(BusError) -> BusClient {
    do throws(SystemError) {
      return try BusClient.remote(host, service: BusNames.service)
    } catch {
      throw BusError("org.freedesktop.DBus.Error.NoServer", "\(error)")
    }
  }

  private func greeted() throws(BusError) -> RunningDaemon {
    _ = try property("Version", as: String.self)
    return self
  }

  /// The same, letting polkit ask a person at this terminal for a password.
  ///
  /// Only for what he asks for by name: nobody is to type a password for a glance.
  func mayAskForPassword() -> RunningDaemon {
    guard host == nil, isatty(STDIN_FILENO) == 1 else { return self }
    client.isInteractive = true
    client.timeout = .max
    var daemon = self
    daemon.passwordAgent = PasswordAgent()
    return daemon
  }

  /// Calls a method of the manager.
  func call(_ method: String, _ arguments: any BusValue...) throws(BusError) -> BusReply {
    try client.call(method, of: ManagerInterface.name, at: BusNames.manager, arguments: arguments)
  }

  /// Reads a property of the manager.
  func property<T: BusValue>(_ name: String, as type: T.Type = T.self) throws(BusError) -> T {
    try client.property(name, of: ManagerInterface.name, at: BusNames.manager)
  }

  /// Lets a call take as long as it takes.
  func waitingForever() -> RunningDaemon {
    client.timeout = .max
    return self
  }

  /// Says what went wrong, and gives the exit code for it.
  static func failing(_ error: any Error) -> ExitCode {
    switch error {
    case let code as ExitCode: return code
    case let absence as Absence:
      complain("\(absence.reason): \(absence.remedy)")
      return .unavailable
    case let error as BusError:
      complain("\(error)")
      return error.exitCode
    default:
      complain("\(error)")
      return .inputOutput
    }
  }
}

extension BusError {
  private static let standard = "org.freedesktop.DBus.Error."

  /// Whether the daemon does not know what was named.
  var isUnknownThing: Bool {
    [BusErrorName.noSuchHost, BusErrorName.noSuchDump, BusErrorName.noSuchDirectory].contains(name)
  }

  /// Whether a list went on changing while it was read.
  var isStale: Bool { name == BusErrorName.stale }

  /// Whether the caller may not.
  var isDenied: Bool {
    ["AccessDenied", "InteractiveAuthorizationRequired", "AuthFailed"].contains { name == Self.standard + $0 }
  }

  /// What it means to a script.
  var exitCode: ExitCode {
    if isNobodyThere { return .unavailable }
    if isDenied { return .notPermitted }
    if isUnknownThing || name == BusErrorName.ambiguous || name == Self.standard + "InvalidArgs" {
      return .badInput
    }
    return .inputOutput
  }
}

extension ExitCode {
  /// The daemon is needed and not there (`EX_UNAVAILABLE`).
  static let unavailable = ExitCode(69)
}
