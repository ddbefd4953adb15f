import ArgumentParser
import Glibc
import Inventory
import Sizing

/// `dumpctl check`: assesses this machine and the target hosts; no daemon is needed.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Assess this machine and the target hosts.",
    discussion: """
      Without HOST, this machine and every host of hosts.d; `local` is this machine. The first line is the answer, \
      and the exit code says it: 0 ok, 1 warning, 2 critical, 3 unknown.
      """)

  @Argument(help: "Hosts to assess, by name or pattern; 'local' is this machine.")
  var hosts: [String] = []

  @Option(
    name: .customLong("inventory"), help: "A file of target hosts (TOML, JSON, NDJSON), in place of hosts.d.")
  var inventories: [String] = []

  @Option(help: "Read this machine from DIR, which holds proc/, sys/ and etc/.")
  var root: String?

  @Option(
    help: "Show only hosts of this status: ok, warning, critical or unknown.",
    transform: { text in
      guard let status = Status(rawValue: text) else {
        throw ValidationError("'\(text.asSafeText)' is no status: expected ok, warning, critical or unknown")
      }
      return status
    })
  var status: Status?

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let now = Timestamp(seconds: Int64(time(nil)))
    let loaded = configuration.load(root: root, now: now)
    let machine = Machine(root: root ?? "/")
    let survey = Survey(
      loaded.configuration, machine: machine, inventory: readInventory(), now: now)
    let problems = (loaded.diagnostics + survey.diagnostics).filter { $0.severity == .error }
    for problem in problems { complain("\(problem)") }

    let assessments = survey.assessments(of: hosts)
    guard !assessments.isEmpty || problems.isEmpty else { throw ExitCode.badInput }
    let report = CheckReport(
      assessments, problems: problems.count, shown: status, localName: survey.local?.name,
      asked: hosts)
    try output.print(report)
    throw ExitCode(report.exitCode)
  }

  private func readInventory() -> HostInventory {
    guard !inventories.isEmpty else {
      return HostInventory(
        files: readHosts(directory: hostsDirectory(beside: configuration.path(root: root))))
    }
    return HostInventory(files: inventories.flatMap { Inventory.readInventory(path: $0) })
  }
}
