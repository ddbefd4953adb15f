extension WindowsSample {
  func secondHeader() -> [UInt8] {
    switch kind {
    case .complete, .header: []
    case .bitmapComplete, .bitmapKernel: bitmapHeader()
    case .summary: summaryHeader()
    case .small: triageDump()
    case .debuggerKernel, .debuggerKernelAndUser, .debuggerFull: rangeList()
    }
  }

  private func bitmapHeader() -> [UInt8] {
    let bitmap = self.bitmap
    var header = [UInt8](repeating: 0, count: toPage(0x38 + bitmap.bytes.count))
    header.put(kind == .bitmapComplete ? "FDMPDUMP" : "SDMPDUMP", at: 0)
    header.put(UInt64(headerLength + header.count), at: 0x20)
    header.put(UInt64(pageCount), at: 0x28)
    header.put(UInt64(bitmap.bits), at: 0x30)
    header.replaceSubrange(0x38..<0x38 + bitmap.bytes.count, with: bitmap.bytes)
    return header
  }

  private func summaryHeader() -> [UInt8] {
    let bitmap = self.bitmap
    let start = isWide ? 0x28 : 0x20
    var header = [UInt8](repeating: 0, count: toPage(start + bitmap.bytes.count))
    header.put("SDMPDUMP", at: 0)
    header.put(UInt32(1), at: 0x08)
    header.put(UInt32(headerLength + header.count), at: 0x0C)
    header.put(UInt32(bitmap.bits), at: 0x10)
    header.put(UInt32(pageCount), at: 0x14)
    header.put(UInt32(bitmap.bits), at: 0x18)
    header.replaceSubrange(start..<start + bitmap.bytes.count, with: bitmap.bytes)
    return header
  }

  /// The stored pages are the first ones of the machine's memory.
  private var bitmap: (bits: Int, bytes: [UInt8]) {
    let bits = Int(memoryRuns.map { $0.base + $0.count }.max() ?? 0)
    var bytes = [UInt8](repeating: 0, count: (bits + 7) / 8)
    var left = pageCount
    for run in memoryRuns {
      for page in Int(run.base)..<Int(run.base + run.count) where left > 0 {
        bytes[page / 8] |= 1 << UInt8(page % 8)
        left -= 1
      }
    }
    return (bits, bytes)
  }

  private func rangeList() -> [UInt8] {
    // Types 8 and 9 end their list with a page number 0, as seen in real files.
    let entries = memoryRuns.count + (kind == .debuggerFull ? 0 : 1)
    let metadata = 0x10 + 16 * entries
    var header = [UInt8](repeating: 0, count: 0x20 + metadata)
    header.put(UInt32(0x40), at: 0)
    header.put("RDMPDUMP", at: 4)
    header.put(UInt64(metadata), at: 0x10)
    header.put(UInt64(0x2020 + metadata), at: 0x18)
    if kind == .debuggerFull {
      header.put(UInt32(memoryRuns.count), at: 0x20)
      header.put(UInt64(memoryPages), at: 0x28)
    }
    for (index, run) in memoryRuns.enumerated() {
      header.put(run.base, at: 0x30 + 16 * index)
      header.put(run.count, at: 0x38 + 16 * index)
    }
    return header
  }

  private func triageDump() -> [UInt8] {
    let list = 0x100
    let data = list + 16 * smallBlocks
    let size = max(smallSize - headerLength, data + 16 * smallBlocks + 4)
    var dump = [UInt8](repeating: 0, count: size)
    var random = SampleRandom(seed: seed)
    for offset in stride(from: data, to: size - 8, by: 8) { dump.put(random.next(), at: offset) }
    dump.put(UInt32(headerLength + size), at: 0x04)
    dump.put(UInt32(headerLength + size - 4), at: 0x08)
    if isWide, smallBlocks > 0 {
      dump.put(UInt32(headerLength + list), at: 0x78)
      dump.put(UInt32(smallBlocks), at: 0x7C)
      for block in 0..<smallBlocks {
        dump.put(0xFFFF_F800_0000_0000 + UInt64(block) * 4096, at: list + 16 * block)
        dump.put(UInt32(headerLength + data + 16 * block), at: list + 16 * block + 8)
        dump.put(UInt32(16), at: list + 16 * block + 12)
      }
    }
    dump.put("TRGD", at: size - 4)
    return dump
  }

  private func toPage(_ size: Int) -> Int { (headerLength + size + 4095) / 4096 * 4096 - headerLength }
}
