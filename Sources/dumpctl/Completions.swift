import ArgumentParser
import DumpFormats
import DumpReports
import DumpStore
import Glibc
import Inventory
import Sizing

/// What a shell offers for the word that is being typed; the words before it say of which configuration.
extension CompletionKind {
  /// Host names: this machine, hosts of the inventory, and what is known of others.
  static let hosts = CompletionKind.custom { words, index, prefix in
    TypedLine(words, index).hostNames(beginning: prefix)
  }

  /// Names of hosts that have a dump directory.
  static let dumpHosts = CompletionKind.custom { words, index, prefix in
    TypedLine(words, index).dumpHosts(beginning: prefix)
  }

  /// File names of the dumps in the dump directories.
  static let dumps = CompletionKind.custom { words, index, prefix in
    TypedLine(words, index).dumpNames(beginning: prefix)
  }

  /// The dump directories of the configuration.
  static let dumpDirectories = CompletionKind.custom { words, index, prefix in
    TypedLine(words, index).directories(beginning: prefix)
  }

  /// The styles of `--json`, behind its `=` alone: the word after a bare `--json` is the verb's own.
  static let jsonStyles = CompletionKind.custom { words, index, prefix in
    guard words.indices.contains(index - 1), words[index - 1] == "--json", words[index] != "=" else {
      return OutputOptions.JSONStyle.allValueStrings
    }
    return TypedLine(words, index).words(beginning: prefix)
  }

  /// Rules, for those who bear or filter a finding.
  static let rules = CompletionKind.list(RuleTable.rules.map(\.id))

  /// Rules and notes, for those who ask about them.
  static let rulesAndNotes = CompletionKind.list(RuleTable.rules.map(\.id) + RuleTable.notes.map(\.id))

  /// Dump types that need room.
  static let dumpTypes = CompletionKind.list(
    DumpType.allCases.filter { $0 != .none }.reversed().map(\.rawValue))

  /// Names of bug checks.
  static let bugChecks = CompletionKind.custom { _, _, prefix in
    BugCheck.allNames.filter { $0.hasPrefix(prefix) }
  }

  /// What of a dump there can be.
  static let dumpStates = CompletionKind.list(DumpFilter.State.allCases.map(\.rawValue))

  /// What a host can be found to be.
  static let statuses = CompletionKind.list(Status.allCases.map(\.rawValue))

  /// Where facts can come from.
  static let importKinds = CompletionKind.list(ImportKind.allCases.map(\.rawValue))

  /// Files of hosts.
  static let hostFiles = CompletionKind.file(extensions: ["toml", "json", "ndjson"])

  /// Configuration files.
  static let configurationFiles = CompletionKind.file(extensions: ["toml"])
}

/// A command line as far as it is typed.
private struct TypedLine {
  private let words: [String]
  private let configuration: ConfigurationOption
  private let now = Timestamp(seconds: Int64(time(nil)))

  init(_ words: [String], _ index: Int) {
    // The word that is being typed says nothing yet.
    self.words = words.indices.filter { $0 != index }.map { words[$0] }
    var option = ConfigurationOption()
    option.file = Self.values(of: "--config", in: self.words).last
    configuration = option
    // What is wrong with the configuration is for the command itself to say, not for the middle of its line.
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    if nowhere >= 0 { dup2(nowhere, STDERR_FILENO) }
  }

  /// What the verb itself takes.
  func words(beginning prefix: String) -> [String] {
    switch words.dropFirst().first {
    case "check", "fix", "accept": hostNames(beginning: prefix)
    case "show", "pin", "unpin": dumpNames(beginning: prefix)
    case "list", "preserve", "prune": directories(beginning: prefix)
    default: []
    }
  }

  func hostNames(beginning prefix: String) -> [String] {
    let root = Self.values(of: "--root", in: words).last
    let inventories = Self.values(of: "--inventory", in: words)
    let machine = Machine(root: root ?? "/")
    let loaded = configuration.load(root: root, now: now).configuration
    let isAsNamed = root != nil || !inventories.isEmpty
    let gathered = isAsNamed ? .none : GatheredFacts(loaded, machine: machine, now: now)
    let files =
      inventories.isEmpty
      ? HostFileNames(directory: configuration.hostsDirectory(root: root))
      : HostFileNames(inventories: inventories)
    let (_, names) = Fleet.read(files, gathered: gathered.files, by: Processors.run) { facts in
      ([facts.name] + facts.aliases).first { $0.hasPrefix(prefix) } ?? ""
    }
    return Self.offered(["local"] + names, prefix)
  }

  func dumpNames(beginning prefix: String) -> [String] {
    guard let look = try? DumpLook(configuration) else { return [] }
    let dumps = look.listed()
    // Whoever types a path is offered paths.
    return Self.offered(prefix.hasPrefix("/") ? dumps.map(\.path) : dumps.map(\.fileName), prefix)
  }

  func dumpHosts(beginning prefix: String) -> [String] {
    Self.offered(dumpDirectories.map(\.host), prefix)
  }

  func directories(beginning prefix: String) -> [String] {
    // One above several means all of them.
    Self.offered(dumpDirectories.flatMap { [$0.place.base, $0.place.path] }, prefix)
  }

  private var dumpDirectories: [DumpDirectory] {
    let loaded = configuration.load(now: now).configuration
    return DumpDirectories(loaded.dumpDirectories, mounts: Machine().mounts().value ?? MountTable([])).all
  }

  private static func offered(_ words: [String], _ prefix: String) -> [String] {
    Set(words.filter { !$0.isEmpty && $0.hasPrefix(prefix) && $0.asSafeText == $0 }).sorted()
  }

  /// The values that an option has been given, as `--name VALUE` or `--name=VALUE`.
  private static func values(of name: String, in words: [String]) -> [String] {
    var values: [String] = []
    for (index, word) in words.enumerated() {
      if word.hasPrefix(name + "=") {
        values.append(unquoted(word.dropFirst(name.utf8.count + 1)))
      } else if word == name, index + 1 < words.count {
        // bash breaks a word at its equals sign.
        let isBroken = words[index + 1] == "=" && index + 2 < words.count
        values.append(unquoted(words[index + (isBroken ? 2 : 1)][...]))
      }
    }
    return values
  }

  /// A word as the shell would hand it over: bash and zsh pass it on as it was typed.
  private static func unquoted(_ word: Substring) -> String {
    var text = ""
    var quote: Character?
    var isEscaped = false
    for character in word {
      if isEscaped {
        text.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { text.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
      } else {
        text.append(character)
      }
    }
    guard text.hasPrefix("~/"), let home = getenv("HOME") else { return text }
    return String(cString: home) + text.dropFirst()
  }
}
