import Inventory
import ManualPages
import Sizing
import Testing

/// What a setting is when nobody sets it, in the three places that say so.
///
/// Two of them are made from one table; here each is read as a person reads it, so that a fault in the making is seen.
@Suite("the default of each setting")
struct DefaultsTests {
  @Test("is one and the same in the program, the manual page and the commented configuration")
  func agree() throws {
    let inForce = try inForce()
    #expect(inForce.count >= 20)
    #expect(try inManualPage() == inForce)
    let commented = inCommentedFile()
    for (setting, value) in inForce.sorted(by: { $0.key < $1.key }) {
      #expect(commented[setting] == value, "\(setting)")
    }
    // What has no default must be given: the file then has an example.
    #expect(Set(commented.keys).subtracting(inForce.keys) == Self.required)
  }

  /// Settings that an entry of a list cannot do without.
  private static let required: Set = [
    "policy.match", "accept.host", "accept.rule", "accept.reason", "accept.until", "dump-directory.path",
  ]

  /// The values in force where the file gives only what is required: what the program itself takes.
  private func inForce() throws -> [String: String] {
    let scratch = try SettingsScratch()
    let file = try scratch.write(
      "dumpwarden.toml",
      """
      [[policy]]
      match = ["X"]
      [[accept]]
      host = "X"
      rule = "EXT-SAME-VOLUME"
      reason = "X"
      until = 2026-09-30
      [[dump-directory]]
      path = "/x"
      """)
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.diagnostics == [])
    return assignments(in: configurationText(loaded)).filter { !Self.required.contains($0.key) }
  }

  private func inCommentedFile() -> [String: String] {
    let lines = defaultConfigurationText().split(separator: "\n")
    return assignments(
      in: lines.map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }.joined(separator: "\n")
    )
  }

  /// `key = value` below `[table]` or `[[table]]`.
  private func assignments(in toml: String) -> [String: String] {
    var found: [String: String] = [:]
    var table = ""
    for line in toml.split(separator: "\n") where !line.hasPrefix("# ") {
      if line.hasPrefix("[") {
        table = String(line.filter { $0 != "[" && $0 != "]" })
      } else if let sign = line.firstRange(of: " = ") {
        found["\(table).\(line[..<sign.lowerBound])"] = String(line[sign.upperBound...])
      }
    }
    return found
  }

  /// The page as it is read: a heading, the key, and in its text the word after `Default:`.
  private func inManualPage() throws -> [String: String] {
    var found: [String: String] = [:]
    var table = ""
    var key = ""
    var isDefault = false
    for line in try ManualPage("dumpwarden.toml.5").text().split(separator: "\n") {
      if line.hasPrefix(".Ss ") {
        table = String(line.dropFirst(4).filter { !"[]\\&".contains($0) })
      } else if line.hasPrefix(".It Cm ") {
        key = String(line.dropFirst(7))
      } else if line == "Default:" {
        isDefault = true
      } else if isDefault {
        isDefault = false
        let shown = line.dropFirst(".Li ".count).dropLast(" .".count)
        let plain = shown.hasPrefix("\"") ? shown.dropFirst().dropLast() : shown
        found["\(table).\(key)"] = plain.split(separator: "\\(dq", omittingEmptySubsequences: false)
          .joined(separator: "\"")
      }
    }
    return found
  }
}
