/// One thing that a script changes on a host.
public enum FixChange: Sendable, Equatable {
  /// Windows no longer decides the size of page files on all drives.
  case stopAutomaticPagefiles
  /// A page file of that size, initial and maximum alike; it is made where there is none.
  case setPagefile(path: String, size: Bytes)
  /// `CrashDumpEnabled` and `FilterPages`.
  case setType(DumpType)
  /// `DedicatedDumpFile` and `DumpFileSize`.
  case setDedicatedDumpFile(path: String, size: Bytes)
  /// No `DedicatedDumpFile`: the page file takes the dump again.
  case clearDedicatedDumpFile
  /// `DumpFile`.
  case setDumpFile(path: String)
  /// The dump that lies there gets a name of its own.
  case moveDumpAway(path: String)
  /// `Overwrite` 1.
  case overwriteDump
  /// `AlwaysKeepMemoryDump` 1.
  case keepDump
  /// `IgnorePagefileSize` 0.
  case checkPagefileSize
  /// A swap file, on Linux.
  case addSwapFile(path: String, size: Bytes)
  /// `crashkernel=` on the command line of the next start, on Linux.
  case reserveCrashKernel(KdumpTools)
  /// The service that loads the crash kernel, on Linux.
  case enableKdump(KdumpTools)
}

/// One change and the rule that asks for it.
public struct FixStep: Sendable, Equatable {
  /// The change.
  public var change: FixChange
  /// The id of the rule.
  public var rule: String

  /// A change that a rule asks for.
  public init(_ change: FixChange, rule: String) {
    self.change = change
    self.rule = rule
  }
}

extension FixChange {
  /// The change in words, as one safe line.
  public var sentence: String {
    switch self {
    case .stopAutomaticPagefiles: "take page files off automatic management"
    case .setPagefile(let path, let size):
      "set initial and maximum of \(path.asSafeText) to \(size.asTyped)"
    case .setType(let type): "set the dump type to \(type.rawValue)"
    case .setDedicatedDumpFile(let path, let size):
      "set the dedicated dump file to \(path.asSafeText) of \(size.asTyped)"
    case .clearDedicatedDumpFile: "use no dedicated dump file, so that the page file takes the dump"
    case .setDumpFile(let path): "save the dump as \(path.asSafeText)"
    case .moveDumpAway(let path): "give the dump that lies at \(path.asSafeText) a name of its own"
    case .overwriteDump: "let the next dump replace the one before"
    case .keepDump: "keep the dump when the disk is nearly full"
    case .checkPagefileSize: "let Windows check the page file's size again"
    case .addSwapFile(let path, let size): "add the swap file \(path.asSafeText) of \(size.asTyped)"
    case .reserveCrashKernel: "reserve memory for the crash kernel from the next start on"
    case .enableKdump(let tools): "load the crash kernel at each start: \(tools.distribution.service)"
    }
  }

  /// A word for programs: `set-pagefile`.
  public var action: String {
    switch self {
    case .stopAutomaticPagefiles: "stop-automatic-pagefiles"
    case .setPagefile: "set-pagefile"
    case .setType: "set-type"
    case .setDedicatedDumpFile: "set-dedicated-dump-file"
    case .clearDedicatedDumpFile: "clear-dedicated-dump-file"
    case .setDumpFile: "set-dump-file"
    case .moveDumpAway: "move-dump-away"
    case .overwriteDump: "overwrite-dump"
    case .keepDump: "keep-dump"
    case .checkPagefileSize: "check-pagefile-size"
    case .addSwapFile: "add-swap-file"
    case .reserveCrashKernel: "reserve-crash-kernel"
    case .enableKdump: "enable-kdump"
    }
  }

  /// The file that it is about, where it is about one.
  public var path: String? {
    switch self {
    case .setPagefile(let path, _), .setDedicatedDumpFile(let path, _), .setDumpFile(let path),
      .moveDumpAway(let path), .addSwapFile(let path, _):
      path
    case .stopAutomaticPagefiles, .setType, .clearDedicatedDumpFile, .overwriteDump, .keepDump,
      .checkPagefileSize, .reserveCrashKernel, .enableKdump:
      nil
    }
  }

  /// The size that it sets, where it sets one.
  public var size: Bytes? {
    switch self {
    case .setPagefile(_, let size), .setDedicatedDumpFile(_, let size), .addSwapFile(_, let size): size
    default: nil
    }
  }
}
