import Glibc
import Testing

/// A share that a daemon watches, reached on its own socket, and on a system bus of its own where that is asked for.
final class ServedShare {
  let share: DumpShare
  private(set) var daemon: BackgroundProgram?
  private var bus: BackgroundProgram?
  private var busAddress: String?

  /// Starts the daemon on a share; `keep` are lines of `[dump-directory.keep]`, `hosts` a file of target hosts.
  init(
    _ keep: String = "", hosts: [String] = ["SQL07"], inventory: String = "", hasBus: Bool = false,
    isStarted: Bool = true
  ) throws {
    share = try DumpShare(keep, hosts: hosts)
    for directory in ["state", "run", "hosts.d"] { mkdir("\(share.path)/\(directory)", 0o755) }
    if !inventory.isEmpty { try share.scratch.write("hosts.d/all.toml", inventory) }
    if hasBus { try startBus() }
    if isStarted { try start() }
  }

  deinit {
    // The daemon before the bus, and both before the folder.
    daemon?.stop()
    bus?.stop()
  }

  var path: String { share.path }

  /// What points `dumpctl` at this daemon; a bus that is not there keeps it from the machine's own.
  var environment: [String: String] {
    [
      "RUNTIME_DIRECTORY": "\(path)/run",
      "DBUS_SYSTEM_BUS_ADDRESS": busAddress ?? "unix:path=\(path)/no-bus",
    ]
  }

  func start() throws {
    let daemon = try BackgroundProgram(
      .dumpwardend, ["--config", "\(path)/dumpwarden.toml"], in: path,
      environment: environment.merging(["STATE_DIRECTORY": "\(path)/state"]) { $1 })
    try daemon.line("watches")
    self.daemon = daemon
    if busAddress != nil { try waitForName() }
  }

  /// The daemon asks for its name, and has it a moment after it says that it watches.
  private func waitForName() throws {
    let names = try BackgroundProgram(
      Program(path: "/usr/bin/dbus-monitor"),
      ["--address", busAddress ?? "", "type='signal',member='NameOwnerChanged',arg0='org.dumpwarden1'"])
    // The monitor says at once that it has a name itself; whoever had his before is in the list.
    try names.line("NameAcquired")
    let list = try Program(path: "/usr/bin/busctl").run([
      "--address=\(busAddress ?? "")", "list", "--no-pager",
    ])
    if !list.output.contains("org.dumpwarden1") { try names.line("org.dumpwarden1") }
    names.stop()
  }

  /// Ends the daemon and answers all that it said.
  @discardableResult
  func stop() -> [String] {
    daemon?.stop()
    defer { daemon = nil }
    return daemon?.lines ?? []
  }

  func run(_ words: String...) throws -> Ending { try run(words) }

  func run(_ words: [String], _ more: [String: String] = [:]) throws -> Ending {
    try Program.dumpctl.run(words, in: path, environment: environment.merging(more) { $1 })
  }

  func json(_ words: String...) throws -> JSONValue {
    let ending = try run(words + ["--json"])
    guard let value = try? JSONValue(ending.output) else { throw Trouble("\(words): \(ending)") }
    return value
  }

  private func startBus() throws {
    try share.scratch.write(
      "bus.conf",
      """
      <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
        "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>system</type>
        <listen>unix:path=\(path)/bus</listen>
        <auth>EXTERNAL</auth>
        <policy context="default">
          <allow user="*"/><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
        </policy>
      </busconfig>

      """)
    let bus = try BackgroundProgram(
      Program(path: "/usr/bin/dbus-daemon"),
      ["--config-file=\(path)/bus.conf", "--nofork", "--nopidfile", "--print-address=1"])
    let address = try bus.line("unix:path=")
    busAddress = address.split(separator: ",").first.map(String.init) ?? address
    self.bus = bus
  }
}
