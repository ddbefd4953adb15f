extension StringProtocol {
  /// The text with all that could steer a terminal or deceive a reader written out: `\u{1B}` for an escape.
  ///
  /// Host names, paths and event strings come from outside; a message holds them only in this form. Control
  /// characters (C0, DEL, C1), line and paragraph separators, marks that turn the direction of writing,
  /// characters without width and tags are replaced. A backslash stays as it is, since Windows paths are full
  /// of them.
  public var asSafeText: String {
    if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(self) }
    var safe = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": safe += "\\n"
      case "\r": safe += "\\r"
      case "\t": safe += "\\t"
      case _ where scalar.isUnsafeToShow:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        safe += "\\u{\(digits.utf8.count < 2 ? "0" : "")\(digits)}"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}

extension Unicode.Scalar {
  /// Whether it could steer a terminal or deceive a reader.
  public var isUnsafeToShow: Bool {
    switch properties.generalCategory {
    // `format` holds the bidi marks and overrides, zero-width characters, the byte order mark and the tags.
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }
}
