internal import Glibc
public import Sizing

/// The facts that a registry gives, and what is still needed of the volume for them.
struct RegistryFacts {
  var reading: ForeignReading
  var facts: HostFacts
  private let systemRoot: String
  private let file: String

  /// `keys` are by their names below the control set.
  init(file: String, collected: Fact<Timestamp>, keys: [String: RegistryKey], version: RegistryKey?) {
    self.file = file
    reading = ForeignReading(file: file)
    facts = HostFacts(name: "", source: file, os: .windows)
    facts.collected = collected
    // Where the registry does not say, it is the drive that every Windows calls its own.
    systemRoot = version?.text("SystemRoot")?.value ?? "C:\\Windows"
    facts.name = keys[OfflineRegistry.computerName]?.text("ComputerName")?.value ?? ""
    readSystem(keys, version)
    if let key = keys[OfflineRegistry.crashControl] {
      facts.crashControl = CrashControl(
        registry: key, forced: keys[OfflineRegistry.forced], build: facts.build.value)
      facts.given.formUnion(FactGroups(.crashControl))
    }
    if let key = keys[OfflineRegistry.memoryManagement] { readPagingFiles(key) }
  }

  private mutating func readSystem(_ keys: [String: RegistryKey], _ version: RegistryKey?) {
    if let text = (version?.text("CurrentBuildNumber") ?? version?.text("CurrentBuild"))?.value,
      let build = Int(text), (1...999_999).contains(build)
    {
      facts.build = .known(build)
    }
    let type =
      version?.text("InstallationType")?.value
      ?? keys[OfflineRegistry.productOptions]?.text("ProductType")?.value
    switch type?.lowercased() {
    case "client", "winnt": facts.product = .known(.client)
    case .some(let type) where type.hasPrefix("server") || type == "lanmannt": facts.product = .known(.server)
    default: break
    }
    if let name = keys[OfflineRegistry.environment]?.text("PROCESSOR_ARCHITECTURE")?.value {
      facts.architecture = .known(architecture(name))
    }
    let isKnown = facts.build.value != nil || facts.product.value != nil || facts.architecture.value != nil
    if isKnown { facts.given.formUnion(FactGroups(.os)) }
  }

  private mutating func readPagingFiles(_ key: RegistryKey) {
    switch key["PagingFiles"] {
    case .texts(let lines): facts.pagefiles = pagefiles(lines, systemDrive: String(systemRoot.prefix(2)))
    case nil: facts.pagefiles = .known([])
    default: facts.pagefiles = .unknown(because: "PagingFiles in the registry is no list of texts")
    }
    if let reason = facts.pagefiles.reason { reading.warn(reason) }
    if facts.pagefiles.value != nil { facts.given.formUnion(FactGroups(.pagefiles)) }
  }

  /// What only the volume itself tells: its room, and how large the files on it are.
  mutating func look(at volume: WindowsVolume) throws(ImportFailure) {
    var boot = Volume(id: String(systemRoot.prefix(2)), isBoot: true)
    switch volume.space() {
    case .known(let space): (boot.size, boot.free) = (.known(space.size), .known(space.free))
    case .unknown(let reason):
      (boot.size, boot.free) = (.unknown(because: reason), .unknown(because: reason))
      reading.warn(reason)
    }
    facts.volumes = .known([boot])
    facts.given.formUnion(FactGroups(.volumes))

    if var files = facts.pagefiles.value {
      for index in files.indices {
        guard let path = onVolume(files[index].path) else { continue }
        if let entry = try volume.entry(path) {
          files[index].allocated = .known(entry.size)
        } else {
          files[index].allocated = .unknown(because: "the volume has no \(path.asSafeText)")
        }
      }
      facts.pagefiles = .known(files)
    }
    guard facts.crashControl.wasRead else { return }
    if let dump = facts.crashControl.dumpFile.value, let path = onVolume(dump) {
      facts.crashControl.existingDump = .known(
        try volume.entry(path).map {
          CrashControl.ExistingDump(size: .known($0.size), written: .known($0.written))
        })
    }
    // What is on the disk counts, whatever was asked for.
    if let dedicated = facts.crashControl.dedicatedDumpFile.value, let path = onVolume(dedicated),
      let entry = try volume.entry(path)
    {
      facts.crashControl.dumpFileSize = .known(entry.size)
    }
  }

  /// The path below the root of the boot volume; `nil` where it leads to another volume.
  private func onVolume(_ path: String) -> String? {
    let path = expanded(path, systemRoot: systemRoot)
    guard path.prefix(2).lowercased() == systemRoot.prefix(2).lowercased(), path.dropFirst(2).first == "\\"
    else {
      return nil
    }
    return String(path.dropFirst(3))
  }

  /// The facts, under the name that was given or the one that the registry has.
  func imported(name: String?) throws(ImportFailure) -> ImportedFacts {
    var facts = facts
    if let name { facts.name = name }
    guard !facts.name.isEmpty else {
      throw ImportFailure(file: file, "it does not say which computer it is of: name it with --host NAME")
    }
    if let problem = hostNameProblem(facts.name) {
      throw ImportFailure(file: file, "ComputerName: \(problem)")
    }
    return ImportedFacts(kind: .registry, facts: facts, warnings: reading.warnings)
  }
}

/// Reads a `.reg` export of `CrashControl`, `Memory Management` or more.
public func readRegistryExport(
  bytes: [UInt8], file: String, name: String? = nil, written: Timestamp
) throws(ImportFailure) -> ImportedFacts {
  let export = try RegistryExport(bytes, file: file)
  let system = "hkey_local_machine\\system\\"
  func keys(below set: String) -> [String: RegistryKey] {
    var found: [String: RegistryKey] = [:]
    for path in OfflineRegistry.all {
      found[path] = export.keys["\(system)\(set)\\\(path)".lowercased()]
    }
    return found
  }
  func isOfUse(_ keys: [String: RegistryKey]) -> Bool {
    keys[OfflineRegistry.crashControl] != nil || keys[OfflineRegistry.memoryManagement] != nil
  }

  var found = keys(below: "currentcontrolset")
  if !isOfUse(found) {
    let current = export.keys["\(system)select"]?.number("Current")?.value
    let sets = (1...999).map { number in
      (
        number,
        "controlset" + String(repeating: "0", count: number < 10 ? 2 : number < 100 ? 1 : 0) + "\(number)"
      )
    }
    let present = sets.filter { isOfUse(keys(below: $0.1)) }
    if let chosen = present.first(where: { current == UInt64($0.0) })
      ?? (present.count == 1 ? present[0] : nil)
    {
      found = keys(below: chosen.1)
    } else if present.count > 1 {
      throw ImportFailure(
        file: file,
        "it has \(present.count) control sets and does not say which is in use: export CurrentControlSet")
    }
  }
  guard isOfUse(found) else {
    let first = export.firstKey.isEmpty ? "no key" : quotedForMessage(export.firstKey)
    throw ImportFailure(
      file: file,
      "it has neither CrashControl nor Memory Management below "
        + "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet; its first key is \(first)")
  }
  let version = export.keys["hkey_local_machine\\software\\microsoft\\windows nt\\currentversion"]
  return try RegistryFacts(file: file, collected: .known(written), keys: found, version: version)
    .imported(name: name)
}

/// Whether a path leads to a directory.
func isDirectory(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
