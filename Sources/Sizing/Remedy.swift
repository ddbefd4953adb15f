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
    let dump =
      memory.forAdvice.value.flatMap { DumpNeed(of: target, ram: $0, is32Bit: facts.is32Bit)?.atMost } ?? size
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
    if let other = otherVolume(holding: size, and: dump) {
      let name = other.volume.shownName
      let file = "DedicatedDumpFile \(name)\\dedicateddump.sys with DumpFileSize \(size.asTyped)"
      let reason = "\(boot.shownName) cannot hold page file and dump"
      return other.takesDump
        ? "\(reason): set \(file), DumpFile \(name)\\MEMORY.DMP, and restart"
        : "\(reason): set \(file) and restart"
    }
    return "enlarge \(boot.shownName) by \(wantedRoom.less(free).asTyped), then \(set) and restart"
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
  private var pagefileNow: Bytes? { backing.pagefile.flatMap { $0.allocated.value ?? $0.initial.value } }

  /// Another volume that is known to hold a dedicated dump file, and the dump itself where its own volume
  /// does not.
  private func otherVolume(holding size: Bytes, and dump: Bytes) -> (volume: Volume, takesDump: Bool)? {
    let takesDump = saving.target?.answer != .yes
    let room = size + (takesDump ? dump : .zero)
    let volume = facts.volumes.value?.first { $0.isBoot != true && $0.free.value ?? .zero >= room }
    return volume.map { ($0, takesDump) }
  }
}
