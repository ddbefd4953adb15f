/// `dumpwarden.toml` as it is shipped: every key with what it is for, commented out at its default.
public func defaultConfigurationText() -> String {
  var lines = [
    "# dumpwarden: see dumpwarden.toml(5).",
    "#",
    "# Every setting is here. A line such as #assess = true shows a default or, in [[policy]],",
    "# [[accept]] and [[dump-directory]], an example: remove its # to set it. Settings of your own are",
    "# best kept apart, in dumpwarden.toml.d/*.toml. dumpctl config check says what is wrong with them,",
    "# dumpctl config show what holds.",
  ]
  for table in configurationReference() {
    lines.append("")
    append(table, header: table.key, to: &lines)
  }
  return lines.joined(separator: "\n") + "\n"
}

private func append(_ table: SettingDescription, header: String, to lines: inout [String]) {
  comment(table.documentation, to: &lines)
  // The header of a list would by itself be an entry without its keys.
  lines.append(
    table.isList || header.contains(".")
      ? "#\(table.isList ? "[[\(header)]]" : "[\(header)]")" : "[\(header)]")
  for setting in table.nested where setting.nested.isEmpty {
    lines.append("")
    comment(setting.documentation, to: &lines)
    lines.append("#\(setting.key) = \(setting.sample)")
  }
  for setting in table.nested where !setting.nested.isEmpty {
    lines.append("")
    append(setting, header: "\(header).\(setting.key)", to: &lines)
  }
}

private func comment(_ text: String, to lines: inout [String]) {
  for line in text.split(separator: "\n") { lines.append("# \(line)") }
}
