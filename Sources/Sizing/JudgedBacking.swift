/// What the crash code would write into, and how much of it is proven to be there.
struct JudgedBacking: Sendable {
  /// The kind, place and size that the answer names.
  var shown: Backing?
  /// So much is there for certain.
  var atLeast = Bytes.zero
  /// No more can be there; `nil` where nothing bounds it.
  var atMost: Bytes?
  /// Who decides the size, where the backing is a page file.
  var management: Pagefile.Management?
  /// The page file, where the backing is one.
  var pagefile: Pagefile?
  /// The area of Linux hosts: all that may count together.
  var totalSwap: Bytes?
  /// The kind of its volume, where the crash code cannot write to that (rule DDF-WHERE).
  var refused: Volume.Kind?
  /// What would have to be known to say more.
  var missing: [MissingFact] = []

  /// A backing of a size that is known.
  private init(_ shown: Backing, exactly size: Bytes) {
    self.shown = shown
    atLeast = size
    atMost = size
  }

  private init(_ shown: Backing?, from atLeast: Bytes, to atMost: Bytes?, missing: [MissingFact]) {
    self.shown = shown
    self.atLeast = atLeast
    self.atMost = atMost
    self.missing = missing
  }

  /// The backing that the facts of a host say.
  init(_ facts: borrowing HostFacts) {
    switch facts.os {
    case .linux: self = Self.swap(facts)
    case .windows:
      switch facts.dedicatedDumpFile {
      case .known(let path?): self = Self.dedicated(path, facts)
      case .known(nil): self = Self.pagefile(facts)
      case .unknown(let reason):
        // A dedicated file is an addition that somebody makes. One of which nothing is said takes away the
        // proof that the page file is what counts, but it is no backing that could make up for what is short.
        self = Self.pagefile(facts)
        atLeast = .zero
        missing.append(MissingFact("crash-control.dedicated-dump-file", because: reason))
      }
    }
  }

  /// Adds what cannot be: a file larger than its volume.
  private func limited(to volume: Volume?) -> JudgedBacking {
    guard let size = volume?.size.value else { return self }
    var limited = self
    limited.atMost = atMost.map { Swift.min($0, size) } ?? size
    limited.atLeast = Swift.min(atLeast, size)
    return limited
  }

  private static func dedicated(_ path: String, _ facts: HostFacts) -> JudgedBacking {
    let volume = facts.volume(ofPath: path)
    let size = facts.crashControl.dumpFileSize
    if let kind = volume?.kind.value ?? (path.isNetworkPath ? .network : nil), kind != .fixed {
      var refused = JudgedBacking(
        Backing(kind: .dedicatedDumpFile, path: path, volume: volume?.id, bytes: size), exactly: .zero)
      refused.refused = kind
      return refused
    }
    var shown = Backing(kind: .dedicatedDumpFile, path: path, volume: volume?.id, bytes: size)
    guard let bytes = size.value, bytes > .zero else {
      // Zero or absent leaves the size to Windows, and what it then does no document says (rule DDF-SIZE).
      let reason =
        "crash-control.dump-file-size is not set, so Windows chooses the size of the dedicated dump file"
      shown.bytes = .unknown(because: reason)
      return JudgedBacking(
        shown, from: .zero, to: nil, missing: [MissingFact("crash-control.dump-file-size", because: reason)]
      ).limited(to: volume)
    }
    return JudgedBacking(shown, exactly: bytes).limited(to: volume)
  }

  /// One area must hold all of it: of several swap areas the largest counts, never their sum.
  ///
  /// To the kernel they are one pool, but nothing proves that a dump could be spread over them (promise P4).
  /// The total stands beside.
  private static func swap(_ facts: HostFacts) -> JudgedBacking {
    let boot = facts.bootVolume.value
    guard let areas = facts.swap.value else {
      let missing = [facts.swap.missing("swap")].compactMap(\.self)
      return JudgedBacking(nil, from: .zero, to: nil, missing: missing)
    }
    var largest: SwapArea?
    var total = Bytes.zero
    var atMost: Bytes? = .zero
    var missing: [MissingFact] = []
    for area in areas where area.onBootVolume != .known(false) {
      guard let size = area.size.value else {
        atMost = nil
        missing.append(MissingFact("swap.size", because: area.size.reason))
        continue
      }
      atMost = atMost.map { Swift.max($0, size) }
      if area.onBootVolume == .known(true) {
        total = total + size
        if size > largest?.size.value ?? .zero { largest = area }
      } else {
        missing.append(
          MissingFact(
            "swap.on-boot-volume",
            because: "whether \(area.path.asSafeText) is on the boot volume is not known: "
              + (area.onBootVolume.reason ?? "")))
      }
    }
    let size = largest?.size.value ?? .zero
    let kind = largest == nil ? Backing.Kind.none : .swap
    let shown = Backing(kind: kind, path: largest?.path, volume: boot?.id, bytes: .known(size))
    var judged = JudgedBacking(shown, from: size, to: atMost, missing: atMost == size ? [] : missing)
    judged.totalSwap = total
    return judged
  }

