import Glibc
import Testing

@testable import Sizing

/// The text of a script: what runs must be what a reviewer reads, whatever a host file holds.
@Suite("a script that fixes a host") struct FixScriptTests {
  /// Names made to become code, to end a line or a quote, or to read as something else.
  static let hostile: [String] = [
    "'; Remove-Item C:\\ -Recurse; '", "$(reboot)", "`reboot`", "\"; reboot; \"", "a'b''c", "#> reboot <#",
    "\u{2018}; reboot; \u{2019}", "\u{201A}x\u{201B}", "x\nreboot", "x\r\nreboot\n",
    "x\u{2028}reboot\u{2029}",
    "\u{202E}txet\u{202C}", "$env:PATH", "${IFS}", "%PATH%", "\\", "\\'", "'\\''", "a\u{0}b",
    "a\u{7}\u{1B}[2J",
    "-rf", "@(1)", "{0}", "\u{FF07}", "e\u{301}\u{1F600}", "x #y", " ", "\t", "\n", "a\n\n",
  ]

  static func windows(named name: String) -> HostFacts {
    HostFacts.windows(memory: .gibibytes(64), pagefile: 16384).with {
      $0.name = name
      $0.aliases = [name + "2"]
      $0.source = "hosts.d/\(name).toml:1:1"
      $0.pagefiles = .known([.custom(#"C:\"# + name + ".sys", 16384)])
      $0.crashControl.dumpFile = .known(#"C:\"# + name)
      $0.crashControl.overwrite = .known(false)
      $0.crashControl.existingDump = .known(
        CrashControl.ExistingDump(size: .known(.gibibytes(1)), written: .absent("written")))
    }
  }

  @Test(
    "for Windows is plain ASCII lines, and a name in it is one literal that is this name", arguments: hostile)
  func powerShell(name: String) throws {
    let plan = Self.windows(named: name).fixed()
    #expect(plan.steps.count == 3, "\(plan.answer)")
    let script = try #require(FixScript(plan, made: noon))
    #expect(script.language == .powershell)
    #expect(script.text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    let literals = [name, name + "2", #"C:\"# + name + ".sys", #"C:\"# + name].map(ScriptText.powerShell)
    for literal in literals { #expect(script.text.contains(literal)) }
    // With every literal taken out nothing of the name may be left but in comments.
    var code = script.text
    for literal in literals.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      code = code.replacing(literal, with: "L")
    }
    for line in code.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("#") {
      let statement = line.split(separator: "  # ").first ?? line
      #expect(!statement.contains("reboot") && !statement.contains("Recurse"), "\(line)")
    }
    for line in script.text.split(separator: "\n") where line.hasPrefix("#") { #expect(!line.contains("#>")) }
    for literal in literals { #expect(PowerShellLiteral.value(of: literal) != nil, "\(literal)") }
    #expect(PowerShellLiteral.value(of: ScriptText.powerShell(name)) == name)
  }

  @Test("for Windows says the values that were judged when it is read again (U7)")
  func readAgain() throws {
    var tried = 0
    for host in FixPropertyTests.hosts where host.os == .windows {
      let plan = host.fixed()
      guard let script = FixScript(plan, made: noon) else { continue }
      tried += 1
      var changed = host
      for change in PowerShellLiteral.changes(script.text) {
        changed = try #require(apply(change, to: changed), "\(change)")
      }
      #expect(changed.assessed().status == plan.status, "\(script.text)")
    }
    #expect(tried > 20)
  }

  @Test("for Windows checks the host and the rights first, and uses neither wmic nor a restart")
  func careful() throws {
    let text = try #require(FixScript(Self.windows(named: "SQL07").fixed(), made: noon)).text
    let lines = text.split(separator: "\n")
    #expect(lines[0].hasPrefix("# SQL07: with this script it can write and save the complete dump"))
    for word in ["wmic", "Restart-Computer", "shutdown", "Invoke-Expression", "iex "] {
      #expect(!text.contains(word))
    }
    func place(_ text: String) throws -> Int {
      try #require(lines.firstIndex { $0.contains(text) }, "\(text)")
    }
    let first = try place("Set-Pagefile 'C:\\SQL07.sys' 65836  # SIZ-INITIAL-NOT-MAX")
    for check in [
      "Set-StrictMode", "$expected = @('SQL07', 'SQL072')", "IsInRole", "FreeSpace -lt", "review",
    ] {
      #expect(try check == "review" || place(check) < first)
    }
    #expect(text.contains("Review before running"))
    #expect(text.contains("REG-REBOOT"))
    // Braces that do not match would leave a console waiting.
    #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
    #expect(text.count { $0 == "(" } == text.count { $0 == ")" })
  }

  @Test(
    "sets each type as Windows has it",
    arguments: [
      (Want.complete, ["'CrashDumpEnabled' 'DWord' 1", "Clear-ControlValue 'FilterPages'"]),
      (.active, ["'CrashDumpEnabled' 'DWord' 1", "'FilterPages' 'DWord' 1"]),
      (.kernel, ["'CrashDumpEnabled' 'DWord' 2", "Clear-ControlValue 'FilterPages'"]),
      (.automatic, ["'CrashDumpEnabled' 'DWord' 7", "Clear-ControlValue 'FilterPages'"]),
      (.small, ["'CrashDumpEnabled' 'DWord' 3", "Clear-ControlValue 'FilterPages'"]),
    ])
  func types(want: Want, values: [String]) throws {
    let host = HostFacts.windows(memory: .gibibytes(64), pagefile: 65836).with {
      $0.crashControl.type = .known(.none)
    }
    let script = try #require(FixScript(host.fixed(want), made: noon))
    for value in values { #expect(script.text.contains(value + "  # TYP-DECODE"), "\(script.text)") }
  }

  static func linux(named name: String) -> HostFacts {
    HostFacts.linux(memory: .mebibytes(24576), swap: []).with {
      $0.name = name
      $0.volumes = .known([
        Volume(id: "/" + name, isBoot: true, size: .known(.gibibytes(500)), free: .known(.gibibytes(200)))
      ])
    }
  }

  @Test("for Linux gives each variable the name itself, in a real shell", arguments: hostile)
  func shell(name: String) throws {
    // No name of a host or file has a NUL; a shell variable cannot have one.
    guard !name.unicodeScalars.contains("\u{0}") else { return }
    let script = try #require(FixScript(Self.linux(named: name).fixed(), made: noon))
    #expect(script.language == .sh)
    #expect(script.text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    let parts = script.text.split(separator: "\nset -eu\n", maxSplits: 1)
    let comments = try #require(parts.first)
    let assignments = try #require(parts.last?.split(separator: "\nstop() {").first)
    let head = "set -eu\n" + assignments
    #expect(try Shell.run(head + "\nprintf '%s' \"$host\"") == name)
    #expect(try Shell.run(head + "\nprintf '%s' \"$volume\"") == "/" + name)
    #expect(try Shell.run(head + "\nprintf '%s' \"$file\"") == "/\(name)/swap-for-dump-1")
    #expect(!(try Shell.run(head + "\nprintf '%s' \"$entry\"").contains("\n")))
    for line in comments.split(separator: "\n") { #expect(line.hasPrefix("#"), "\(line)") }
  }

  @Test(
    "PowerShell's own quotes cannot end a literal",
    arguments: ["'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"])
  func quotes(quote: String) {
    let literal = ScriptText.powerShell("a" + quote + "b")
    #expect(
      literal
        == (quote == "'"
          ? "'a''b'"
          : "('a' + [char]::ConvertFromUtf32(0x\(String(quote.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true))) + 'b')")
    )
  }
}

/// What PowerShell makes of the literals that our scripts use: a reader of its own, not the writer turned round.
enum PowerShellLiteral {
  static func value(of text: String) -> String? {
    var rest = Substring(text)
    let isSum = rest.first == "("
    if isSum {
      rest.removeFirst()
      guard rest.popLast() == ")" else { return nil }
    }
    var value = ""
    while true {
      if rest.first == "'" {
        rest.removeFirst()
        while true {
          guard let next = rest.popFirst() else { return nil }
          if next != "'" {
            value.append(next)
          } else if rest.first == "'" {
            rest.removeFirst()
            value.append("'")
          } else {
            break
          }
        }
      } else {
        let call = "[char]::ConvertFromUtf32(0x"
        guard isSum, rest.hasPrefix(call) else { return nil }
        rest.removeFirst(call.count)
        guard let end = rest.firstIndex(of: ")"), let number = UInt32(rest[..<end], radix: 16),
          let scalar = Unicode.Scalar(number)
        else { return nil }
        value.unicodeScalars.append(scalar)
        rest = rest[rest.index(after: end)...]
      }
      if rest.isEmpty { return value }
      guard isSum, rest.hasPrefix(" + ") else { return nil }
      rest.removeFirst(3)
    }
  }

  /// The changes that the statements of a script stand for.
  static func changes(_ script: String) -> [FixChange] {
    var changes: [FixChange] = []
    var enabled = 0
    var dedicated = ""
    for line in script.split(separator: "\n") {
      let line = line.split(separator: "  # ").first.map(String.init) ?? ""
      let words = line.split(separator: " ").map(String.init)
      func name(_ word: String) -> String { value(of: word) ?? "" }
      guard words.count > 1, line.hasPrefix("  "), !line.hasPrefix("   ") else { continue }
      switch words[0] {
      case "Set-Pagefile":
        changes.append(.setPagefile(path: name(words[1]), size: .mebibytes(UInt64(words[2]) ?? 0)))
      case "$computer" where line.contains("AutomaticManagedPagefile = $false"):
        changes.append(.stopAutomaticPagefiles)
      case "Rename-Item": changes.append(.moveDumpAway(path: ""))
      case "Clear-ControlValue" where name(words[1]) == "DedicatedDumpFile":
        changes.append(.clearDedicatedDumpFile)
      case "Clear-ControlValue" where name(words[1]) == "FilterPages":
        changes.append(
          .setType([0: .none, 1: .complete, 2: .kernel, 3: .small, 7: .automatic][enabled] ?? .none))
      case "Set-ControlValue":
        switch name(words[1]) {
        case "CrashDumpEnabled": enabled = Int(words[3]) ?? 0
        case "FilterPages": changes.append(.setType(.active))
        case "DedicatedDumpFile": dedicated = name(words[3])
        case "DumpFileSize":
          changes.append(.setDedicatedDumpFile(path: dedicated, size: .mebibytes(UInt64(words[3]) ?? 0)))
        case "DumpFile": changes.append(.setDumpFile(path: name(words[3])))
        case "Overwrite": changes.append(.overwriteDump)
        case "AlwaysKeepMemoryDump": changes.append(.keepDump)
        case "IgnorePagefileSize": changes.append(.checkPagefileSize)
        default: continue
        }
      default:
        if line.hasPrefix("  $dump = ") { changes.append(.moveDumpAway(path: "")) }
      }
    }
    return changes
  }
}

/// `/bin/sh`, which reads the script from a file.
enum Shell {
  static func run(_ script: String) throws -> String {
    var template = Array("/tmp/dumpwarden-script-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try #require(descriptor >= 0)
    defer { unlink(path) }
    let bytes = Array(script.utf8)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
    let pipe = try #require(popen("exec /bin/sh \(path) 2>&1", "r"))
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let got = fread(&piece, 1, piece.count, pipe), got > 0 { output += piece.prefix(got) }
    #expect(pclose(pipe) == 0)
    return String(decoding: output, as: UTF8.self)
  }
}
