import Inventory
import ManualPages
import Testing

/// The keys in `dumpwarden.toml(5)` and `dumpwarden-hosts(5)`, which are those that are read since they come from
/// the tables that read them.
@Suite("the manual pages of settings")
struct SettingsManualTests {
  @Test("dumpwarden.toml(5) has every setting; DUMPWARDEN_UPDATE=1 writes it")
  func configuration() throws {
    let text = configurationReference().map { section($0, below: "", facts: false) }.joined()
    #expect(try ManualPage("dumpwarden.toml.5").part("settings", madeAs: text) == text)
    expectEveryKey(of: configurationReference(), in: text)
  }

  @Test("dumpwarden-hosts(5) has every key; DUMPWARDEN_UPDATE=1 writes it")
  func hosts() throws {
    let text = section("[[host]]", "A target host.", hostReference(), below: "host.", facts: true)
    #expect(try ManualPage("dumpwarden-hosts.5").part("keys", madeAs: text) == text)
    expectEveryKey(of: hostReference(), in: text)
  }

  private func expectEveryKey(of settings: [SettingDescription], in text: String) {
    for setting in settings {
      #expect(
        text.contains(setting.nested.isEmpty ? ".It Cm \(setting.key)\n" : setting.key), "\(setting.key)")
      expectEveryKey(of: setting.nested, in: text)
    }
  }

  private func section(_ table: SettingDescription, below: String, facts: Bool) -> String {
    let name = below + table.key
    return section(
      table.isList ? "[[\(name)]]" : "[\(name)]", table.documentation, table.nested, below: "\(name).",
      facts: facts)
  }

  /// A table of the file, then those within it; a fact has no default, and what is not given is not known.
  private func section(
    _ header: String, _ documentation: String, _ settings: [SettingDescription], below: String, facts: Bool
  ) -> String {
    // Without the sign that is nothing, the bracket would be taken for punctuation.
    var text = ".Ss \(header)\\&\n" + Mdoc.prose(documentation) + ".Bl -tag -width Ds\n"
    for setting in settings where setting.nested.isEmpty {
      text += ".It Cm \(setting.key)\n" + Mdoc.prose(setting.documentation)
      text += Mdoc.prose("Expected: \(setting.expected)\(setting.isRequired ? "; required" : "").")
      guard !setting.isRequired else { continue }
      text += (facts ? "Example:\n" : "Default:\n") + ".Li \(Mdoc.arguments(setting.sample)) .\n"
    }
    text += ".El\n"
    for setting in settings where !setting.nested.isEmpty {
      text += section(setting, below: below, facts: facts)
    }
    return text
  }
}
