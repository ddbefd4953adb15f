internal import Glibc
public import Inventory
internal import Linux
public import Sizing

/// The facts that a host's own collector dropped into its dump directory.
public enum DroppedFacts {
  /// A collector's file of a host with hundreds of volumes has some 200 KiB.
  private static let limit: UInt64 = 1 << 20

  /// Reads the file of that name; `nil` where there is none.
  ///
  /// It speaks for `host`, to whom the directory belongs, and for nobody else: it can neither name another host nor
  /// give it aliases or tags. Whoever may write there made it, so no link is followed, a file with a second name is
  /// refused (it may be one that its maker cannot read and we can), and so is one that is too large.
  public static func read(
    _ name: String, in directory: Directory, of host: String, now: Timestamp
  ) -> HostFile? {
    guard let fileName = FileName(name) else { return nil }
    let path = "\(directory.path)/\(name)"
    func refused(_ message: String) -> HostFile {
      Self.refused([Diagnostic(file: path, message: message)], path: path, host: host)
    }
    do {
      guard let status = try directory.status(of: fileName) else { return nil }
      // Looked at first: opening a device can do what it likes.
      guard status.kind == .regular else {
        return refused("expected a regular file, found a \(status.kind.rawValue)")
      }
      let file = try directory.openFile(fileName)
      let opened = try FileStatus(of: file.descriptor)
      guard opened.kind == .regular, opened.links == 1 else {
        return refused("it has \(opened.links) names: expected a file of its own")
      }
      guard opened.length <= limit else {
        return refused("it has \(Bytes(clamping: opened.length)): expected \(Bytes(clamping: limit)) at most")
      }
      let bytes = try FileSource(file, length: opened.length).read(at: 0, count: Int(limit))
      return facts(bytes, path: path, host: host, now: now)
    } catch let error as SystemError {
      // Gone between two calls: the next event or look finds what came in its place.
      if error.errno == ENOENT || error.errno == ENOTDIR { return nil }
      return refused("the facts dropped there are left out: \(error.reason)")
    } catch {
      return refused("the facts dropped there are left out: \(error)")
    }
  }

  private static func facts(_ bytes: [UInt8], path: String, host: String, now: Timestamp) -> HostFile {
    do throws(ImportFailure) {
      var imported = try readWindowsFacts(bytes: bytes, file: path, now: now)
      var warnings = imported.warnings
      let own = imported.facts.name
      if own.lowercased() != host.lowercased() {
        warnings.append(
          Diagnostic(
            .warning, file: path,
            message: "it was collected on \(own.asSafeText), and is taken to speak for \(host.asSafeText), "
              + "whose directory this is"))
      }
      imported.facts.name = host
      return HostFile(path: path, hosts: [imported.facts], diagnostics: warnings)
    } catch {
      return refused(error.diagnostics, path: path, host: host)
    }
  }

  /// A file of no use: where nothing else is known of the host, that is why it is unknown.
  private static func refused(_ diagnostics: [Diagnostic], path: String, host: String) -> HostFile {
    var facts = HostFacts(name: host, source: path, os: .windows)
    facts.unreadable = diagnostics.first?.description
    return HostFile(path: path, hosts: [facts], diagnostics: diagnostics)
  }
}
