extension RuleTable {
  /// The rules and notes as the page `docs/rules.md` has them, in Markdown.
  public static var document: String {
    var text = """
      # Rules

      This page is made from the table that judges hosts. `dumpctl explain RULE` says why a rule is so, how it \
      is worked out and what to do.

      The severity is the usual one; what is wanted of a host, and what else is known of it, may make it less. A \
      rule of low confidence never makes a verdict critical.

      | Rule | Severity | Says | Applies to | Source | Confidence |
      |---|---|---|---|---|---|

      """
    for rule in rules {
      text += """
        | \(rule.id) | \(rule.severity.rawValue) | \(rule.title.inTable) | \(rule.validity.text.inTable) \
        | \(rule.source.inTable) | \(rule.confidence.rawValue) |

        """
    }
    text += """

      ## Notes

      What no fact of a host decides: explained, never a verdict.

      | Note | Says | Applies to | Source | Confidence |
      |---|---|---|---|---|

      """
    for note in notes {
      text += """
        | \(note.id) | \(note.title.inTable) | \(note.applies.inTable) | \(note.source.inTable) \
        | \(note.confidence.rawValue) |

        """
    }
    return text
  }
}

extension String {
  /// The text as one cell of a Markdown table.
  fileprivate var inTable: String {
    var text = ""
    for character in self {
      if character == "|" || character == "\\" || character == "<" { text += "\\" }
      text.append(character)
    }
    return text
  }
}
