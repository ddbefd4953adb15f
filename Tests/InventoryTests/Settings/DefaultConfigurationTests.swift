import Glibc
import Inventory
import Sizing
import Testing

@Suite("the shipped configuration")
struct DefaultConfigurationTests {
  private static let shipped: String = {
    let source = #filePath
    let end = source.utf8.count - "Tests/InventoryTests/Settings/DefaultConfigurationTests.swift".utf8.count
    return String(source.utf8.prefix(end)).map { $0 + "etc/dumpwarden/dumpwarden.toml" } ?? ""
  }()

  @Test("the file is what the table makes (W17); DUMPWARDEN_UPDATE=1 writes it")
  func isGenerated() throws {
    if getenv("DUMPWARDEN_UPDATE") != nil {
      let stream = try #require(fopen(Self.shipped, "w"))
      defer { fclose(stream) }
      fputs(defaultConfigurationText(), stream)
    }
    let stream = try #require(fopen(Self.shipped, "r"), "cannot open \(Self.shipped)")
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, stream)
    #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == defaultConfigurationText())
  }

  @Test("as it is shipped it changes nothing")
  func isTheDefaults() throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write("dumpwarden.toml", defaultConfigurationText())
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.diagnostics == [])
    #expect(loaded.configuration == Configuration())
  }

  @Test(
    "with every commented setting taken in, it is good and still the defaults, with one example of each list")
  func uncommented() throws {
    let text = defaultConfigurationText().split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") && $0 != "#" ? $0.dropFirst() : $0 }
      .joined(separator: "\n")
    let scratch = try SettingsScratch()
    let file = try scratch.write("dumpwarden.toml", text)
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.diagnostics == [])

    var expected = Configuration()
    expected.policies = [Policy(match: ["WEB*", "tag:rds"], want: .asConfigured)]
    expected.acceptances = [
      Acceptance(
        host: "SQL0*", rule: "EXT-SAME-VOLUME", reason: "LUN ordered",
        until: try #require(CalendarDate("2026-09-30")))
    ]
    expected.dumpDirectories = [DumpDirectorySettings(path: "/srv/dumps/*")]
    #expect(loaded.configuration == expected)
  }

  @Test("every key has what it takes and what it is for")
  func isDocumented() {
    func check(_ settings: [SettingDescription]) {
      for setting in settings {
        #expect(!setting.documentation.isEmpty && !setting.expected.isEmpty, "\(setting.key)")
        #expect(setting.nested.isEmpty == !setting.sample.isEmpty, "\(setting.key)")
        check(setting.nested)
      }
    }
    check(configurationReference())
    check(hostReference())
  }
}
