import Glibc
import Linux
import Testing

/// Something that a test needs of the machine and that not every machine has.
enum Requirement {
  /// Says loudly that a test was not run; where everything must run, it fails.
  static func isMissing(_ what: String, _ test: String, at location: SourceLocation = #_sourceLocation) {
    let message = "\(test): \(what)"
    if getenv("CI").map({ String(cString: $0) }) == "true" {
      Issue.record("\(message), and with CI=true it must run", sourceLocation: location)
    } else {
      try? StandardStream.error.write("SKIPPED: \(message)\n")
    }
  }
}
