extension Fact {
  /// The reason of a fact that its source does not mention.
  public static func absent(_ key: String) -> Fact { .unknown(because: reasonOfAbsence(key)) }
}

/// `KEY is not given`, as a literal for the keys that each host has.
///
/// A literal is never counted. A text put together here would be shared by all hosts, so that copying one of 100,000
/// would count forty references up and down, and threads would wait for each other over every one.
private func reasonOfAbsence(_ key: String) -> String {
  switch key {
  case "allocated": "allocated is not given"
  case "arch": "arch is not given"
  case "bitlocker": "bitlocker is not given"
  case "build": "build is not given"
  case "collected": "collected is not given"
  case "crash-control.always-keep": "crash-control.always-keep is not given"
  case "crash-control.dedicated-dump-file": "crash-control.dedicated-dump-file is not given"
  case "crash-control.dump-file": "crash-control.dump-file is not given"
  case "crash-control.dump-file-size": "crash-control.dump-file-size is not given"
  case "crash-control.dump-filters": "crash-control.dump-filters is not given"
  case "crash-control.encryption": "crash-control.encryption is not given"
  case "crash-control.existing-dump": "crash-control.existing-dump is not given"
  case "crash-control.guarded": "crash-control.guarded is not given"
  case "crash-control.ignore-pagefile-size": "crash-control.ignore-pagefile-size is not given"
  case "crash-control.minidump-dir": "crash-control.minidump-dir is not given"
  case "crash-control.overwrite": "crash-control.overwrite is not given"
  case "crash-control.type": "crash-control.type is not given"
  case "domain-joined": "domain-joined is not given"
  case "existing-dump.size": "existing-dump.size is not given"
  case "existing-dump.written": "existing-dump.written is not given"
  case "free": "free is not given"
  case "initial": "initial is not given"
  case "kind": "kind is not given"
  case "management": "management is not given"
  case "maximum": "maximum is not given"
  case "memory.dynamic": "memory.dynamic is not given"
  case "memory.installed": "memory.installed is not given"
  case "memory.maximum": "memory.maximum is not given"
  case "memory.visible": "memory.visible is not given"
  case "on-boot-volume": "on-boot-volume is not given"
  case "pagefile": "pagefile is not given"
  case "platform.dump-free": "platform.dump-free is not given"
  case "platform.heartbeat": "platform.heartbeat is not given"
  case "platform.kind": "platform.kind is not given"
  case "platform.on-crash": "platform.on-crash is not given"
  case "platform.panic-device": "platform.panic-device is not given"
  case "platform.watchdog": "platform.watchdog is not given"
  case "platform.write-speed": "platform.write-speed is not given"
  case "product": "product is not given"
  case "roles": "roles is not given"
  case "size": "size is not given"
  case "swap": "swap is not given"
  case "temporary": "temporary is not given"
  case "volume": "volume is not given"
  case "written": "written is not given"
  default: "\(key) is not given"
  }
}
