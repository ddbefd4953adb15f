import ArgumentParser
import DumpReports
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// `dumpctl import`: turns facts from elsewhere into a host's facts.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn facts from elsewhere into a host's facts.",
    usage: "dumpctl import KIND PATH [--host NAME] [--output -|DIR] [--json]",
    discussion: """
      windows-facts FILE.json, what Get-DumpFacts.ps1 prints; libvirt FILE.xml, a domain as `virsh dumpxml` shows it; \
      registry HIVE|MOUNTPOINT|FILE.reg, a Windows that does not run. Exit code 65 when the file is of no use, and \
      nothing is written then; 74 or 77 when it cannot be read or the facts cannot be kept.
      """)

  @Argument(
    help: ArgumentHelp("windows-facts, libvirt or registry.", valueName: "KIND"),
    completion: .importKinds,
    transform: { text in
      guard let kind = ImportKind(rawValue: text) else {
        let hint = nearestWord(to: text, among: ImportKind.allCases.map(\.rawValue)).map {
          "; did you mean \($0)?"
        }
        throw ValidationError(
          "'\(text.asSafeText)' cannot be imported from: expected windows-facts, libvirt or registry\(hint ?? "")"
        )
      }
      return kind
    })
  var kind: ImportKind

  @Argument(help: ArgumentHelp("The file, hive or mount point.", valueName: "PATH"), completion: .file())
  var path: String

  @Option(
    help: ArgumentHelp("The host, in place of the name in the file.", valueName: "NAME"),
    completion: .hosts)
  var host: String?

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "Write the facts to DIR, as HOST.KIND.json, or to standard output (-). (default: the state directory, where "
        + "check and the daemon find them)", valueName: "-|DIR"),
    completion: .directory)
  var destination: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let host, host.utf8.allSatisfy({ $0 <= 0x20 }) || host.contains("/") {
      throw ValidationError("'\(host.asSafeText)' is no host name")
    }
  }

  func run() throws {
    let imported = try read()
    for warning in imported.warnings { complain("\(warning)") }
    if destination == "-" {
      do {
        try StandardStream.output.write(hostFileText(imported.facts))
      } catch {
        complain("\(error)")
        throw ExitCode.inputOutput
      }
      return
    }
    try output.print(ImportReport(imported: imported, path: try keep(imported)))
  }

  private func read() throws -> ImportedFacts {
    let now = Timestamp(seconds: Int64(time(nil)))
    do throws(ImportFailure) {
      return switch kind {
      case .windowsFacts: try importWindowsFacts(path: path, name: host, now: now)
      case .libvirt: try importLibvirtDomain(path: path, name: host, now: now)
      case .registry: try importRegistry(path: path, name: host, now: now)
      }
    } catch {
      for diagnostic in error.diagnostics { complain("\(diagnostic)") }
      throw switch error.cause {
      case .badInput: ExitCode.badInput
      case .notPermitted: ExitCode.notPermitted
      case .inputOutput: ExitCode.inputOutput
      }
    }
  }

  /// Writes the facts where they were asked for, and answers where that is.
  private func keep(_ imported: ImportedFacts) throws -> String {
    let store = FactsStore()
    do throws(SystemError) {
      if let destination { return try store.write(imported, directory: destination) }
      return try store.keep(imported, state: GatheredFacts.stateDirectory)
    } catch {
      complain("the facts of \(imported.facts.name.asSafeText) cannot be kept: \(error)")
      throw [EACCES, EPERM, EROFS].contains(error.errno) ? ExitCode.notPermitted : ExitCode.inputOutput
    }
  }
}

private struct ImportReport: Answering {
  let imported: ImportedFacts
  let path: String

  private var groups: [String] {
    FactGroup.allCases.filter { imported.facts.given.contains($0) }.map(\.rawValue)
  }

  var json: JSONFields {
    JSONFields([
      "version": 1, "host": imported.facts.name, "kind": imported.kind.rawValue, "path": path,
      "collected": imported.facts.collected.value?.description, "groups": groups,
      "warnings": imported.warnings.map(\.message),
    ])
  }

  func text(_ style: TextStyle) -> String {
    let collected = imported.facts.collected.value.map { ", collected \($0)" } ?? ""
    let answer =
      "\(imported.facts.name.asSafeText): \(groups.joined(separator: ", ")) from \(imported.kind.rawValue)"
    let place = "  \(path.asSafeText)\n"
    let next = style.hasLegend ? "  Next: dumpctl check \(imported.facts.name.asShellWord) --explain\n" : ""
    return style.answer(.ok, answer + collected) + place + next
  }
}
