internal import Sizing

/// What `CrashControl` says, wherever it was read.
extension CrashControl {
  /// The settings of a key that was read: a value that is absent has Windows' documented default.
  ///
  /// `forced` is its subkey `ForceDumpsDisabled`, which a host that is not guarded does not have.
  init(registry key: RegistryKey, forced: RegistryKey?, build: Int?) {
    self = CrashControlTable.documentedDefaults
    type = Self.type(key, build: build)
    if let path = key.text("DumpFile") { dumpFile = path }
    if let path = key.text("MinidumpDir") { minidumpDirectory = path }
    if let path = key.text("DedicatedDumpFile") { dedicatedDumpFile = path }
    if let isSet = key.number("Overwrite") { overwrite = isSet.map { $0 != 0 } }
    if let isSet = key.number("DumpEncryptionEnabled") { encryption = isSet.map { $0 != 0 } }
    if let isSet = forced?.number("GuardedHost") { guarded = isSet.map { $0 != 0 } }
    if let drivers = key.texts("DumpFilters") { dumpFilters = drivers }
    if let isSet = key.number("AlwaysKeepMemoryDump") { alwaysKeep = isSet.map { $0 != 0 } }
    if let isSet = key.number("IgnorePagefileSize") { ignorePagefileSize = isSet.map { $0 != 0 } }
    switch key.number("DumpFileSize") {
    // 0 leaves the size to Windows, as its absence does.
    case .known(0), nil:
      dumpFileSize = .unknown(because: "Windows chooses the size of the dedicated dump file")
    case .known(let size): dumpFileSize = megabytes(size)
    case .unknown(let reason): dumpFileSize = .unknown(because: reason)
    }
  }

  /// Rule TYP-DECODE, and the defaults of the versions.
  private static func type(_ key: RegistryKey, build: Int?) -> Fact<DumpType> {
    switch key.number("CrashDumpEnabled") {
    case .known(0): return .known(.none)
    case .known(1):
      // A filter of another type than a number is none: Windows does not read it.
      return .known(key.number("FilterPages")?.value == 1 ? .active : .complete)
    case .known(2): return .known(.kernel)
    case .known(3): return .known(.small)
    case .known(7): return .known(.automatic)
    case .known(let other): return .unknown(because: "CrashDumpEnabled is \(other), which stands for no type")
    case .unknown(let reason): return .unknown(because: reason)
    case nil: break
    }
    switch build {
    case .some(9200...): return .known(.automatic)
    case .some(6000..<9200): return .known(.kernel)
    default: return .unknown(because: "CrashDumpEnabled is not set, and its default depends on the build")
    }
  }
}

/// What the registry and Windows' management classes call the processor, as host files do.
func architecture(_ name: String) -> String { name.lowercased() == "x64" ? "amd64" : name.lowercased() }

/// The path with `%SystemRoot%` and `%SystemDrive%` filled in.
func expanded(_ path: String, systemRoot: String) -> String {
  let drive = String(systemRoot.prefix(2))
  for (variable, value) in [("%systemroot%", systemRoot), ("%windir%", systemRoot), ("%systemdrive%", drive)]
  where path.lowercased().hasPrefix(variable) {
    return value + path.dropFirst(variable.count)
  }
  return path
}

/// Why a text cannot be a host's name; `nil` where it can.
func hostNameProblem(_ name: String) -> String? {
  if !name.utf8.contains(where: { $0 > 0x20 }) { return "the host's name is empty" }
  if name.utf8.contains(UInt8(ascii: "/")) || name == "." || name == ".." {
    return "\(quotedForMessage(name)) is no host name"
  }
  if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
    return "\(quotedForMessage(name)) has a control character in it"
  }
  // A name of the DNS has 253 at most, and an encoded one must fit into a file name.
  return name.utf8.count > 253 ? "the host's name has \(name.utf8.count) bytes: expected 253 at most" : nil
}
