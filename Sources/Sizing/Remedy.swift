/// What to change, made for the host: never what a volume is known not to hold.
extension Situation {
  /// The size that the remedy asks for: what is advised, or what the target needs where that is no complete
  /// dump.
  var sizeToSet: Bytes? {
    guard target != .complete else { return memory.advised.value }
    return memory.forAdvice.value.flatMap { DumpNeed(of: target, ram: $0, is32Bit: facts.is32Bit)?.atMost }
  }

  /// How to get a backing that holds the target.
  ///
  /// A ladder: the page file on the boot volume if it and the dump that is saved beside it fit there; else a
  /// dedicated dump file on another volume; else a larger boot volume.
  var backingRemedy: String {
    guard let size = sizeToSet else {
      return "give memory.visible first: without it nobody can say how large the page file must be"
    }
    // As it is judged, by the memory that counts: what is advised is for all that is installed.
    let dump = needAtMost?.atMost ?? size
    guard let boot = bootVolume.value else {
      return "on the boot volume set initial and maximum of pagefile.sys to \(size.asTyped)"
    }
    let path = pagefilePath(on: boot)
    var set = "set initial and maximum of \(path) to \(size.asTyped)"
    if backing.management == .automatic { set = "take page files off automatic management, \(set)" }
    guard let free = boot.free.value else {
      if let whole = boot.size.value, whole < size {
        return "enlarge \(boot.shownName) beyond \(size.asTyped), then \(set) and restart"
      }
      return "\(set), if \(boot.shownName) has room for it, and restart"
    }
    let growth = size.less(pagefileNow ?? .zero)
    let savedHere = saving.isSameVolume ?? true || saving.temporary != nil
    let credit = saving.isSameVolume ?? true ? saving.target?.credit ?? .zero : .zero
    let wantedRoom = growth + (savedHere ? dump.less(credit) : .zero)
    if free >= wantedRoom { return "\(set) and restart" }
    let atOnce = otherVolume(holding: size, and: dump).map { other in
      let target = other.takesDump ? ", DumpFile \(other.volume.shownName)\\MEMORY.DMP," : ""
      return "\(boot.shownName) cannot hold page file and dump: set "
        + dedicated(on: other.volume, size) + "\(target) and restart"
    }
    if let atOnce { return atOnce }
    let ways =
      [(more: wantedRoom.less(free), change: "\(set) and restart")]
      + waysWithoutPagefile(boot, free: free, size: size, dump: dump.less(credit))
    // Of equals the first, so the page file is preferred.
    guard let least = ways.min(by: { $0.more < $1.more }) else { return "" }
    return least.more > .zero
      ? "enlarge \(boot.shownName) by \(least.more.asTyped), then \(least.change)"
      : "\(boot.shownName) cannot hold page file and dump: \(least.change)"
  }

  /// Where the backing file or the dump goes elsewhere, and what the boot volume lacks for the other one.
  private func waysWithoutPagefile(
    _ boot: Volume, free: Bytes, size: Bytes, dump: Bytes
  ) -> [(more: Bytes, change: String)] {
    var ways: [(more: Bytes, change: String)] = []
    if let other = places(of: [.fixed]).first(where: { $0.isBoot != true && $0.free.value ?? .zero >= size })
    {
      let target = saving.isSameVolume ?? true ? "" : ", DumpFile \(boot.shownName)\\MEMORY.DMP,"
      ways.append((dump.less(free), "set \(dedicated(on: other, size))\(target) and restart"))
      let third = places(of: [.fixed, .dynamic]).first {
        $0.isBoot != true && $0.id != other.id && $0.free.value ?? .zero >= dump
      }
      if let third {
        ways.append(
          (
            .zero,
            "set \(dedicated(on: other, size)), DumpFile \(third.shownName)\\MEMORY.DMP, and restart"
          ))
      }
    }
    guard boot.kind.value ?? .fixed == .fixed else { return ways }
    let change = "set \(dedicated(on: boot, size))"
    if saving.isSameVolume == false, saving.target?.answer == .yes {
      ways.append((size.less(free), "\(change) and restart"))
    }
    let most = places(of: [.fixed, .dynamic]).first { $0.isBoot != true && $0.free.value ?? .zero >= dump }
    if let most {
      ways.append((size.less(free), "\(change), DumpFile \(most.shownName)\\MEMORY.DMP, and restart"))
    }
    return ways
  }

  private func dedicated(on volume: Volume, _ size: Bytes) -> String {
    "DedicatedDumpFile \(volume.shownName)\\dedicateddump.sys with DumpFileSize \(size.asTyped)"
  }

  /// How to get the room that saving needs on a volume.
  func roomRemedy(_ room: JudgedSaving.Room, dump: Bytes) -> String {
    let short = dump.less(room.credit).less(room.volume.free.value ?? .zero)
    var remedy = "free \(short.asTyped) on \(room.volume.shownName), or enlarge it by that much"
    if let size = sizeToSet, let other = otherVolume(holding: size, and: dump), saving.isSameVolume != nil,
      room.volume.isBoot == true, backing.shown?.kind == .pagefile
    {
      let name = other.volume.shownName
      remedy += "; or set DedicatedDumpFile \(name)\\dedicateddump.sys with DumpFileSize \(size.asTyped)"
      if other.takesDump { remedy += " and DumpFile \(name)\\MEMORY.DMP" }
    }
    return remedy
  }

  /// The page file of the boot volume, or where it would be.
  private func pagefilePath(on boot: Volume) -> String {
    if let path = backing.pagefile?.path, !path.hasPrefix("?:") { return path.asSafeText }
    return "\(boot.shownName)\\pagefile.sys"
  }

  /// What the page file takes of its volume now.
  private var pagefileNow: Bytes? {
    // A temporary one goes at the next boot, and that it gives its room back nobody says.
    backing.pagefile.flatMap { $0.isTemporary.value ?? false ? nil : $0.allocated.value ?? $0.initial.value }
  }

  /// Another volume that is known to hold a dedicated dump file, and the dump itself where its own volume
  /// does not.
  private func otherVolume(holding size: Bytes, and dump: Bytes) -> (volume: Volume, takesDump: Bool)? {
    let takesDump = saving.target?.answer != .yes
    let room = size + (takesDump ? dump : .zero)
    let volume = places(of: [.fixed]).first { $0.isBoot != true && $0.free.value ?? .zero >= room }
    return volume.map { ($0, takesDump) }
  }
}
