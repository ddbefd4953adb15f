import DumpFormats
import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing

/// How the things that go wrong are told: one line each that needs no other.
enum AlertWords {
  /// The alert of a host that is not well; `nil` for one that is.
  static func alert(of assessment: Assessment) -> Alert? {
    guard assessment.status != .ok, assessment.want != .none else { return nil }
    let open = assessment.findings.filter { !$0.isAccepted }
    // Of a host whose facts are missing, the notice that names them is the worst there is.
    guard let worst = open.first(where: { $0.severity != .notice }) ?? open.first else {
      return Alert(
        .host(assessment.name), .assessmentRaised,
        message: "\(assessment.name.asSafeText): whether a dump would fit is unknown",
        fields: [JournalField(.host, assessment.name)])
    }
    let others = open.filter { $0.severity != .notice }.count - (worst.severity == .notice ? 0 : 1)
    var message = "\(assessment.name.asSafeText): \(worst.message)"
    // A notice that facts are missing names them already; its remedy would name them again.
    if !worst.remedy.isEmpty, worst.severity != .notice { message += "; \(worst.remedy)" }
    if others > 0 { message += " (\(others) more: dumpctl check \(assessment.name.asSafeText))" }
    var fields = [JournalField(.host, assessment.name), JournalField(.rule, worst.rule)]
    if let required = assessment.required.value {
      fields.append(JournalField(.requiredBytes, String(required.count)))
    }
    if let shortfall = assessment.shortfall.value {
      fields.append(JournalField(.shortfallBytes, String(shortfall.count)))
    }
    return Alert(
      .host(assessment.name), .assessmentRaised, message: message,
      priority: assessment.status == .critical ? 3 : 4, magnitude: assessment.shortfall.value?.count,
      fields: fields)
  }

  /// The alert of a file with mistakes; `nil` where there is no error among them.
  static func alert(of file: String, _ diagnostics: [Diagnostic], isKept: Bool) -> Alert? {
    let errors = diagnostics.filter { $0.severity == .error }
    guard let first = errors.first else { return nil }
    var message = first.description
    if errors.count > 1 { message += " (and \(errors.count - 1) more: dumpctl config check)" }
    message += isKept ? "; the last good version stays in force" : "; the rest is in force"
    return Alert(.file(file), .configurationBad, message: message)
  }

  /// The alert of a dump directory in which nothing can be watched.
  static func alert(ofDirectory path: String, because reason: String) -> Alert {
    Alert(
      .directory(path), .directoryUnavailable,
      message: "\(path.asSafeText) is not watched, dumps there may be overwritten: \(reason)",
      fields: [JournalField(.directory, path)])
  }

  /// The alert of a dump directory for which the kernel has no watch left.
  static func alert(ofUnwatched path: String, everySeconds seconds: UInt64, because error: SystemError)
    -> Alert
  {
    let remedy =
      error.errno == ENOSPC
      ? "raise fs.inotify.max_user_watches"
      : "raise fs.inotify.max_user_instances, or the number of files that the daemon may open"
    return Alert(
      .directory(path), .directoryPolled,
      message:
        "\(path.asSafeText) is only looked at every \(seconds) s, and a dump that is replaced within that "
        + "time is lost: the kernel has no watch left for it (\(error.reason)); \(remedy)",
      fields: [JournalField(.directory, path)])
  }

  /// The alert of a dump directory on a mount whose server does not answer.
  static func alert(ofDirectory path: String, on mount: PolledMount, unansweredSince since: Timestamp)
    -> Alert
  {
    alert(
      ofDirectory: path,
      because: "\(mount.key.point.asSafeText) (\(mount.fileSystemType.asSafeText)) has not answered since "
        + "\(since); it is asked again as soon as it does")
  }

  /// The alert of a mount point whose polled mount is gone.
  static func alert(ofUnmounted point: String, _ type: String, since: Timestamp) -> Alert {
    alert(
      ofDirectory: point,
      because:
        "the \(type.asSafeText) that was mounted there is gone since \(since); mount it again, or take it out "
        + "of the configuration and reload")
  }

  /// The alert of a dump directory in which a dump that arrives could not be kept.
  static func alert(ofArchiveOf path: String, because reason: String) -> Alert {
    Alert(
      .archive(path), .archiveUnavailable,
      message:
        "a dump that arrives in \(path.asSafeText) could not be kept, and the next would overwrite it: \(reason)",
      fields: [JournalField(.directory, path)])
  }

  /// Why the service's own sandbox is in the way, and what to do about it.
  static func notCovered(because reason: String, _ dropIn: DropIn?) -> String {
    let remedy =
      dropIn.map { "write \(DropIn.path) with \($0.inOneLine.asSafeText), then \(DropIn.command)" }
      ?? "no drop-in changes that; have the dumps and their archive elsewhere"
    return "\(reason.asSafeText): \(remedy) (dumpctl config check shows it whole)"
  }

