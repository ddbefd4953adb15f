import Inventory
import Sizing
import Testing

@Suite("config show")
struct ConfigurationTextTests {
  static let text = """
    [local]
    assess = false
    boot-volume = "/"
    want = "complete"

    [[policy]]
    match = ["WEB*", "tag:rds"]
    want = "none"
    by = "either"

    [[accept]]
    host = "SQL0*"
    rule = "EXT-SAME-VOLUME"
    reason = "a \\"quoted\\" reason\\u202E"
    until = 2026-09-30
    shortfall = "none"

    [[dump-directory]]
    path = "/srv/dumps/*"
    host = "*"
    names = ["MEMORY.DMP"]
    adopt = ["{id}-{host}-{time}"]
    preserve = "clone"
    archive = "/srv/kept/{host}"
    readers = "dump-readers"
    grace = "1min"
    settle = "90s"
    partial-grace = "2h"
    facts = "dump-facts.json"

    [dump-directory.keep]
    last = 3
    first-of-each-bugcheck = 0
    newest-until = "180d"
    max-age = "never"
    max-use = "50%"
    free = "3 * next-dump"
    at-most = "0%"

    """

  @Test("what is shown reads back as the same, and is shown the same")
  func roundTrip() throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write("a.toml", Self.text)
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.isGood)
    #expect(configurationText(loaded) == Self.text)
  }

  @Test("the defaults are shown in full")
  func defaults() {
    #expect(
      configurationText(LoadedConfiguration())
        == "[local]\nassess = true\nboot-volume = \"/\"\nwant = \"report\"\n")
  }

  @Test("with origins each line says where it is from")
  func origins() throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write("a.toml", "[local]\n\nwant = \"complete\"\n")
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(
      configurationText(loaded, origins: true)
        == "[local]\nassess = true  # default\nboot-volume = \"/\"  # default\nwant = \"complete\"  # \(file):3\n"
    )
  }

  static let values: [(key: String, text: String, shown: String)] = [
    ("free", "\"2 TiB\"", "\"2 TiB\""), ("free", "\"1536 GB\"", "\"1536 GiB\""),
    ("free", "\"none\"", "\"none\""),
    ("free", "\"3*next-dump\"", "\"3 * next-dump\""), ("free", "\" next-dump \"", "\"next-dump\""),
    ("free", "\"1.5 GiB\"", "\"1536 MiB\""), ("free", "\"0 B\"", "\"0 B\""),
    ("max-use", "\"none\"", "\"none\""),
    ("max-use", "\"100%\"", "\"100%\""), ("max-age", "\"2w\"", "\"14d\""), ("max-age", "\"36 h\"", "\"36h\""),
    ("max-age", "\"5m\"", "\"5min\""), ("max-age", "\"0s\"", "\"0s\""),
    ("newest-until", "\"never\"", "\"never\""),
  ]

  @Test("values are read in each way that people write them", arguments: values)
  func reading(key: String, text: String, shown: String) throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write("a.toml", "[[dump-directory]]\npath = \"/d\"\nkeep.\(key) = \(text)\n")
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.isGood)
    #expect(configurationText(loaded).split(separator: "\n").contains("\(key) = \(shown)"))
  }
}
