internal import Sizing

/// The page files, and what the crash code was told.
extension WindowsFactsReader {
  mutating func readPagefiles(_ root: Node) {
    let usage = tables(root, "pageFileUsage")
    let settings = tables(root, "pageFileSetting")
    let isAutomatic = truth(table(root, "computer"), "AutomaticManagedPagefile")
    let listed = pagingFiles(root)
    guard usage != nil || settings != nil || listed != nil else { return }

    var files: [Pagefile] = listed?.value ?? []
    if let reason = listed?.reason { reading.warn(reason) }
    for entry in settings ?? [] {
      guard let path = line(entry, "Name") else {
        reading.note("pageFileSetting: expected one with a Name", at: entry.position)
        continue
      }
      let initial = count(entry, "InitialSize")
      let maximum = count(entry, "MaximumSize")
      var line = PagingFile(path)
      line?.initial = initial
      line?.maximum = maximum
      guard let file = line?.pagefile(systemDrive: systemDrive) else {
        reading.note("pageFileSetting: \(quotedForMessage(path)) names no file", at: entry.position)
        continue
      }
      // The class and the registry say the same; the class has the drive spelled out.
      files.removeAll { $0.has(path: path) }
      files.append(file)
    }
    // Windows on all drives has no settings, and the registry's list then stands for the files in use.
    if isAutomatic == true, usage != nil { files.removeAll { $0.management.value == .automatic } }
    for entry in usage ?? [] { addInUse(entry, to: &files, isAutomatic: isAutomatic) }
    if usage != nil {
      for index in files.indices where files[index].allocated.value == nil {
        files[index].allocated = .unknown(because: "Windows did not use it when the facts were collected")
      }
    }
    if listed?.value == nil, listed != nil, usage == nil { return }
    facts.pagefiles = .known(files)
    facts.given.formUnion(FactGroups(.pagefiles))
  }

  private mutating func addInUse(_ entry: Node, to files: inout [Pagefile], isAutomatic: Bool?) {
    guard let path = line(entry, "Name") else {
      reading.note("pageFileUsage: expected one with a Name", at: entry.position)
      return
    }
    let index: Int
    if let known = files.firstIndex(where: { $0.has(path: path) }) {
      index = known
    } else {
      index = files.count
      files.append(Pagefile(path: path))
      files[index].management =
        isAutomatic == true
        ? .known(.automatic) : .unknown(because: "it is in use, and no setting speaks of it any more")
    }
    if let allocated = size(entry, "AllocatedBaseSize", unit: 1 << 20) {
      files[index].allocated = .known(allocated)
    }
    if let isTemporary = truth(entry, "TempPageFile") { files[index].isTemporary = .known(isTemporary) }
  }

  /// The registry's list; `nil` where the file does not have it.
  private mutating func pagingFiles(_ root: Node) -> Fact<[Pagefile]>? {
    guard let management = table(root, "memoryManagement"), let node = management.field("PagingFiles") else {
      return nil
    }
    var lines: [String] = []
    for entry in registryData(node).entries where entry.kind != .null {
      guard
        let line = reading.attempt(
          at: entry.position, { () throws(Mistake) in try entry.line("PagingFiles") })
      else { return nil }
      lines.append(line)
    }
    return pagefiles(lines, systemDrive: systemDrive)
  }

  mutating func readCrashControl(_ root: Node) {
    guard let node = table(root, "crashControl") else { return }
    facts.crashControl = CrashControl(
      registry: registryKey(node), forced: table(root, "forceDumpsDisabled").map { registryKey($0) },
      build: facts.build.value)
    facts.given.formUnion(FactGroups(.crashControl))
    readDumpFile(root)
  }

  private mutating func registryKey(_ node: Node) -> RegistryKey {
    var key = RegistryKey()
    for child in node.children where child.kind != .null {
      let data = registryData(child)
      let type = child.field("type")?.string?.lowercased()
      if type == "multistring" || data.kind == .list {
        key[child.key] = .texts(data.entries.map(\.text))
        continue
      }
      // Where a number came as a text, its type tells.
      let isNumber = type.map { ["dword", "qword"].contains($0) } ?? [.integer, .float].contains(data.kind)
      switch data.kind {
      case .string where !isNumber: key[child.key] = .text(data.text)
      case .boolean: key[child.key] = .number(data.boolean == true ? 1 : 0)
      case .string, .integer, .float:
        key[child.key] =
          reading.attempt(at: data.position) { () throws(Mistake) in try data.count(child.key) }
          .map(RegistryValue.number)
      // Subkeys and what else stands beside the values is none of them.
      default: key[child.key] = .other
      }
    }
    return key
  }

  /// A value of the registry: beside its type, or bare.
  private func registryData(_ node: Node) -> Node {
    guard node.kind == .table, node.field("type") != nil else { return node }
    return node.children.first { $0.key.lowercased() == "value" } ?? node
  }

  /// The dump that lies there, and the dedicated file as it is on the disk.
  private mutating func readDumpFile(_ root: Node) {
    if let file = table(root, "dumpFile") {
      switch truth(file, "Exists") {
      case false: facts.crashControl.existingDump = .known(nil)
      case true:
        var dump = CrashControl.ExistingDump(size: .absent("Length"), written: .absent("LastWriteTimeUtc"))
        if let length = size(file, "Length", unit: 1) { dump.size = .known(length) }
        if let time = value(
          file, "LastWriteTimeUtc", { (node) throws(Mistake) in try node.moment("LastWriteTimeUtc") })
        {
          dump.written = .known(time)
        }
        facts.crashControl.existingDump = .known(dump)
      case nil: break
      }
    }
    // What is on the disk counts, whatever was asked for.
    if let file = table(root, "dedicatedDumpFile"), truth(file, "Exists") == true,
      let length = size(file, "Length", unit: 1), facts.crashControl.dedicatedDumpFile.value?.isEmpty == false
    {
      facts.crashControl.dumpFileSize = .known(length)
    }
  }
}