  /// What to do where a call was refused by what is not the file's mode.
  private static func remedy(forErrno errno: Int32?) -> String {
    switch errno {
    case EROFS: "; make it writable for the service: dumpctl config check shows what its unit lacks"
    case EPERM:
      "; look for an immutable flag (lsattr -d) and for a SystemCallFilter= or CapabilityBoundingSet= in a "
        + "drop-in of the service (systemctl cat dumpwarden)"
    case EACCES:
      "; look for what denies it besides modes: SELinux or AppArmor, or a capability that a drop-in takes away "
        + "(systemctl cat dumpwarden)"
    default: ""
    }
  }

  /// An error in words, with what to do where that is known.
  static func withRemedy(_ error: any Error) -> String {
    let errno = (error as? SystemError)?.errno ?? (error as? ArchiveError)?.errno
    return "\(error)\(remedy(forErrno: errno))"
  }

  /// The alert of a canonical name that something is wrong with.
  static func alert(of trouble: Lifecycle.Trouble, at path: String, host: String, _ directory: String)
    -> Alert
  {
    var fields = [
      JournalField(.host, host), JournalField(.dump, path), JournalField(.directory, directory),
    ]
    let name = path.asSafeText
    switch trouble {
    case .notWhole(let identification):
      if let bugCheck = identification.bugCheck {
        fields.append(JournalField(.bugCheck, bugCheck.codeText))
      }
      let isPartial = identification.state == .partial
      return Alert(
        .dump(path), isPartial ? .dumpPartial : .dumpUnknown,
        message: "\(crash(identification, host: host)): \(name) is \(identification.state.rawValue): "
          + identification.reason + percent(identification),
        fields: fields)
    case .willNotFit(let identification, let missing, let free):
      if let bugCheck = identification.bugCheck {
        fields.append(JournalField(.bugCheck, bugCheck.codeText))
      }
      fields.append(JournalField(.requiredBytes, String(missing.count)))
      fields.append(JournalField(.shortfallBytes, String(missing.less(free).count)))
      return Alert(
        .dump(path), .dumpWillNotFit,
        message:
          "\(crash(identification, host: host)): \(name) is arriving and lacks room: \(missing) are still to "
          + "come and \(free) are free; free \(missing.less(free)) before it is cut",
        fields: fields)
    case .refused(let reason):
      return Alert(
        .dump(path), .dumpUnknown,
        message: "\(name) is left alone, and a dump under that name would not be kept: \(reason)",
        fields: fields)
    case .notSecured(let reason):
      return Alert(
        .dump(path), .preserveFailed,
        message:
          "\(name) of \(host.asSafeText) could not be preserved and the next dump will overwrite it: \(reason)",
        fields: fields)
    }
  }

  /// The entry of a dump that is preserved.
  static func preserved(
    _ identification: Identification, host: String, at path: String, length: Bytes, in directory: String,
    safeAfterMicroseconds: UInt64?
  ) -> Notification {
    var fields = [
      JournalField(.host, host), JournalField(.dump, path), JournalField(.directory, directory),
    ]
    if let bugCheck = identification.bugCheck { fields.append(JournalField(.bugCheck, bugCheck.codeText)) }
    let kind = identification.kind.map { "\($0.rawValue) dump" } ?? "dump"
    var message = "\(crash(identification, host: host)): \(kind), \(length), \(identification.state.rawValue)"
    message += percent(identification) + ", safe as \(path.asSafeText)"
    if let safeAfterMicroseconds { message += " after \(milliseconds(safeAfterMicroseconds)) ms" }
    // A test is no crash, and nobody need get up for it.
    return Notification(
      .dumpPreserved, priority: identification.isTestDump ? 6 : nil, message: message, fields: fields)
  }

  /// `FILE02 crashed 2026-03-12 08:02 UTC, 0xD1 DRIVER_IRQL_NOT_LESS_OR_EQUAL`.
  private static func crash(_ identification: Identification, host: String) -> String {
    var words = host.asSafeText
    if identification.isTestDump { return words + ", a test by dumpctl" }
    if let time = identification.crashTime, identification.crashTimeIsOfCrash {
      let (hour, minute, _) = time.timeOfDay
      words += " crashed \(time.date) \(twoDigits(hour)):\(twoDigits(minute)) UTC"
    }
    if let bugCheck = identification.bugCheck {
      words += ", \(bugCheck.shortCodeText)" + (bugCheck.name.map { " \($0)" } ?? "")
    }
    return words
  }

  private static func percent(_ identification: Identification) -> String {
    guard identification.state == .partial, let percent = identification.percentThere else { return "" }
    return " (\(percent) % there)"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func milliseconds(_ microseconds: UInt64) -> String {
    "\(microseconds / 1000).\(microseconds % 1000 / 100)"
  }
}
