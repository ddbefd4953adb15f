import DumpFormats
import DumpSamples

/// A dump of each kind that the program can call whole, and those that it can only name.
struct NamedSample: CustomStringConvertible, Sendable {
  let description: String
  let bytes: [UInt8]
  var canBeWhole = true
}

enum EverySample {
  /// Windows dumps, of both widths where both exist.
  static let windows: [NamedSample] = WindowsSample.Kind.allCases.flatMap { kind in
    [true, false].compactMap { isWide in
      guard isWide || kind.rawValue < 8 else { return nil }
      var sample = WindowsSample(kind, pages: 40)
      sample.isWide = isWide
      return NamedSample(description: "\(kind) \(isWide ? 64 : 32)", bytes: sample.bytes())
    }
  }

  static let withDriverData: [NamedSample] = [WindowsSample.Kind.complete, .bitmapComplete, .bitmapKernel].map
  {
    var sample = WindowsSample($0, pages: 40)
    sample.secondaryData = 5000
    return NamedSample(description: "\($0) with driver data", bytes: sample.bytes())
  }

  static let others: [NamedSample] = {
    var wideElf = ElfSample()
    wideElf.countsInSection = true
    var narrowElf = ElfSample()
    narrowElf.isWide = false
    narrowElf.machine = 3
    var bigElf = ElfSample()
    bigElf.isBigEndian = true
    bigElf.machine = 22
    var kdump = KdumpSample()
    kdump.eraseInfo = 300
    return [
      NamedSample(description: "ELF 64", bytes: ElfSample().bytes()),
      NamedSample(description: "ELF 64 counted in a section", bytes: wideElf.bytes()),
      NamedSample(description: "ELF 32", bytes: narrowElf.bytes()),
      NamedSample(description: "ELF big-endian", bytes: bigElf.bytes()),
      NamedSample(description: "kdump-compressed", bytes: KdumpSample().bytes()),
      NamedSample(description: "kdump-compressed with erase information", bytes: kdump.bytes()),
      NamedSample(description: "flattened", bytes: KdumpSample().flattened()),
      NamedSample(description: "LiME", bytes: OtherSamples.lime(), canBeWhole: false),
      NamedSample(description: "AVML", bytes: OtherSamples.avml(), canBeWhole: false),
      NamedSample(description: "minidump", bytes: OtherSamples.minidump(), canBeWhole: false),
    ]
  }()

  static let all = windows + withDriverData + others
}
