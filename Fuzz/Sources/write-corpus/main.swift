import DumpSamples
import Glibc

/// A sample's headers, and its whole length: what the fuzzer starts from.
func seeds() -> [(name: String, input: FuzzInput)] {
  var seeds: [(String, FuzzInput)] = []
  for kind in WindowsSample.Kind.allCases {
    for isWide in [true, false] where isWide || kind.rawValue < 8 {
      // Few pages, so that the whole file is within the zeros that an input may claim behind its bytes.
      var sample = WindowsSample(kind, pages: 12)
      sample.isWide = isWide
      sample.smallSize = sample.headerLength + 0x400
      let bytes = sample.bytes()
      // 256 bytes of a second header hold its bitmap or list; the pages are never read.
      let headers = kind == .small ? bytes.count : min(sample.headerLength + 256, bytes.count)
      seeds.append(
        (
          "windows-\(isWide ? 64 : 32)-\(kind)",
          FuzzInput(bytes: Array(bytes[..<headers]), length: UInt64(bytes.count))
        ))
    }
  }
  var narrow = ElfSample()
  narrow.isWide = false
  var counted = ElfSample()
  counted.countsInSection = true
  for (name, sample) in [("elf-64", ElfSample()), ("elf-32", narrow), ("elf-counted", counted)] {
    let bytes = sample.bytes()
    seeds.append((name, FuzzInput(bytes: Array(bytes[..<512]), length: UInt64(bytes.count))))
  }
  var kdump = KdumpSample()
  kdump.pages = 4
  let compressed = kdump.bytes()
  seeds.append(("kdump", FuzzInput(bytes: Array(compressed[..<16_512]), length: UInt64(compressed.count))))
  var stream = Array(kdump.flattened()[..<4112])
  stream.putBigEndian(UInt64(8), at: 4104)
  stream += [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 0xFF, count: 16)
  for (name, bytes) in [
    ("flattened", stream), ("lime", OtherSamples.lime()), ("avml", OtherSamples.avml()),
    ("minidump", OtherSamples.minidump()),
  ] {
    seeds.append((name, FuzzInput(bytes: bytes, length: UInt64(bytes.count))))
  }
  return seeds
}

guard CommandLine.arguments.count == 2 else {
  print("usage: write-corpus DIRECTORY")
  exit(64)
}
for seed in seeds() {
  let path = "\(CommandLine.arguments[1])/\(seed.name)"
  guard let file = fopen(path, "w") else {
    perror(path)
    exit(74)
  }
  let bytes = seed.input.encoded
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else {
    perror(path)
    exit(74)
  }
}
