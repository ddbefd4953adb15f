/// Small files of the formats that can only be named.
public enum OtherSamples {
  /// LiME: two stretches of memory.
  public static func lime(seed: UInt64 = 1) -> [UInt8] {
    let memory = SamplePages(seed: seed)
    return stretch("EMiL", version: 1, from: 0x1000, size: 8192) + memory[0] + memory[1]
      + stretch("EMiL", version: 1, from: 0x10_0000, size: 4096) + memory[2]
  }

  /// Compressed AVML: two blocks; the streams inside are not real.
  public static func avml() -> [UInt8] {
    block(from: 0, size: 4096, stream: 900) + block(from: 0x10_0000, size: 8192, stream: 1700)
  }

  /// A user-mode minidump with all memory of its process.
  public static func minidump(seed: UInt64 = 1) -> [UInt8] {
    var file = [UInt8](repeating: 0, count: 256)
    file.put("MDMP", at: 0)
    file.put(UInt32(0xA793), at: 4)
    file.put(UInt32(2), at: 8)
    file.put(UInt32(32), at: 12)
    file.put(UInt32(1_772_442_900), at: 20)
    // SystemInfoStream, then Memory64ListStream: one range behind all that.
    for (index, stream) in [(7, 56, 64), (9, 32, 128)].enumerated() {
      file.put(UInt32(stream.0), at: 32 + 12 * index)
      file.put(UInt32(stream.1), at: 36 + 12 * index)
      file.put(UInt32(stream.2), at: 40 + 12 * index)
    }
    file.put(UInt64(1), at: 128)
    file.put(UInt64(256), at: 136)
    file.put(UInt64(0x7FF6_0000_0000), at: 144)
    file.put(UInt64(8192), at: 152)
    let memory = SamplePages(seed: seed)
    return file + memory[0] + memory[1]
  }

  private static func stretch(_ mark: String, version: UInt32, from: UInt64, size: UInt64) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 32)
    header.put(mark, at: 0)
    header.put(version, at: 4)
    header.put(from, at: 8)
    header.put(from + size - 1, at: 16)
    return header
  }

  private static func block(from: UInt64, size: UInt64, stream: Int) -> [UInt8] {
    var trailer = [UInt8](repeating: 0, count: 8)
    trailer.put(UInt64(stream), at: 0)
    return stretch("AVML", version: 2, from: from, size: size) + [UInt8](repeating: 0x33, count: stream)
      + trailer
  }
}
