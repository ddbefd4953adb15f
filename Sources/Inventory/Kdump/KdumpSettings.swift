import Sizing

/// Where the crash kernel writes to and what, as the configuration of one distribution has it.
struct KdumpSettings: Equatable {
  /// Where to.
  enum Place: Equatable {
    /// An absolute path of the running system.
    case directory(String)
    /// A path on a file system of its own, which a device or `UUID=` names.
    case device(String, path: String)
    case raw(String)
    case remote(KdumpFacts.Target, String)
    /// Only the kernel's log is kept.
    case nowhere
  }

  var place: Fact<Place>
  var level: Fact<Int>
  var leftFree: Fact<Bytes>
  var failureAction: Fact<String>
  /// What a variable of the file says of being switched on; `nil` where none does.
  var isOn: Fact<Bool>?

  /// Reads the file of those tools.
  init(parsing bytes: [UInt8], of tools: KdumpTools) {
    let known = tools.distribution
    switch tools {
    case .kdumpUtils: self.init(directives: bytes, known)
    case .kdumpTools: self.init(debian: ShellAssignments(parsing: bytes, path: known.configuration), known)
    case .suse: self.init(suse: ShellAssignments(parsing: bytes, path: known.configuration), known)
    }
  }

  /// `kdump.conf`: a key and its value a line.
  private init(directives bytes: [UInt8], _ known: KdumpDistribution) {
    var path = known.defaultDirectory
    var target: Fact<Place>?
    level = .known(known.defaultLevel)
    leftFree = .known(known.defaultLeftFree)
    failureAction = .known(known.defaultFailureAction)
    for line in bytes.numberedLines {
      let words = ByteLine(number: line.number, bytes: line.bytes.prefix { $0 != UInt8(ascii: "#") }).words
        .map { String(decoding: $0, as: UTF8.self) }
      guard words.count > 1 else { continue }
      let value = words[1]
      switch words[0] {
      case "path": path = value
      case "raw": target = .known(.raw(value))
      case "nfs": target = .known(.remote(.nfs, value))
      case "ssh": target = .known(.remote(.ssh, value))
      // One key for both, as it was before there were two.
      case "net": target = .known(.remote(value.utf8.contains(UInt8(ascii: "@")) ? .ssh : .nfs, value))
      case "ext2", "ext3", "ext4", "xfs", "btrfs", "minix": target = .known(.device(value, path: ""))
      case "virtiofs":
        target = .unknown(
          because: "\(known.configuration):\(line.number): the host keeps what virtiofs takes")
      case "dracut_args": target = Self.mounted(words.dropFirst(), known) ?? target
      case "core_collector": level = Self.level(ofCollector: Array(words.dropFirst()))
      case "failure_action", "default": failureAction = .known(value)
      default: continue
      }
    }
    place =
      target.map { target in
        target.map { place in
          guard case .device(let name, _) = place else { return place }
          return .device(name, path: path)
        }
      } ?? .known(.directory(path))
  }

  /// What `dracut_args --mount "WHAT WHERE TYPE"` mounts, which makes it the target.
  private static func mounted(_ words: ArraySlice<String>, _ known: KdumpDistribution) -> Fact<Place>? {
    var fields: [String] = []
    var isInside = false
    for word in words {
      var word = Substring(word)
      if word == "--mount" {
        isInside = true
        continue
      }
      if !isInside, word.hasPrefix("--mount=") {
        word = word.dropFirst(8)
        isInside = true
      }
      guard isInside else { continue }
      fields.append(word.filter { $0 != "\"" && $0 != "'" })
    }
    guard isInside else { return nil }
    guard fields.count >= 3 else {
      return .unknown(
        because: "\(known.configuration): --mount in dracut_args does not say what, where and how")
    }
    return switch fields[2] {
    case "nfs", "nfs4": .known(.remote(.nfs, fields[0]))
    case "cifs", "smb3": .known(.remote(.cifs, fields[0]))
    default: .known(.device(fields[0], path: ""))
    }
  }

  /// `kdump-tools`.
  private init(debian file: ShellAssignments, _ known: KdumpDistribution) {
    isOn = (file[known.switchVariable] ?? .known("")).map { $0 != "" && $0 != "0" }
    leftFree = .known(known.defaultLeftFree)
    failureAction = file["KDUMP_FAIL_CMD", default: known.defaultFailureAction]
    level = file["MAKEDUMP_ARGS", default: "-c -d \(known.defaultLevel)"].flatMap {
      Self.level(ofArguments: $0.split(separator: " ").map(String.init))
    }
    place = file["KDUMP_SKIP_VMCORE", default: "0"].flatMap { skip in
      guard skip == "0" else { return .known(.nowhere) }
      for (variable, target) in [("SSH", KdumpFacts.Target.ssh), ("NFS", .nfs), ("FTP", .ftp)] {
        switch file[variable] {
        case .known("")?, nil: continue
        case .known(let server)?: return .known(.remote(target, server.withoutPassword))
        case .unknown(let reason)?: return .unknown(because: reason)
        }
      }
      return file["KDUMP_COREDIR", default: known.defaultDirectory].map { .directory($0) }
    }
  }

