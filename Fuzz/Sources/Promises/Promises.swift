import Glibc
public import Inventory
public import Sizing

/// When everything happens.
public let now = Timestamp(seconds: 1_772_500_000)

/// Stops with words: those of a precondition are left out of a release build.
public func hold(_ condition: Bool, _ message: @autoclosure () -> String) {
  if condition { return }
  debugPrint(message())
  fflush(nil)
  preconditionFailure()
}

/// One line that steers no terminal.
public func isSafe(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { !$0.isUnsafeToShow } }

/// What is refused is told in words.
public func checkMessages(_ diagnostics: [Diagnostic]) {
  for diagnostic in diagnostics {
    let message = "\(diagnostic)"
    hold(message.utf8.count < 2000 && isSafe(message), message)
  }
}

/// Facts are kept as text that can be shown, and read back as the same.
public func checkKept(_ facts: HostFacts) {
  let text = hostFileText(facts)
  hold(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isUnsafeToShow }, "unsafe text")
  let back = readHostFile(path: "f.json", bytes: Array(text.utf8))
  hold(back.diagnostics.isEmpty, "\(back.diagnostics)")
  hold(back.hosts.first.map(hostFileText) == text, "it reads back as something else")
}

/// Facts have a verdict; it can be shown and explained, and the script against it is plain.
///
/// What is wanted of the host is told by a byte, since a search for each wish would take most of the time.
public func checkJudged(_ facts: HostFacts, wanting byte: UInt8) {
  let wants: [Want] = [.complete, .asConfigured, .report, .active]
  let wanted = Wanted(wants[Int(byte) % wants.count], by: .either)
  for finding in assess(facts, wanted: wanted, now: now).findings {
    hold(isSafe(finding.message) && isSafe(finding.remedy), finding.message + finding.remedy)
  }
  for undecided in explain(facts, wanted: wanted, now: now).undecided {
    hold(isSafe(undecided.reason), undecided.reason)
  }
  let plan = fix(facts, wanted: wanted, now: now)
  hold(isSafe(plan.answer), plan.answer)
  guard let script = FixScript(plan, made: now) else { return }
  hold(script.text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }, script.text)
  hold(script.text.utf8.last == 0x0A, script.text)
}
