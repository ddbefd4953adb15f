import Sizing

extension Machine {
  /// Which tools there are, and where they write to.
  func readTools(into facts: inout KdumpFacts, mounts: Fact<MountTable>) {
    for tools in KdumpTools.allCases {
      let path = tools.distribution.configuration
      do {
        let settings = KdumpSettings(parsing: try tree.read(path, limit: 256 << 10), of: tools)
        facts.tools = .known(tools)
        facts.isInstalled = .known(true)
        take(settings, of: tools, into: &facts, mounts: mounts)
        return
      } catch  where error.isAbsent {
        continue
      } catch {
        // It is there, and says nothing to whoever asks.
        facts.tools = .known(tools)
        facts.isInstalled = .known(true)
        facts.isEnabled = isEnabled(tools.distribution, variable: .unknown(because: error.description))
        facts.target = .unknown(because: error.description)
        (facts.path, facts.free) = (
          .unknown(because: error.description), .unknown(because: error.description)
        )
        (facts.level, facts.leftFree) = (
          .unknown(because: error.description), .unknown(because: error.description)
        )
        facts.failureAction = .unknown(because: error.description)
        return
      }
    }
    readDistribution(into: &facts)
  }

  /// No tools are there: for which ones to look is told by the distribution's name.
  private func readDistribution(into facts: inout KdumpFacts) {
    var reason = ""
    for path in OSRelease.paths {
      do {
        let release = OSRelease(parsing: try tree.read(path, limit: 64 << 10), path: path)
        facts.isInstalled = .known(false)
        facts.isEnabled = .known(false)
        let name = QuotedText.quoted((release.ids.first ?? "").utf8)
        facts.tools =
          release.tools.map { .known($0) }
          ?? .unknown(because: "\(path): \(name) is no distribution whose kdump is known")
        return
      } catch {
        if reason.isEmpty { reason = error.description }
      }
    }
    facts.isInstalled = .unknown(because: reason)
    facts.tools = .unknown(because: reason)
    facts.isEnabled = .unknown(because: reason)
  }

  private func isEnabled(_ distribution: KdumpDistribution, variable: Fact<Bool>?) -> Fact<Bool> {
    if variable == .known(false) { return .known(false) }
    do {
      // The link alone tells; where it leads is systemd's.
      _ = try tree.destination(of: distribution.serviceLink)
      return variable ?? .known(true)
    } catch {
      return error.isAbsent ? .known(false) : .unknown(because: error.description)
    }
  }

  private func take(
    _ settings: KdumpSettings, of tools: KdumpTools, into facts: inout KdumpFacts, mounts: Fact<MountTable>
  ) {
    facts.isEnabled = isEnabled(tools.distribution, variable: settings.isOn)
    facts.level = settings.level
    facts.leftFree = settings.leftFree
    facts.failureAction = settings.failureAction
    switch settings.place {
    case .unknown(let reason):
      (facts.target, facts.path) = (.unknown(because: reason), .unknown(because: reason))
      facts.free = .unknown(because: reason)
    case .known(.nowhere):
      (facts.target, facts.path) = (.known(.none), .known(""))
      facts.free = .unknown(because: "no dump is written")
    case .known(.remote(let target, let server)):
      (facts.target, facts.path) = (.known(target), .known(server))
      facts.free = .unknown(because: "\(server.asSafeText) is another machine, which is not asked")
    case .known(.raw(let device)):
      (facts.target, facts.path) = (.known(.raw), .known(device))
      facts.free = size(ofPartition: device)
    case .known(.directory(let path)):
      facts.path = .known(path)
      let mount = mounts.flatMap { mounts in
        mounts.mount(containing: resolved(path, in: mounts)).map { .known($0) }
          ?? .unknown(because: "\(MountTable.path): no mount leads to \(path.asSafeText)")
      }
      (facts.target, facts.free) = (mount.map(\.kdumpTarget), mount.flatMap(room))
    case .known(.device(let name, let path)):
      facts.target = .known(.file)
      let mount = mounts.flatMap { self.mount(ofDevice: name, in: $0) }
      let point = mount.map { $0.mountPoint == "/" ? "" : $0.mountPoint }.value
      facts.path = .known(point.map { Self.joined($0, path) } ?? "\(path) on \(name)")
      facts.free = mount.flatMap(room)
    }
  }

  private static func joined(_ point: String, _ path: String) -> String {
    let parts = (point + "/" + path).split(separator: "/")
    return "/" + parts.joined(separator: "/")
  }

  /// Root writes the dump, so root's reserve counts.
  private func room(_ mount: Mount) -> Fact<Bytes> {
    mount.isNetworkOrFUSE
      ? .unknown(because: "\(mount.mountPoint.asSafeText): \(mount.isNotTouched)")
      : freeSpace(mount.mountPoint).map(\.freeForRoot)
  }

  /// The mount of a device, by whatever name either has it.
  private func mount(ofDevice name: String, in mounts: MountTable) -> Fact<Mount> {
    var path = name
    for (prefix, folder) in [
      ("UUID=", "uuid"), ("LABEL=", "label"), ("PARTUUID=", "partuuid"), ("PARTLABEL=", "partlabel"),
    ] where name.hasPrefix(prefix) {
      let id = name.dropFirst(prefix.utf8.count).filter { $0 != "\"" && $0 != "'" }
      path = "/dev/disk/by-\(folder)/\(id)"
    }
    let wanted = node(path)
    let found = mounts.mounts.first { mount in
      mount.source == path || (mount.source.hasPrefix("/dev/") && node(mount.source) == wanted)
    }
    return found.map { .known($0) }
      ?? .unknown(because: "\(name.asSafeText), kdump's target, is not mounted, so its room cannot be asked")
  }

  /// Where a device's path ends up, through the links below `/dev` or, where a confined daemon sees none, by its name.
  private func node(_ path: String) -> String {
    if let destination = try? tree.destination(of: path) { return destination }
    return (try? BlockDevices(tree: tree).name(ofDevice: path)).map { "/dev/\($0)" } ?? path
  }

  private func kernelName(ofDevice path: String) -> String {
    let node = node(path)
    if let name = try? BlockDevices(tree: tree).name(ofDevice: node) { return name }
    return node.split(separator: "/").last.map(String.init) ?? ""
  }

  private func size(ofPartition device: String) -> Fact<Bytes> {
    let name = kernelName(ofDevice: device)
    do {
      let text = try tree.attribute("/sys/class/block/\(name)/size")
      guard let sectors = text.decimal, sectors < 1 << 53 else {
        return .unknown(
          because: "/sys/class/block/\(name.asSafeText)/size: expected a number of sectors, "
            + "found \(QuotedText.quoted(text))")
      }
      // The kernel counts in 512 bytes, whatever the disk does.
      return .known(Bytes(clamping: sectors * 512))
    } catch {
      return .unknown(because: error.description)
    }
  }
}

extension Mount {
  /// What a dump meets that is written to this mount.
  fileprivate var kdumpTarget: KdumpFacts.Target {
    switch fileSystemType {
    case "tmpfs", "ramfs": .memory
    case "nfs", "nfs4": .nfs
    case "cifs", "smb3", "smbfs": .cifs
    default: .file
    }
  }
}
