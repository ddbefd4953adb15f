import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// What was imported, and what hosts dropped into their dump directories: the facts that nobody typed.
struct GatheredFacts {
  /// A file each.
  let files: [HostFile]
  /// What could not be read, and so is not known here.
  let warnings: [Diagnostic]
  /// What the dump directories hold; nothing is looked at until a host is asked about.
  let holdings: HoldingsLooks?

  /// Where nothing is gathered, as for an inventory or a captured machine that somebody named.
  static let none = GatheredFacts(files: [], warnings: [], holdings: nil)

  private init(files: [HostFile], warnings: [Diagnostic], holdings: HoldingsLooks?) {
    self.files = files
    self.warnings = warnings
    self.holdings = holdings
  }

  /// Reads the state directory, as the daemon finds it, and every dump directory of the configuration.
  init(_ configuration: Configuration, machine: Machine, now: Timestamp) {
    var files = readImportedFacts(state: Self.stateDirectory)
    var warnings = files.flatMap(\.diagnostics)
    var holdings: HoldingsLooks?
    if !configuration.dumpDirectories.isEmpty {
      let found = DumpDirectories(
        configuration.dumpDirectories, mounts: machine.mounts().value ?? MountTable([]))
      holdings = HoldingsLooks(found.all, now: now)
      for (place, reason) in found.unlisted.sorted(by: { $0.key.path < $1.key.path }) {
        warnings.append(Self.leftOut(in: place.path, because: reason))
      }
      var isRefused: (path: String, count: Int)?
      for directory in found.all {
        do throws(SystemError) {
          let opened = try Directory(directory.place)
          guard
            let file = DroppedFacts.read(directory.settings.facts, in: opened, of: directory.host, now: now)
          else { continue }
          files.append(file)
          warnings += file.diagnostics
        } catch {
          if error.errno == EACCES {
            isRefused = (isRefused?.path ?? error.subject ?? "", (isRefused?.count ?? 0) + 1)
          }
        }
      }
      if let (path, count) = isRefused {
        let others = count > 1 ? " (and \(count - 1) more)" : ""
        warnings.append(Self.leftOut(in: path + others, because: "permission denied"))
      }
    }
    self.files = files
    self.warnings = warnings
    self.holdings = holdings
  }

  /// Warns of the dumps that the caller may not look at: what they would decide is not known.
  static func warning(of refusals: [SystemError]) -> Diagnostic? {
    guard let first = refusals.min(by: { ($0.subject ?? "") < ($1.subject ?? "") }) else { return nil }
    let others = refusals.count > 1 ? " (and \(refusals.count - 1) more)" : ""
    return Diagnostic(
      .warning, file: (first.subject ?? "") + others,
      message: "what is kept there is not known here: permission denied")
  }

  /// `STATE_DIRECTORY` as systemd sets it, of several the first; the daemon's own where it is not set.
  static var stateDirectory: String {
    let set = getenv("STATE_DIRECTORY").map { String(cString: $0) }
    return set?.split(separator: ":").first.map(String.init) ?? "/var/lib/dumpwarden"
  }

  private static func leftOut(in path: String, because reason: String) -> Diagnostic {
    Diagnostic(.warning, file: path, message: "facts dropped there are left out: \(reason)")
  }
}
