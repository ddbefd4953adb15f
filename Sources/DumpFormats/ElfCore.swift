internal import Sizing

/// An ELF core: `dump-guest-memory` of QEMU, `/proc/vmcore`, VirtualBox, Xen, or one process.
enum ElfCore {
  static let mark: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

  static func identify(_ first: Window, _ source: some ByteSource, isSettled: Bool) -> Identification {
    var answer = Identification(
      format: .unknown, state: .unknown, reason: "it begins like an ELF file and ends before its type",
      size: Bytes(clamping: source.length))
    guard first.count >= 0x14 else { return answer }
    do throws(Refusal) {
      guard let layout = ElfLayout(first) else { throw .notVerifiable("an ELF file of an unknown class") }
      let window = Window(first.bytes, isBigEndian: layout.isBigEndian)
      guard try window.u16(0x10) == 4 else { throw .notVerifiable("an ELF file, but not a core") }
      answer.format = .elfCore
      let machine = try window.u16(0x12)
      answer.machine = machineName(machine)
      guard first.count >= layout.headerLength else {
        throw .endsBefore(UInt64(layout.headerLength), what: "the ELF header")
      }
      let header = try ElfHeader(window, layout, source)
      let segments = try ElfSegments(header, layout, source)
      describe(&answer, segments, layout, source)
      // makedumpfile's word for "no space left"; elsewhere the bit means other things.
      guard header.flags & 1 == 0 || ![3, 62, 183].contains(machine) else {
        answer.state = .partial
        answer.percentThere = 0
        answer.reason = "its writer ran out of space and marked it as incomplete"
        return answer
      }
      let end = max(segments.end, ElfSections.end(window, layout, source))
      try judge(&answer, segments, end: end, source, isSettled: isSettled)
    } catch {
      answer.refuse(error)
    }
    return answer
  }

  private static func judge(
    _ answer: inout Identification, _ segments: ElfSegments, end: UInt64, _ source: some ByteSource,
    isSettled: Bool
  ) throws(Refusal) {
    answer.expected = .init(bytes: Bytes(clamping: end), isExact: false)
    guard source.length >= end else {
      answer.lacksTail(there: source.length, of: end)
      return
    }
    // Linux leaves zero pages of a process out as holes, so only memory that is one hole altogether is missing.
    if let memory = segments.memoryStart, try (source.data(from: memory) ?? .max) >= segments.end {
      throw .notArrived("it has its full length, but all of its memory is a hole", at: memory)
    }
    guard try answer.hasArrived(in: source, from: segments.start, to: segments.end, isSettled: isSettled)
    else {
      return
    }
    if source.length > end {
      answer.notes.append("\(source.length - end) bytes follow the last segment")
    }
    answer.isWhole(of: end)
  }

  private static func describe(
    _ answer: inout Identification, _ segments: ElfSegments, _ layout: ElfLayout, _ source: some ByteSource
  ) {
    guard let origin = ElfOrigin(segments, layout, source) else { return }
    answer.notes.append(origin.rawValue)
    if origin != .process, let pages = segments.physicalBytes {
      answer.memory = Bytes(clamping: pages)
      answer.memoryBasis = "the sizes of the memory segments"
    }
  }

  private static func machineName(_ code: UInt16) -> String? {
    switch code {
    case 3: "x86"
    case 20: "ppc"
    case 21: "ppc64"
    case 22: "s390x"
    case 40: "arm"
    case 62: "amd64"
    case 183: "arm64"
    case 243: "riscv64"
    default: nil
    }
  }
}
