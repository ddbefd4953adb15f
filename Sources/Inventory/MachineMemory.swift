import Sizing

extension Machine {
  /// RAM that counts, and which source gave it.
  func memory() -> MemoryFacts {
    var facts = MemoryFacts()
    facts.installed = .unknown(because: "Linux does not say what is installed, only what it was given")
    facts.maximum = .unknown(because: "Linux does not say how much memory the machine could have")
    switch countedMemory() {
    case .known(let counted):
      facts.visible = .known(counted.size)
      facts.source = counted.source
    case .unknown(let reason):
      facts.visible = .unknown(because: reason)
    }
    return facts
  }

  private struct Counted {
    var size: Bytes
    var source: String
  }

  private typealias Reading = Result<Counted, FileProblem>

  /// The larger of `MemTotal` and the firmware's map, or the memory blocks where no map can be used.
  ///
  /// `MemTotal` alone is short by more than the margin of 1 MB. The map lacks memory that was added while
  /// running: it proves nothing where `MemTotal` is larger or cannot be read. A source that is there but
  /// not understood might have said more, so it never gives way to a smaller one.
  private func countedMemory() -> Fact<Counted> {
    let total = Reading { () throws(FileProblem) in try memoryTotal() }
    let map = Reading { () throws(FileProblem) in try firmwareMemory() }
    if case .success(let total) = total, case .success(let map) = map, map.size >= total.size {
      return .known(map)
    }
    let blocks = Reading { () throws(FileProblem) in try blockMemory() }
    let readable = [blocks, map, total].compactMap { try? $0.get() }
    switch (total, map, blocks) {
    case (_, _, .success(let blocks)):
      return .known(readable.max { $0.size < $1.size } ?? blocks)
    case (.failure(let problem), _, _):
      return .unknown(because: problem.description)
    case (_, .failure(let problem), _) where !problem.isAbsent,
      (_, _, .failure(let problem)) where !problem.isAbsent:
      return .unknown(because: problem.description)
    case (.success(let total), _, _):
      return .known(total)
    }
  }

  private func memoryTotal() throws(FileProblem) -> Counted {
    Counted(
      size: try MemoryInformation(parsing: tree.read(MemoryInformation.path)).total, source: "MemTotal")
  }

  private func firmwareMemory() throws(FileProblem) -> Counted {
    guard let size = try FirmwareMemoryMap(reading: tree).size else {
      throw FileProblem(
        path: FirmwareMemoryMap.path, message: "the ranges add up to more than any machine has")
    }
    return Counted(size: size, source: FirmwareMemoryMap.path)
  }

  private func blockMemory() throws(FileProblem) -> Counted {
    guard let size = try MemoryBlocks(reading: tree).size else {
      throw FileProblem(path: MemoryBlocks.path, message: "the blocks add up to more than any machine has")
    }
    return Counted(size: size, source: "online memory blocks")
  }
}
