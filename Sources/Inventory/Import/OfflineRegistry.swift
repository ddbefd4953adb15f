public import Sizing

/// Imports the registry of a Windows that does not run: a SYSTEM hive, a mounted volume, or a `.reg` export.
public func importRegistry(path: String, name: String?, now: Timestamp) throws(ImportFailure) -> ImportedFacts
{
  if isDirectory(path) {
    return try OfflineRegistry(path: path, now: now).read(volume: try WindowsVolume(path: path), name: name)
  }
  let file = try ForeignFile(path: path, limit: Hive.limit)
  if try file.bytes(at: 0, count: 4) == Array("regf".utf8) {
    return try OfflineRegistry(path: path, now: now).read(hive: try Hive(file), name: name)
  }
  // A whole HKEY_LOCAL_MACHINE is some 300 MiB, of which nobody needs more than two keys here.
  guard file.size <= 64 << 20 else {
    throw ImportFailure(
      file: path,
      "it is no registry hive (\"regf\"), and an export of CrashControl has no \(Bytes(clamping: file.size))")
  }
  return try readRegistryExport(
    bytes: try file.bytes(), file: path, name: name, written: min(file.modified, now))
}

/// What is put together from a registry, whatever form it came in.
struct OfflineRegistry {
  let path: String
  let now: Timestamp

  static let crashControl = "Control\\CrashControl"
  static let forced = "Control\\CrashControl\\ForceDumpsDisabled"
  static let memoryManagement = "Control\\Session Manager\\Memory Management"
  static let computerName = "Control\\ComputerName\\ComputerName"
  static let productOptions = "Control\\ProductOptions"
  static let environment = "Control\\Session Manager\\Environment"
  static let all = [crashControl, forced, memoryManagement, computerName, productOptions, environment]
  private static let version = "Microsoft\\Windows NT\\CurrentVersion"

  /// A hive alone: what it says of itself, and nothing of files.
  func read(hive: Hive, name: String?) throws(ImportFailure) -> ImportedFacts {
    let keys = try systemKeys(hive)
    var made = RegistryFacts(file: path, collected: collected(hive), keys: keys, version: nil)
    warn(of: hive, &made)
    return try made.imported(name: name)
  }

  /// A volume: the hives of SYSTEM and SOFTWARE, and the files that they speak of.
  func read(volume: WindowsVolume, name: String?) throws(ImportFailure) -> ImportedFacts {
    let directory = "Windows\\System32\\config"
    guard let file = try volume.open("\(directory)\\SYSTEM") else {
      throw ImportFailure(
        file: path, "expected the volume that Windows is on: it has no Windows/System32/config/SYSTEM")
    }
    let hive = try Hive(file)
    let keys = try systemKeys(hive)
    var version: RegistryKey?
    var isWithoutSoftware: String?
    if let file = try volume.open("\(directory)\\SOFTWARE") {
      version = try Hive(file).read([Self.version])[Self.version]
      if version == nil { isWithoutSoftware = "its hive SOFTWARE has no \(Self.version)" }
    } else {
      isWithoutSoftware = "it has no hive SOFTWARE"
    }
    var made = RegistryFacts(file: path, collected: collected(hive), keys: keys, version: version)
    if let isWithoutSoftware { made.reading.warn("\(isWithoutSoftware): the build is not known") }
    warn(of: hive, &made)
    try made.look(at: volume)
    return try made.imported(name: name)
  }

  /// When Windows last wrote it: the facts are no newer, whenever they are read.
  private func collected(_ hive: Hive) -> Fact<Timestamp> {
    guard let written = hive.written else {
      return .unknown(because: "the header of the hive does not say when it was written")
    }
    return .known(min(written, now))
  }

  private func warn(of hive: Hive, _ made: inout RegistryFacts) {
    guard hive.isDirty else { return }
    made.reading.warn(
      "the hive was not closed: what Windows changed last may be in its logs alone, which are not read")
  }

  /// The keys of the control set in use, by their names below it.
  private func systemKeys(_ hive: Hive) throws(ImportFailure) -> [String: RegistryKey] {
    let file = hive.file.path
    guard let select = try hive.read(["Select"])["Select"] else {
      throw ImportFailure(
        file: file, "it is no SYSTEM hive: it has no key Select (expected Windows/System32/config/SYSTEM)")
    }
    guard let current = select.number("Current")?.value, (1...999).contains(current) else {
      throw ImportFailure(
        file: file, "Select\\Current does not say which control set is in use: expected 1 to 999")
    }
    let digits = String(current)
    let set = "ControlSet" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    let keys = try hive.read(Self.all.map { "\(set)\\\($0)" })
    guard keys["\(set)\\\(Self.crashControl)"] != nil || keys["\(set)\\\(Self.memoryManagement)"] != nil
    else {
      throw ImportFailure(
        file: file, "\(set) has neither \(Self.crashControl) nor \(Self.memoryManagement)")
    }
    return Dictionary(
      uniqueKeysWithValues: keys.map { (String($0.key.dropFirst(set.utf8.count + 1)), $0.value) })
  }
}