  private static func pagefile(_ facts: HostFacts) -> JudgedBacking {
    let boot = facts.bootVolume
    guard let files = facts.pagefiles.value else {
      return JudgedBacking(
        nil, from: .zero, to: nil, missing: [facts.pagefiles.missing("pagefile")].compactMap(\.self)
      ).limited(to: boot.value)
    }
    if files.count == 1, facts.isOnBootVolume(files[0].path) == true {
      return Self(files[0], on: boot.value, facts)
    }
    let here = files.filter { facts.isOnBootVolume($0.path) ?? true }
    let judged = here.map { Self($0, on: boot.value, facts) }
    guard var best = judged.max(by: { $0.atLeast < $1.atLeast }) else {
      return JudgedBacking(Backing(kind: .none, volume: boot.value?.id, bytes: .known(.zero)), exactly: .zero)
    }
    // Only one file backs a dump (rule SIZ-ONE-FILE): any of them may be the largest, none adds to another.
    best.atMost = judged.contains { $0.atMost == nil } ? nil : judged.compactMap(\.atMost).max()
    best.missing = judged.flatMap(\.missing)
    let unplaced = here.filter { facts.isOnBootVolume($0.path) == nil }
    if !unplaced.isEmpty {
      best.atLeast =
        zip(here, judged).filter { facts.isOnBootVolume($0.0.path) == true }.map(\.1.atLeast).max() ?? .zero
      best.shown = best.atLeast == .zero ? nil : best.shown
      best.missing.append(
        boot.missing("volume.boot")
          ?? MissingFact("volume", because: "the volume of \(unplaced[0].path.asSafeText) is not given"))
    }
    return best
  }

  /// One page file on the boot volume, or on what may be it.
  private init(_ file: Pagefile, on volume: Volume?, _ facts: borrowing HostFacts) {
    let allocated = file.allocated.value
    let counting: Fact<Bytes>
    missing = []
    if file.isTemporary == .known(true) {
      // Windows made it for want of a permanent one: it is small and gone at the next boot (rule PGF-TEMP).
      counting = .known(.zero)
      atMost = .zero
    } else {
      switch file.effectiveManagement {
      case .custom?:
        counting = Self.counting(custom: file, ignoringInitial: facts.ignoresPagefileSize)
        atMost = counting.value ?? [allocated, file.maximum.value].compactMap(\.self).min()
        if case .unknown(let reason) = counting {
          missing.append(MissingFact("pagefile.initial", because: reason))
        }
      case .system?, .automatic?:
        counting = file.allocated
        // Windows may let it grow to within 1 GB of a full volume when the dump needs it (rule
        // PGF-SYSMANAGED).
        if let allocated, let free = volume?.free.value {
          atMost = Swift.max(allocated, (free + allocated).less(.gibibytes(1)))
        }
        missing += [file.allocated.missing("pagefile.allocated"), volume?.free.missing("volume.free")]
          .compactMap(\.self)
      case nil:
        counting = .unknown(because: "pagefile.management is not given")
        missing += [file.management.missing("pagefile.management")].compactMap(\.self)
      }
    }
    management = file.effectiveManagement
    pagefile = file
    atLeast = counting.value ?? .zero
    shown = Backing(kind: .pagefile, path: file.path, volume: volume?.id, bytes: counting)
    self = limited(to: volume)
  }

  /// The boot-time check uses the initial size (rule SIZ-INITIAL-NOT-MAX); a file that is smaller now than it
  /// is set to start with has not been made anew since, and it is what a crash would find.
  private static func counting(custom file: Pagefile, ignoringInitial: Bool) -> Fact<Bytes> {
    guard let initial = file.initial.value else { return file.initial }
    guard let allocated = file.allocated.value else { return .known(initial) }
    return .known(ignoringInitial ? allocated : Swift.min(initial, allocated))
  }
}

extension Pagefile {
  /// Who decides the size, as `PagingFiles` tells it: custom where sizes are given, Windows where they are 0
  /// 0 (rule PGF-GRAMMAR).
  var effectiveManagement: Management? {
    let isGiven = initial.value.map { $0 > .zero }
    switch management.value {
    case .custom?: return isGiven == false ? .system : .custom
    case nil: return isGiven == true ? .custom : nil
    case let other?: return other
    }
  }
}

extension HostFacts {
  /// The dedicated dump file; known and `nil` where there is none, which is Windows' default.
  var dedicatedDumpFile: Fact<String?> {
    switch crashControl.dedicatedDumpFile {
    case .known(let path): .known(path.isEmpty ? nil : path)
    case .unknown(let reason): crashControl.wasRead ? .known(nil) : .unknown(because: reason)
    }
  }

  /// Whether Windows was told to try although the initial size is too small.
  ///
  /// Nothing but a plain "yes" is a reason to count more.
  var ignoresPagefileSize: Bool { crashControl.ignorePagefileSize.value ?? false }
}