  /// SUSE's `sysconfig/kdump`.
  private init(suse file: ShellAssignments, _ known: KdumpDistribution) {
    let file = file
    failureAction = file["KDUMP_CONTINUE_ON_ERROR", default: "true"].map {
      ["false", "no", "0"].contains($0) ? "shell" : known.defaultFailureAction
    }
    leftFree = file["KDUMP_FREE_DISK_SIZE", default: "\(known.defaultLeftFree.mebibytesRoundedUp)"].flatMap {
      UInt64($0).map { .known(.mebibytes($0)) }
        ?? .unknown(because: "\(known.configuration): KDUMP_FREE_DISK_SIZE is no number")
    }
    level = file["KDUMP_DUMPLEVEL", default: "\(known.defaultLevel)"].flatMap { text in
      Int(text).flatMap { (0...31).contains($0) ? .known($0) : nil }
        ?? .unknown(because: "\(known.configuration): KDUMP_DUMPLEVEL is no level from 0 to 31")
    }
    place = file["KDUMP_DUMPFORMAT", default: "compressed"].flatMap { format in
      guard format.lowercased() != "none" else { return .known(.nowhere) }
      return file["KDUMP_TRANSFER", default: ""].flatMap { command in
        guard command.isEmpty else {
          return .unknown(
            because: "\(known.configuration): KDUMP_TRANSFER is a command, which may write anywhere")
        }
        return file["KDUMP_SAVEDIR", default: known.defaultDirectory].flatMap { Self.place(ofURL: $0, known) }
      }
    }
  }

  private static func place(ofURL text: String, _ known: KdumpDistribution) -> Fact<Place> {
    let targets = text.split(separator: " ")
    guard targets.count == 1, let target = targets.first else {
      return .unknown(
        because: "\(known.configuration): KDUMP_SAVEDIR has several targets, which share the dump")
    }
    if target.utf8.first == UInt8(ascii: "/") { return .known(.directory(String(target))) }
    let schemes: [(String, KdumpFacts.Target)] = [
      ("nfs", .nfs), ("ssh", .ssh), ("sftp", .ssh), ("scp", .ssh), ("ftp", .ftp), ("cifs", .cifs),
      ("smb", .cifs),
    ]
    let lower = target.lowercased()
    if lower.hasPrefix("file://") { return .known(.directory(String(target.dropFirst(7)))) }
    for (scheme, kind) in schemes where lower.hasPrefix("\(scheme)://") {
      return .known(.remote(kind, String(target.dropFirst(scheme.utf8.count + 3)).withoutPassword))
    }
    return .unknown(because: "\(known.configuration): KDUMP_SAVEDIR is no path and no URL that is known")
  }

  /// What is left out where that command takes the dump; what is not `makedumpfile` copies everything.
  private static func level(ofCollector words: [String]) -> Fact<Int> {
    guard let name = words.first?.split(separator: "/").last, name == "makedumpfile" else { return .known(0) }
    return level(ofArguments: Array(words.dropFirst()))
  }

  /// The level of `-d LEVEL` or `-dLEVEL`: of several the first, which is tried first; without it nothing is left out.
  private static func level(ofArguments words: [String]) -> Fact<Int> {
    for (place, word) in words.enumerated() where word.hasPrefix("-d") {
      let attached = word.dropFirst(2)
      let text = attached.isEmpty ? words.dropFirst(place + 1).first.map { $0[...] } ?? "" : attached
      let first = text.split(separator: ",").first ?? ""
      guard let level = Int(first), (0...31).contains(level) else {
        return .unknown(because: "makedumpfile is given no dump level from 0 to 31")
      }
      return .known(level)
    }
    return .known(0)
  }
}

extension String {
  /// A server without the password that may stand before it: `user:secret@host/path` is `user@host/path`.
  fileprivate var withoutPassword: String {
    let slash = firstIndex(of: "/") ?? endIndex
    guard let at = self[..<slash].lastIndex(of: "@") else {
      // A password may hold a slash: what comes before an @ anywhere is no part of a path.
      guard let at = lastIndex(of: "@") else { return self }
      return String(self[index(after: at)...])
    }
    let user = self[..<at].prefix { $0 != ":" }
    return String(user + self[at...])
  }
}
