import Sizing

extension Machine {
  /// RAM that counts: the larger of `MemTotal` and what the firmware, or else the memory blocks, say.
  ///
  /// `MemTotal` alone is short by more than the margin of 1 MB, and the firmware's map lacks memory that was added
  /// while running; so a source that is there but not understood makes the answer unknown.
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

  private func countedMemory() -> Fact<Counted> {
    let total = Result { () throws(FileProblem) in try memoryTotal() }
    let machine = Result { () throws(FileProblem) in try machineMemory(trustsMap: total.isKnown) }
    switch (total, machine) {
    case (.success(let total), .success(let machine)):
      return .known(total.size > machine.size ? total : machine)
    case (.success(let total), .failure(let problem)):
      return problem.isAbsent ? .known(total) : .unknown(because: problem.description)
    case (.failure, .success(let machine)):
      return .known(machine)
    case (.failure(let problem), .failure):
      return .unknown(because: problem.description)
    }
  }

  private func memoryTotal() throws(FileProblem) -> Counted {
    Counted(
      size: try MemoryInformation(parsing: tree.read(MemoryInformation.path)).total, source: "MemTotal")
  }

  /// What the firmware's map says or, where there is none that can be used, the memory blocks.
  ///
  /// Without `MemTotal` beside it the map proves nothing about memory that was added later; the blocks do.
  private func machineMemory(trustsMap: Bool) throws(FileProblem) -> Counted {
    var mapProblem: FileProblem?
    do {
      let map = try firmwareMemory()
      if trustsMap { return map }
    } catch {
      mapProblem = error
    }
    do {
      return try blockMemory()
    } catch {
      // Two absent sources leave MemTotal; a map that is there but broken does not.
      if let mapProblem, !mapProblem.isAbsent { throw mapProblem }
      throw error
    }
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

extension Result {
  fileprivate var isKnown: Bool { if case .success = self { true } else { false } }
}
