/// The rungs of the ladder, the one to prefer first.
extension Situation {
  /// Swap that holds memory, kdump, or both.
  var linuxCandidates: [[FixStep]] {
    let kdump = kdumpSteps
    return swapCandidates + (kdump.isEmpty ? [] : [kdump] + swapCandidates.map { $0 + kdump })
  }

  /// What a script can do for kdump: nothing is installed, and a kernel stays what it is.
  private var kdumpSteps: [FixStep] {
    let kdump = kdump
    guard kdump.isReady == .no, let tools = kdump.facts.tools.value, kdump.facts.isInstalled.value == true,
      kdump.facts.kexec.value != false, kdump.facts.isLoadingDisabled.value != true,
      let reserved = kdump.facts.reserved.value, kdump.facts.firmware.value != .enabled
    else { return [] }
    let enable = FixStep(.enableKdump(tools), rule: "LNX-KDUMP-LOADED")
    guard reserved == .zero else { return [enable] }
    return [FixStep(.reserveCrashKernel(tools), rule: "LNX-CRASHKERNEL"), enable]
  }

  /// One more swap area that holds memory by itself, since of several the largest counts.
  private var swapCandidates: [[FixStep]] {
    guard let boot = bootVolume.value, let required = memory.required.value else { return [] }
    let root = boot.id.hasSuffix("/") ? boot.id : boot.id + "/"
    let taken = Set(facts.swap.value?.map(\.path) ?? [])
    let name = (1...99).lazy.map { "\(root)swap-for-dump-\($0)" }.first { !taken.contains($0) }
    guard let name, root.utf8.first == UInt8(ascii: "/") else { return [] }
    return [[FixStep(.addSwapFile(path: name, size: required + .mebibytes(1)), rule: "SIZ-COMPLETE-MIN")]]
  }

  /// The page file on the boot volume; else a dedicated dump file elsewhere; else, where no more is wanted, a
  /// smaller dump.
  ///
  /// What costs no room (where the dump is saved, whether it is kept) is tried with each of them.
  var windowsCandidates: [[FixStep]] {
    var candidates: [[FixStep]] = []
    for type in types {
      for backing in backings(for: type) {
        for place in dumpFiles {
          for addition in additions {
            candidates.append(typeSteps(type) + backing + place + addition)
          }
        }
      }
    }
    return candidates
  }

  /// What the host writes or ought to, then the least that is wanted of it.
  private var types: [DumpType] {
    (target == asked ? [target] : [target, asked]).filter { type in
      // One that is set already is not set again, whether this Windows has it or not.
      if configured == .known(type) { return true }
      // Windows 8 brought automatic dumps, Windows 10 active ones (rule TYP-AVAIL).
      return switch type {
      case .automatic: facts.build.value ?? .max >= 9200
      case .active: facts.build.value ?? .max >= 10240
      case .none: false
      case .small, .kernel, .complete: true
      }
    }
  }

  private func typeSteps(_ type: DumpType) -> [FixStep] {
    configured == .known(type)
      ? [] : [FixStep(.setType(type), rule: type == asked && type != target ? "SIZ-ADVICE" : "TYP-DECODE")]
  }

