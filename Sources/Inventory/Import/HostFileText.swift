public import Sizing

/// A host as a file of `hosts.d` in JSON has it: what reads that file reads the same facts.
///
/// Only the groups that the host's own source gives are written (`given`). Within `crash-control` what is not known
/// is null, since what is absent there has Windows' default.
public func hostFileText(_ host: HostFacts) -> String {
  var text = ""
  JSONText.table([("host", .list([hostTable(host)]))]).write(to: &text, indent: 0)
  return text + "\n"
}

private func hostTable(_ host: HostFacts) -> JSONText {
  var fields: [(String, JSONText?)] = [("name", .text(host.name))]
  if !host.aliases.isEmpty { fields.append(("aliases", .list(host.aliases.map(JSONText.text)))) }
  if !host.tags.isEmpty { fields.append(("tags", .list(host.tags.map(JSONText.text)))) }
  if host.given.contains(.os) {
    fields += [
      ("os", .text(host.os.rawValue)), ("build", host.build.text { .number($0) }),
      ("product", host.product.text { .text($0.rawValue) }),
      ("domain-joined", host.domainJoined.text(JSONText.truth)),
      ("arch", host.architecture.text(JSONText.text)),
      ("roles", host.roles.text { .list($0.map(JSONText.text)) }),
    ]
  }
  fields.append(("collected", host.collected.text { .text("\($0)") }))
  if host.given.contains(.memory) {
    fields.append(
      (
        "memory",
        .known([
          ("visible", host.memory.visible.text(JSONText.size)),
          ("installed", host.memory.installed.text(JSONText.size)),
          ("maximum", host.memory.maximum.text(JSONText.size)),
          ("dynamic", host.memory.dynamic.text(JSONText.truth)),
        ])
      ))
  }
  if host.given.contains(.volumes) {
    fields.append(("volume", host.volumes.text { .list($0.map(volumeTable)) }))
  }
  if host.given.contains(.pagefiles) {
    fields.append(("pagefile", host.pagefiles.text { .list($0.map(pagefileTable)) }))
  }
  // Where the key was not read nothing is said of it: a table, even an empty one, would have its defaults.
  if host.given.contains(.crashControl), host.crashControl.wasRead {
    fields.append(("crash-control", crashControlTable(host.crashControl)))
  }
  if host.given.contains(.swap) { fields.append(("swap", host.swap.text { .list($0.map(swapTable)) })) }
  if host.given.contains(.platform) { fields.append(("platform", platformTable(host.platform))) }
  if host.given.contains(.kdump) { fields.append(("kdump", kdumpTable(host.kdump))) }
  if host.given.contains(.events) { fields.append(("event", .list(host.events.map(eventTable)))) }
  return .known(fields)
}

private func volumeTable(_ volume: Volume) -> JSONText {
  .known([
    ("id", .text(volume.id)), ("boot", volume.isBoot.map(JSONText.truth)),
    ("size", volume.size.text(JSONText.size)), ("free", volume.free.text(JSONText.size)),
    ("kind", volume.kind.text { .text($0.rawValue) }), ("bitlocker", volume.bitlocker.text(JSONText.truth)),
  ])
}

private func pagefileTable(_ file: Pagefile) -> JSONText {
  .known([
    ("path", .text(file.path)), ("management", file.management.text { .text($0.rawValue) }),
    ("initial", file.initial.text(JSONText.size)), ("maximum", file.maximum.text(JSONText.size)),
    ("allocated", file.allocated.text(JSONText.size)), ("temporary", file.isTemporary.text(JSONText.truth)),
  ])
}

