import Inventory
import Sizing
import Testing

@Suite("layers of the configuration")
struct ConfigurationLayerTests {
  let scratch: SettingsScratch

  init() throws { scratch = try SettingsScratch() }

  private func policy(_ name: String) -> String {
    let word = name.split(separator: "/").joined(separator: "+")
    return "[[policy]]\nmatch = [\"\(word)\"]\n"
  }

  private func load() -> LoadedConfiguration {
    loadConfiguration(root: scratch.path, now: settingsNow)
  }

  private func relative(_ files: [String]) -> [String] {
    files.map { String($0.dropFirst(scratch.path.count)) }
  }

  @Test("with nothing there the defaults hold, without a word")
  func nothing() {
    #expect(load() == LoadedConfiguration())
  }

  @Test("drop-ins of all directories come in the order of their names, and /etc hides /run hides /usr/lib")
  func precedence() throws {
    for (directory, names) in [
      ("etc", ["30-c.toml"]), ("run", ["10-a.toml", "30-c.toml", "20-b.toml"]),
      ("usr/lib", ["20-b.toml", "40-d.toml", "05-z.toml", "06-notes.txt", ".07-hidden.toml"]),
    ] {
      for name in names {
        try scratch.write("\(directory)/dumpwarden/dumpwarden.toml.d/\(name)", policy("\(directory)-\(name)"))
      }
    }
    try scratch.write("etc/dumpwarden/dumpwarden.toml", policy("main"))
    let loaded = load()
    #expect(loaded.diagnostics == [])
    #expect(
      loaded.configuration.policies.map { $0.match[0] } == [
        "main", "usr+lib-05-z.toml", "run-10-a.toml", "run-20-b.toml", "etc-30-c.toml", "usr+lib-40-d.toml",
      ])
    #expect(
      relative(loaded.files).prefix(2) == [
        "/etc/dumpwarden/dumpwarden.toml", "/usr/lib/dumpwarden/dumpwarden.toml.d/05-z.toml",
      ])
  }

  @Test("the main file is that of /etc, else /run, else /usr/lib")
  func mainFile() throws {
    for (directory, expected) in [("usr/lib", "usr+lib"), ("run", "run"), ("etc", "etc")] {
      try scratch.write("\(directory)/dumpwarden/dumpwarden.toml", policy(directory))
      #expect(load().configuration.policies.map(\.match) == [[expected]])
    }
  }

  @Test("a link to /dev/null switches a file off, the main one too")
  func masked() throws {
    try scratch.write("usr/lib/dumpwarden/dumpwarden.toml", policy("main"))
    try scratch.write("usr/lib/dumpwarden/dumpwarden.toml.d/10-a.toml", policy("a"))
    try scratch.write("usr/lib/dumpwarden/dumpwarden.toml.d/20-b.toml", policy("b"))
    try scratch.link("etc/dumpwarden/dumpwarden.toml", to: "/dev/null")
    try scratch.link("run/dumpwarden/dumpwarden.toml.d/10-a.toml", to: "/dev/null")
    let loaded = load()
    #expect(loaded.diagnostics == [])
    #expect(loaded.configuration.policies.map(\.match) == [["b"]])
  }

  @Test("scalars override, lists append, and each setting knows the file and line that gave it")
  func merging() throws {
    let main = try scratch.write("a.toml", "[local]\nassess = false\nwant = \"complete\"\n" + policy("x"))
    let first = try scratch.write(
      "a.toml.d/1.toml", policy("y") + "[[dump-directory]]\npath = \"/srv/d\"\nkeep.last = 9\n")
    let second = try scratch.write("a.toml.d/2.toml", "\n[local]\nwant = \"report\"\n")
    let loaded = loadConfiguration(main: main, now: settingsNow)
    #expect(loaded.isGood)
    #expect(!loaded.configuration.local.assess)
    #expect(loaded.configuration.local.want == .report)
    #expect(loaded.configuration.policies.map(\.match) == [["x"], ["y"]])
    let origins = loaded.origins.mapValues { "\($0.file):\($0.line)" }
    #expect(origins["local.assess"] == "\(main):2")
    #expect(origins["local.want"] == "\(second):3")
    #expect(origins["policy[0].match"] == "\(main):5")
    #expect(origins["policy[1].match"] == "\(first):2")
    #expect(origins["dump-directory[0].keep.last"] == "\(first):5")
    #expect(origins["local.boot-volume"] == nil)
  }

  @Test("a file that was named and is not there is an error, a directory in its place another")
  func namedAndMissing() throws {
    let missing = loadConfiguration(main: "\(scratch.path)/none.toml", now: settingsNow)
    #expect(
      missing.diagnostics.map(\.description) == [
        "\(scratch.path)/none.toml: error: there is no such file: expected the configuration that was named"
      ])
    #expect(missing.configuration == Configuration())
    try scratch.write("dir/x", "")
    let directory = loadConfiguration(main: "\(scratch.path)/dir", now: settingsNow)
    #expect(directory.diagnostics.map(\.message) == ["expected a regular file"])
  }

  @Test("a drop-in that cannot be parsed leaves the others as they are")
  func brokenDropIn() throws {
    let main = try scratch.write("a.toml", policy("x"))
    let broken = try scratch.write("a.toml.d/1.toml", "[local\n")
    try scratch.write("a.toml.d/2.toml", policy("z"))
    let loaded = loadConfiguration(main: main, now: settingsNow)
    #expect(loaded.diagnostics.map(\.file) == [broken])
    #expect(loaded.configuration.policies.map(\.match) == [["x"], ["z"]])
  }

  @Test("one directory given twice is an error that names both places, and nothing is deleted there")
  func repeatedDirectory() throws {
    let main = try scratch.write("a.toml", "[[dump-directory]]\npath = \"/srv/d\"\n")
    let second = try scratch.write(
      "a.toml.d/1.toml", "[[dump-directory]]\nkeep.last = 1\npath = \"/srv//d/\"\n")
    let loaded = loadConfiguration(main: main, now: settingsNow)
    #expect(
      loaded.diagnostics.filter { $0.severity == .error }.map(\.description) == [
        "\(second):3: error: dump-directory \"/srv//d/\" is given twice: first at \(main):2"
      ])
    #expect(loaded.configuration.dumpDirectories.map(\.holdsRetention) == [true, true])
  }

  @Test("target hosts stand beside the configuration")
  func hostsDirectory() {
    #expect(targetHostsDirectory() == "/etc/dumpwarden/hosts.d")
    #expect(targetHostsDirectory(root: "/tmp/m/") == "/tmp/m/etc/dumpwarden/hosts.d")
    #expect(targetHostsDirectory(main: "/a/b.toml", root: "/tmp/m") == "/a/hosts.d")
    #expect(targetHostsDirectory(main: "b.toml") == "hosts.d")
  }
}
