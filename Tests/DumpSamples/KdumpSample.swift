/// A kdump-compressed file of a 64-bit machine, its pages stored as they are.
public struct KdumpSample: Sendable {
  /// How many pages are stored.
  public var pages = 16
  /// status.
  public var status: UInt32 = 0
  /// How many bytes of erase information follow the pages.
  public var eraseInfo = 0
  /// Which descriptors have no offset, as of a writer that was stopped.
  public var unwritten: Range<Int> = 0..<0
  /// Whether the last pages are zero, and so share the first one's copy.
  public var endsWithZeroPages = false
  /// What the pages are made from.
  public var seed: UInt64 = 1

  /// A dump of a small machine.
  public init() {}

  /// All of it.
  public func bytes() -> [UInt8] {
    let block = 4096
    let highest = pages + 3
    let table = 4 * block
    let data = table + 24 * pages
    let stored = endsWithZeroPages ? pages - 2 : pages
    var file = [UInt8](repeating: 0, count: data + stored * block)
    file.put("KDUMP   ", at: 0)
    file.put(UInt32(6), at: 8)
    for (index, name) in ["Linux", "db04", "6.8.0-45-generic", "#45", "x86_64", "(none)"].enumerated() {
      file.put(name, at: 12 + 65 * index)
    }
    file.put(UInt64(1_772_442_900), at: 408)
    file.put(status, at: 424)
    file.put(UInt32(block), at: 428)
    file.put(UInt32(1), at: 432)
    file.put(UInt32(2), at: 436)
    file.put(UInt32(highest), at: 440)
    file.put(UInt32(4), at: 460)
    if eraseInfo > 0 {
      file.put(UInt64(file.count), at: block + 64)
      file.put(UInt64(eraseInfo), at: block + 72)
    }
    for page in 3..<highest {
      file[2 * block + page / 8] |= 1 << UInt8(page % 8)
      file[3 * block + page / 8] |= 1 << UInt8(page % 8)
    }
    let memory = SamplePages(seed: seed)
    for page in 0..<pages {
      let offset = page < stored ? data + page * block : data
      if !unwritten.contains(page) { file.put(UInt64(offset), at: table + 24 * page) }
      file.put(UInt32(block), at: table + 24 * page + 8)
      if page < stored { file.replaceSubrange(offset..<offset + block, with: memory[page]) }
    }
    return file + [UInt8](repeating: 0x45, count: eraseInfo)
  }

  /// The same as the stream that makedumpfile and QEMU write into pipes.
  public func flattened() -> [UInt8] {
    let file = bytes()
    var stream = [UInt8](repeating: 0, count: 4096)
    stream.put("makedumpfile", at: 0)
    stream.putBigEndian(UInt64(1), at: 16)
    stream.putBigEndian(UInt64(1), at: 24)
    for offset in stride(from: 0, to: file.count, by: 5000) {
      let data = file[offset..<min(offset + 5000, file.count)]
      stream += record(UInt64(offset), UInt64(data.count)) + data
    }
    return stream + record(.max, .max)
  }

  private func record(_ offset: UInt64, _ size: UInt64) -> [UInt8] {
    var record = [UInt8](repeating: 0, count: 16)
    record.putBigEndian(offset, at: 0)
    record.putBigEndian(size, at: 8)
    return record
  }
}