private func crashControlTable(_ control: CrashControl) -> JSONText {
  let dump: JSONText? = control.existingDump.text { dump in
    let fields: [(String, JSONText?)] = [
      ("size", dump?.size.text(JSONText.size)), ("written", dump?.written.text { .text("\($0)") }),
    ]
    // An empty table says that there is none.
    return dump != nil && fields.allSatisfy { $0.1 == nil } ? .null : .known(fields)
  }
  let fields: [(String, JSONText?)] = [
    ("type", control.type.text { .text($0.rawValue) }), ("dump-file", control.dumpFile.text(JSONText.text)),
    ("overwrite", control.overwrite.text(JSONText.truth)),
    ("minidump-dir", control.minidumpDirectory.text(JSONText.text)),
    ("dedicated-dump-file", control.dedicatedDumpFile.text(JSONText.text)),
    ("dump-file-size", control.dumpFileSize.text(JSONText.size)),
    ("ignore-pagefile-size", control.ignorePagefileSize.text(JSONText.truth)),
    ("always-keep", control.alwaysKeep.text(JSONText.truth)),
    ("dump-filters", control.dumpFilters.text { .list($0.map(JSONText.text)) }),
    ("encryption", control.encryption.text(JSONText.truth)),
    ("guarded", control.guarded.text(JSONText.truth)),
  ]
  return .known(fields.map { ($0.0, $0.1 ?? .null) } + [("existing-dump", dump)])
}

private func swapTable(_ area: SwapArea) -> JSONText {
  .known([
    ("path", .text(area.path)), ("size", area.size.text(JSONText.size)),
    ("on-boot-volume", area.onBootVolume.text(JSONText.truth)),
  ])
}

private func platformTable(_ platform: Platform) -> JSONText {
  .known([
    ("kind", platform.kind.text(JSONText.text)),
    ("write-speed", platform.writeSpeed.text { .text(exactSize($0) + "/s") }),
    ("watchdog", platform.watchdog.text { .text(DurationText.text(UInt64(clamping: $0))) }),
    ("watchdog-model", platform.watchdogModel.text(JSONText.text)),
    ("watchdog-action", platform.watchdogAction.text(JSONText.text)),
    ("heartbeat", platform.heartbeat.text(JSONText.truth)),
    ("panic-device", platform.panicDevice.text(JSONText.text)),
    ("on-crash", platform.onCrash.text(JSONText.text)),
    ("dump-free", platform.dumpFree.text(JSONText.size)),
  ])
}

private func kdumpTable(_ kdump: KdumpFacts) -> JSONText {
  .known([
    ("tools", kdump.tools.text { .text($0.rawValue) }),
    ("installed", kdump.isInstalled.text(JSONText.truth)),
    ("enabled", kdump.isEnabled.text(JSONText.truth)), ("kexec", kdump.kexec.text(JSONText.truth)),
    ("crashkernel", kdump.crashkernel.text(JSONText.text)),
    ("reserved", kdump.reserved.text(JSONText.size)), ("loaded", kdump.isLoaded.text(JSONText.truth)),
    ("fadump", kdump.firmware.text { .text($0.rawValue) }),
    ("target", kdump.target.text { .text($0.rawValue) }),
    // A dump that goes nowhere has no place, which a host file leaves out.
    ("path", kdump.path.value.flatMap { $0.isEmpty ? nil : JSONText.text($0) }),
    ("free", kdump.free.text(JSONText.size)), ("leave-free", kdump.leftFree.text(JSONText.size)),
    ("dump-level", kdump.level.text { .number($0) }),
    ("failure-action", kdump.failureAction.text(JSONText.text)),
    ("panic", kdump.panicTimeout.text { .number($0) }),
    ("panic-on-oops", kdump.panicsOnOops.text(JSONText.truth)),
    ("softlockup-panic", kdump.panicsOnSoftLockup.text(JSONText.truth)),
    ("hung-task-panic", kdump.panicsOnHungTask.text(JSONText.truth)),
    ("unknown-nmi-panic", kdump.panicsOnUnknownNMI.text(JSONText.truth)),
    ("kexec-load-disabled", kdump.isLoadingDisabled.text(JSONText.truth)),
    ("post-notifiers", kdump.runsNotifiersFirst.text(JSONText.truth)),
  ])
}

private func eventTable(_ event: Event) -> JSONText {
  .known([
    ("time", .text("\(event.time)")), ("provider", .text(event.provider)), ("id", .number(event.id)),
    ("data", .list(event.data.map(JSONText.text))),
  ])
}

extension Fact {
  fileprivate func text(_ make: (Value) -> JSONText) -> JSONText? { value.map(make) }
}
