import DumpFormats
import DumpSamples
import Sizing
import Testing

/// A file that is no Windows dump, and the answer.
struct OtherCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let format: Identification.Format
  let state: Identification.State
  let reason: String
  let bytes: @Sendable () -> [UInt8]

  init(
    _ testDescription: String, _ format: Identification.Format, _ state: Identification.State,
    _ reason: String,
    _ bytes: @escaping @Sendable () -> [UInt8]
  ) {
    self.testDescription = testDescription
    self.format = format
    self.state = state
    self.reason = reason
    self.bytes = bytes
  }

  static let plain = [
    OtherCase("nothing", .unknown, .unknown, "it is empty") { [] },
    OtherCase("a few letters", .unknown, .unknown, "too short to be a dump: 4 bytes") { Array("PAGE".utf8) },
    OtherCase("text", .unknown, .unknown, "not a dump that is known here") {
      Array("Lorem ipsum dolor".utf8)
    },
    OtherCase("text like a dump", .windowsDump32, .partial, "its header is incomplete: 19 of 4096") {
      Array("PAGEDUMP of printer".utf8)
    },
    OtherCase("a page of text like a dump", .unknown, .unknown, "its machine type is 0x504D5544") {
      Array(String(repeating: "PAGEDUMP line ", count: 400).utf8)
    },
    OtherCase("an archive", .unknown, .unknown, "compressed with zstd: unpack it to have it judged") {
      [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0, 0]
    },
    OtherCase("virsh dump without --memory-only", .unknown, .unknown, "a guest's state by virsh dump") {
      // As of a q35 machine of QEMU 7.2.
      Array("QEVM\0\0\0\u{03}\u{07}\0\0\0\u{0A}pc-q35-7.2\u{01}\0\0\0\u{03}\u{03}ram".utf8)
    },
    OtherCase("virsh save", .unknown, .unknown, "a guest's state by virsh save, which") {
      Array("LibvirtQemudSave".utf8)
    },
    OtherCase("a program", .unknown, .unknown, "an ELF file, but not a core") {
      var elf = ElfSample().bytes()
      elf.put(UInt16(3), at: 0x10)
      return elf
    },
  ]

  static let judged = [
    OtherCase("space ran out, ELF", .elfCore, .partial, "ran out of space") {
      var sample = ElfSample()
      sample.flags = 1
      return sample.bytes()
    },
    OtherCase("a flag of another machine", .elfCore, .whole, "every byte") {
      var sample = ElfSample()
      sample.machine = 243
      sample.flags = 1
      return sample.bytes()
    },
    OtherCase("a segment that wraps", .elfCore, .unknown, "a segment of 18446744073709551615 bytes") {
      var elf = ElfSample().bytes()
      elf.put(UInt64.max, at: 64 + 56 + 0x20)
      return elf
    },
    OtherCase("space ran out, kdump", .kdumpCompressed, .partial, "ran out of space") {
      var sample = KdumpSample()
      sample.status = 8
      return sample.bytes()
    },
    OtherCase("pages never written", .kdumpCompressed, .partial, "3 of its 16 pages were never written") {
      var sample = KdumpSample()
      sample.unwritten = 13..<16
      return sample.bytes()
    },
    OtherCase("zero pages at the end", .kdumpCompressed, .whole, "every byte") {
      var sample = KdumpSample()
      sample.endsWithZeroPages = true
      return sample.bytes()
    },
    OtherCase("a record of no bytes", .kdumpFlattened, .unknown, "a record of 0 bytes") {
      var stream = KdumpSample().flattened()
      stream.putBigEndian(UInt64(0), at: 4096 + 8)
      return stream
    },
    OtherCase(
      "a cut stream that ends with the mark's bytes", .kdumpFlattened, .partial, "before its end mark"
    ) {
      Array(KdumpSample().flattened().dropLast(40)) + [UInt8](repeating: 0xFF, count: 16)
    },
    OtherCase("LiME", .lime, .unknown, "LiME does not say how many") { OtherSamples.lime() },
    OtherCase("LiME, cut", .lime, .partial, "bytes are there") { OtherSamples.lime().dropLast(1) },
    OtherCase("AVML", .avml, .unknown, "AVML does not say how many") { OtherSamples.avml() },
    OtherCase("AVML, cut", .avml, .partial, "ends inside a block") { OtherSamples.avml().dropLast(1) },
    OtherCase("minidump", .minidump, .unknown, "a dump of one process") { OtherSamples.minidump() },
    OtherCase("minidump, cut", .minidump, .partial, "bytes are there") {
      OtherSamples.minidump().dropLast(1)
    },
  ]
}

@Suite("A file that is no Windows kernel dump")
struct OtherFormatTests {
  @Test("gets its own plain answer", arguments: OtherCase.plain + OtherCase.judged)
  func answered(_ row: OtherCase) {
    let answer = identified(row.bytes())
    #expect(answer.format == row.format)
    #expect(answer.state == row.state)
    #expect(answer.reason.contains(row.reason), "\(answer.reason)")
    #expect(answer.identity == nil)
  }

  @Test("tells what it can of a core")
  func elf() {
    let answer = identified(ElfSample().bytes())
    #expect(answer.machine == "amd64")
    #expect(answer.notes == ["written by QEMU"])
    #expect(answer.memory?.count == 4 * 4 * 4096)
  }

  @Test("virsh dump of QEMU 7.2: the names of its sections stand behind its memory, and are of it")
  func virshDump() throws {
    let header = try Captured.file("virsh-dump-qemu-7.2")
    let length = 67_372_627
    let file = header + [UInt8](repeating: 0, count: length - header.count)
    let answer = identified(file)
    #expect(answer.state == .whole, "\(answer.reason)")
    #expect(answer.expected?.bytes.count == UInt64(length))
    #expect(answer.notes == ["written by QEMU"])
    // The BIOS's 256 KiB below 4 GiB are memory too; no 64-bit system had been started.
    #expect(answer.memory?.count == 64 << 20 + 256 << 10)
    #expect(answer.machine == "x86")
    for lacking in [1, 11, 12, 1 << 20] {
      #expect(identified(Array(file.dropLast(lacking))).state == .partial, "\(lacking)")
    }
  }

  @Test("tells what it can of a kdump")
  func kdump() {
    let answer = identified(KdumpSample().bytes())
    #expect(answer.machine == "amd64")
    #expect(answer.processors == 4)
    #expect(answer.crashTime == Timestamp("2026-03-02T09:15:00Z"))
    #expect(!answer.crashTimeIsOfCrash)
    #expect(answer.notes == ["of db04, Linux 6.8.0-45-generic"])
  }
}
