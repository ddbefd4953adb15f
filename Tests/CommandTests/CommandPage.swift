import ManualPages

/// What `dumpctl --experimental-dump-help` prints.
struct DumpedHelp: Decodable {
  let command: DumpedCommand
}

/// One command of it.
struct DumpedCommand: Decodable {
  let commandName: String
  let abstract: String
  let discussion: String?
  let arguments: [DumpedArgument]?
  let subcommands: [DumpedCommand]?
  let shouldDisplay: Bool
}

/// One argument, option or flag.
struct DumpedArgument: Decodable, Hashable {
  struct Name: Decodable, Hashable {
    let kind: String
    let name: String
  }

  let kind: String
  let abstract: String?
  let names: [Name]?
  let valueName: String?
  let isOptional: Bool
  let isRepeating: Bool
  let shouldDisplay: Bool

  /// Its names with their dashes, the short ones first.
  var spelled: [String] {
    let names = names ?? []
    return names.filter { $0.kind == "short" }.map { "-\($0.name)" }
      + names.filter { $0.kind == "long" }.map { "--\($0.name)" }
  }
}

/// The parts of `dumpctl(1)` that come from what the program says of itself.
struct CommandPage {
  /// A command that does something.
  struct Command {
    let words: [String]
    let dumped: DumpedCommand

    var positionals: [DumpedArgument] { arguments.filter { $0.kind == "positional" } }
    /// All but those that every command has.
    var options: [DumpedArgument] {
      arguments.filter { $0.kind != "positional" && !["--help", "--version"].contains($0.spelled.last) }
    }

    private var arguments: [DumpedArgument] { (dumped.arguments ?? []).filter(\.shouldDisplay) }
  }

  let commands: [Command]
  /// What so many verbs take, in the same words, is described once.
  private static let many = 5
  private let shared: [DumpedArgument]

  init(_ root: DumpedCommand) {
    func leaves(_ command: DumpedCommand, _ words: [String]) -> [Command] {
      let nested = (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
      guard nested.isEmpty else { return nested.flatMap { leaves($0, words + [$0.commandName]) } }
      return [Command(words: words, dumped: command)]
    }
    let commands = leaves(root, [])
    self.commands = commands
    var counts: [DumpedArgument: Int] = [:]
    var order: [DumpedArgument] = []
    for option in commands.flatMap(\.options) {
      if counts[option] == nil { order.append(option) }
      counts[option, default: 0] += 1
    }
    shared = order.filter { counts[$0, default: 0] >= Self.many }
  }

  /// A part for each verb.
  var verbs: String { commands.map(section).joined() }

  /// The options that many verbs share.
  var sharedOptions: String {
    var text = list(shared)
    text += ".It Fl h , Fl \\-help\nShow what a verb does and takes.\n"
    text += ".It Fl \\-version\nShow the version.\n"
    return ".Bl -tag -width Ds\n\(text).El\n"
  }

  private func section(_ command: Command) -> String {
    var text = ".Ss \(Mdoc.arguments(command.words.joined(separator: " ")).replacing("\"", with: ""))\n"
    text += ".Nm dumpctl \(command.words.map { "Cm \($0)" }.joined(separator: " "))\n"
    let own = command.options.filter { !shared.contains($0) }
    for option in own {
      let word = Self.tag(option.spelled.suffix(1), option)
      text += (option.isOptional || option.isRepeating ? ".Op " : ".") + word
      text += option.isRepeating ? " ...\n" : "\n"
    }
    for argument in command.positionals {
      text += argument.isOptional ? ".Op Ar " : ".Ar "
      text += Mdoc.arguments(argument.valueName ?? "") + (argument.isRepeating ? " ...\n" : "\n")
    }
    text += ".Pp\n" + Mdoc.prose(command.dumped.abstract)
    if let discussion = command.dumped.discussion, !discussion.isEmpty {
      text += ".Pp\n" + Mdoc.prose(discussion)
    }
    text += ".Bl -tag -width Ds\n"
    for argument in command.positionals {
      text += ".It Ar \(Mdoc.arguments(argument.valueName ?? ""))\n" + Mdoc.prose(argument.abstract ?? "")
    }
    text += list(own) + ".El\n"
    let taken = shared.filter(command.options.contains).flatMap(\.spelled)
    guard !taken.isEmpty else { return text }
    text += ".Pp\nIt also takes\n"
    for (number, name) in taken.enumerated() {
      let end = number == taken.count - 1 ? " ." : number == taken.count - 2 ? "\nand" : " ,"
      text += ".\(Self.flag(name))\(end)\n"
    }
    return text.replacing(".Bl -tag -width Ds\n.El\n", with: "")
  }

  private func list(_ options: [DumpedArgument]) -> String {
    options.map { ".It \(Self.tag($0.spelled[...], $0))\n" + Mdoc.prose($0.abstract ?? "") }.joined()
  }

  /// Names and what they take: `Fl o , Fl -output Ar FILE`.
  private static func tag(_ names: ArraySlice<String>, _ option: DumpedArgument) -> String {
    let flags = names.map(flag).joined(separator: " , ")
    guard option.kind == "option", let value = option.valueName else { return flags }
    // A bare one stands for a style of its own, and the word after it is not its value.
    if names.last == "--json" { return "\(flags) Ns Op = Ns Ar \(Mdoc.arguments(value))" }
    return "\(flags) Ar \(Mdoc.arguments(value))"
  }

  private static func flag(_ name: String) -> String {
    "Fl " + name.dropFirst().replacing("-", with: "\\-")
  }
}