  private func backings(for type: DumpType) -> [[FixStep]] {
    var backings: [[FixStep]] = [[]]
    let sizes = sizes(for: type)
    if hasDedicatedDumpFile, let path = backing.shown?.path {
      backings += sizes.map { [FixStep(.setDedicatedDumpFile(path: path, size: $0), rule: "DDF-SIZE")] }
    } else {
      backings += sizes.compactMap(pagefileSteps)
    }
    // A dedicated file on the boot volume comes last: where it fits, the page file nearly always does.
    let places = places(of: [.fixed])
    for root in places.filter({ $0.isBoot != true }) + places.filter({ $0.isBoot == true }) {
      guard let root = root.windowsRoot else { continue }
      backings += sizes.map {
        [FixStep(.setDedicatedDumpFile(path: root + #"\dedicateddump.sys"#, size: $0), rule: "SIZ-ADVICE")]
      }
    }
    // Where no volume takes a dedicated file that is large enough, the page file may be.
    if hasDedicatedDumpFile {
      let clear = FixStep(.clearDedicatedDumpFile, rule: "DDF-WHERE")
      backings += [[clear]] + sizes.compactMap(pagefileSteps).map { [clear] + $0 }
    }
    return backings
  }

  private func pagefileSteps(_ size: Bytes) -> [FixStep]? {
    guard let root = bootVolume.value?.windowsRoot else { return nil }
    var path = root + #"\pagefile.sys"#
    if let present = backing.pagefile?.path, !present.hasPrefix("?:"), !present.hasPrefix("%") {
      path = present.hasPrefix(#"\??\"#) ? String(present.dropFirst(4)) : present
    }
    // One that starts larger already stays as large.
    let size = Swift.max(size, facts.pagefile(at: path)?.initial.value ?? .zero)
    let set = FixStep(.setPagefile(path: path, size: .mebibytes(size.mebibytesRoundedUp)), rule: "SIZ-ADVICE")
    let isAutomatic = facts.pagefiles.value?.contains {
      $0.effectiveManagement == .automatic || $0.path.hasPrefix("?:")
    }
    return (isAutomatic ?? false)
      ? [FixStep(.stopAutomaticPagefiles, rule: "PGF-DISABLE-AUTO-FIRST"), set] : [set]
  }

  /// The size to prefer first: what is advised; for a smaller dump what it needs at most, then what the
  /// boot-time check of the page file asks for.
  private func sizes(for type: DumpType) -> [Bytes] {
    guard let ram = memory.forAdvice.value else { return [] }
    let figures = SizeFigures(ram: ram)
    if type == .complete { return [figures.advised] }
    var sizes: [Bytes] = []
    if let most = DumpNeed(of: type, ram: ram, is32Bit: facts.is32Bit)?.atMost {
      sizes = [most, Swift.max(most, figures.required), Swift.max(most, figures.advised)]
    }
    return sizes.enumerated().filter { !sizes[..<$0.offset].contains($0.element) }.map(\.element)
  }

  private var dumpFiles: [[FixStep]] {
    // It is Windows, started again, that saves the dump: a volume that the crash code cannot write to will do.
    [[]]
      + places(of: [.fixed, .dynamic]).compactMap(\.windowsRoot).map {
        [FixStep(.setDumpFile(path: $0 + #"\MEMORY.DMP"#), rule: "EXT-OTHER-VOLUME")]
      }
  }

  /// Volumes that could take a file: the boot volume, which can be enlarged, and those with the most room, since
  /// where that does not do none does.
  func places(of kinds: Set<Volume.Kind>) -> [Volume] {
    let usable =
      facts.volumes.value?.filter {
        $0.windowsRoot != nil && $0.free.value != nil && kinds.contains($0.kind.value ?? .fixed)
      } ?? []
    let inOrder = usable.sorted { $0.free.value ?? .zero > $1.free.value ?? .zero }
    return Array(inOrder.prefix(3)) + inOrder.dropFirst(3).filter { $0.isBoot == true }
  }

  private var additions: [[FixStep]] {
    let control = facts.crashControl
    var overwriting: [[FixStep]] = [[]]
    if facts.overwritesDump.value == false, case .known(_?) = control.existingDump {
      let overwrite = FixStep(.overwriteDump, rule: "EXT-OVERWRITE-0")
      let path = control.dumpFile.value ?? #"%SystemRoot%\MEMORY.DMP"#
      // The dump that lies there is evidence: it stays, as long as there is room for it and the next one.
      overwriting += [[FixStep(.moveDumpAway(path: path), rule: "EXT-OVERWRITE-0"), overwrite], [overwrite]]
    }
    let keeping: [[FixStep]] =
      control.alwaysKeep.value == true || facts.product.value == .server
      ? [[]] : [[], [FixStep(.keepDump, rule: "EXT-25GB")]]
    let checking: [[FixStep]] =
      facts.ignoresPagefileSize ? [[], [FixStep(.checkPagefileSize, rule: "SIZ-INITIAL-NOT-MAX")]] : [[]]
    return overwriting.flatMap { first in
      keeping.flatMap { second in checking.map { first + second + $0 } }
    }
  }
}
