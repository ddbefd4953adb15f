internal import Sizing

extension WindowsSample {
  func mainHeader(space: UInt64?) -> [UInt8] {
    let pattern: [UInt8] =
      switch fill {
      case .page: Array("PAGE".utf8)
      case .zeros: [0, 0, 0, 0]
      case .x: Array("XXXX".utf8)
      }
    var header: [UInt8] = []
    header.reserveCapacity(headerLength)
    while header.count < headerLength { header += pattern }
    header.put(isWide ? "PAGEDU64" : "PAGEDUMP", at: 0)
    header.put(UInt32(15), at: 0x08)
    header.put(build, at: 0x0C)
    header.put(machine ?? (isWide ? 0x8664 : 0x014C), at: isWide ? 0x30 : 0x20)
    header.put(processors, at: isWide ? 0x34 : 0x24)
    header.put(bugCheckCode, at: isWide ? 0x38 : 0x28)
    for (index, parameter) in parameters.prefix(4).enumerated() {
      putWord(parameter, at: (isWide ? 0x40 : 0x2C) + index * wordSize, in: &header)
    }
    if describesMemory { putRuns(in: &header) }
    header.put(kind.rawValue, at: isWide ? 0xF98 : 0xF88)
    if let space { header.put(space, at: 0xFA0) }
    if let crashTime {
      let fileTime = UInt64(crashTime.seconds + 11_644_473_600) * 10_000_000
      header.put(fileTime, at: isWide ? 0xFA8 : 0xFC0)
    }
    header.put(uptimeSeconds * 10_000_000, at: isWide ? 0x1030 : 0xFB8)
    if let comment {
      header.put(comment + (comment.utf8.count < 128 ? "\0" : ""), at: isWide ? 0xFB0 : 0x820)
    }
    if let attributes { header.put(attributes, at: isWide ? 0x1050 : 0x8A0) }
    if let bootID { header.put(bootID, at: isWide ? 0x1054 : 0x8A4) }
    return header
  }

  private var wordSize: Int { isWide ? 8 : 4 }

  private func putRuns(in header: inout [UInt8]) {
    let block = isWide ? 0x88 : 0x64
    header.put(UInt32(memoryRuns.count), at: block)
    putWord(UInt64(memoryPages), at: block + wordSize, in: &header)
    for (index, run) in memoryRuns.enumerated() {
      putWord(run.base, at: block + wordSize * (2 + 2 * index), in: &header)
      putWord(run.count, at: block + wordSize * (3 + 2 * index), in: &header)
    }
  }

  private func putWord(_ value: UInt64, at offset: Int, in header: inout [UInt8]) {
    if isWide {
      header.put(value, at: offset)
    } else {
      header.put(UInt32(truncatingIfNeeded: value), at: offset)
    }
  }
}
