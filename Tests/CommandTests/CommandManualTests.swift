import FoundationEssentials
import ManualPages
import Testing

/// `dumpctl(1)`: what it says of verbs and options is what `--help` says and what the program takes.
@Suite("the manual page of dumpctl", .serialized)
struct CommandManualTests {
  @Test("has every verb, argument and option; DUMPWARDEN_UPDATE=1 writes it")
  func isMade() throws {
    let page = ManualPage("dumpctl.1")
    let root = try Self.root()
    let commands = CommandPage(root)
    #expect(try page.part("verbs", madeAs: commands.verbs) == commands.verbs)
    #expect(try page.part("options", madeAs: commands.sharedOptions) == commands.sharedOptions)
  }

  @Test("as it is printed, has the options of --help, verb by verb, and no others")
  func printedOptions() throws {
    let mandoc = Program(path: "/usr/bin/mandoc")
    let printed = try mandoc.run(["-T", "ascii", "-O", "width=200", ManualPage("dumpctl.1").path])
    guard printed.code == 0 else { return Requirement.isMissing("mandoc is not installed", "printedOptions") }
    let page = PrintedPage(printed.output)
    let shared = Set(page.options(below: "OPTIONS"))
    #expect(!shared.isEmpty)
    var all: Set<String> = []
    for command in CommandPage(try Self.root()).commands {
      let words = command.words
      let help = Self.options(ofHelp: try dumpctl(words + ["--help"]).output)
      let own = Set(page.options(below: words.joined(separator: " ")))
      let said = page.text(below: words.joined(separator: " "))
      // Of those that several verbs share, a verb names the ones that it takes.
      let named = Set(shared.filter { said.contains($0) })
      #expect(own.union(named).union(["--help", "--version", "-h"]) == help, "\(words)")
      all.formUnion(help)
    }
    #expect(shared.isSubset(of: all))
  }

  @Test("has every exit code")
  func exitCodes() throws {
    let page = try ManualPage("dumpctl.1").text()
    let listed = try #require(
      page.split(separator: ".Sh EXIT STATUS\n").last?.split(separator: "\n.El").first)
    for outcome in ExitCodeTests.Outcome.allCases { #expect(listed.contains(".It \(outcome.code)\n")) }
  }

  /// Values that are read without complaint; every other word is taken as it is.
  private static let values = [
    "CODE": "0xD1", "DATE": "2026-12-31", "KEY=VALUE": "memory.visible=1GiB", "KIND": "libvirt",
    "RULE": "SIZ-COMPLETE-MIN",
    "SIZE": "1GiB", "STATE": "whole", "STATUS": "ok", "TIME": "1s", "TYPE": "active", "short|pretty": "short",
  ]

  @Test("names options that the program takes, every one")
  func takenOptions() throws {
    for command in CommandPage(try Self.root()).commands {
      func value(_ argument: DumpedArgument) -> String { Self.values[argument.valueName ?? ""] ?? "x" }
      var words = command.words + command.positionals.map(value)
      for option in command.options {
        guard let name = option.spelled.last else { continue }
        words += [name] + (option.kind == "option" ? [value(option)] : [])
      }
      // Complaining of the one word that no verb takes, it has taken all others, and does nothing.
      let ending = try dumpctl(words + ["--no-such-option"])
      #expect(ending.code == 64)
      #expect(ending.errors.contains("Unknown option '--no-such-option'"), "\(words): \(ending.errors)")
    }
  }

  private static func root() throws -> DumpedCommand {
    let dumped = try dumpctl(["--experimental-dump-help"])
    return try JSONDecoder().decode(DumpedHelp.self, from: Data(dumped.output.utf8)).command
  }

  /// The names at the beginnings of the lines of help.
  private static func options(ofHelp help: String) -> Set<String> {
    var options: Set<String> = []
    for line in help.split(separator: "\n") where line.hasPrefix("  -") {
      // What a name takes follows it, and text further off.
      for word in line.split(separator: " ", omittingEmptySubsequences: true) {
        guard word.hasPrefix("-") else { break }
        options.insert(String(word.prefix { $0 != "," }))
      }
    }
    return options
  }
}

/// A manual page as a reader sees it.
private struct PrintedPage {
  private var sections: [(heading: String, lines: [Substring])] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let plain = Self.withoutOverstrikes(line)
      // Sections begin at the margin, parts of them three columns in.
      let indent = plain.prefix { $0 == " " }.utf8.count
      if indent == 0 || indent == 3 {
        sections.append((String(plain.drop { $0 == " " }), []))
      } else if !sections.isEmpty {
        sections[sections.count - 1].lines.append(plain)
      }
    }
  }

  /// The options that stand as tags below a heading.
  func options(below heading: String) -> [String] {
    lines(below: heading).filter { $0.hasPrefix("     -") }.flatMap { line in
      // A value may begin with a dash too: `-|DIR`.
      line.split(separator: " ").prefix { $0.hasPrefix("-") && !$0.hasPrefix("-|") }.map {
        String($0.prefix { !",=[".contains($0) })
      }
    }
  }

  func text(below heading: String) -> String {
    lines(below: heading).map { $0.drop { $0 == " " } }.joined(separator: " ")
  }

  private func lines(below heading: String) -> [Substring] {
    sections.first { $0.heading == heading }?.lines ?? []
  }

  /// Bold is a letter struck twice.
  private static func withoutOverstrikes(_ line: Substring) -> Substring {
    var text = ""
    for scalar in line.unicodeScalars {
      if scalar == "\u{8}" { text.unicodeScalars.removeLast() } else { text.unicodeScalars.append(scalar) }
    }
    return text[...]
  }
}
