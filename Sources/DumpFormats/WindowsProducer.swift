/// Who wrote a Windows dump, as far as the header gives it away, and what follows from that.
enum WindowsProducer {
  /// Whether SystemTime is the moment of the crash or of the live dump.
  ///
  /// QEMU takes the header from the guest's driver, which made it when the guest started or resumed, and corrects
  /// other fields but not this one.
  static func meansCrashByTime(_ header: WindowsHeader) -> Bool {
    guard header.dumpType == 1 else { return true }
    return header.bugCheck?.code != 0x161 && !isByQEMU(header)
  }

  /// What a person should know of the producer.
  static func notes(_ header: WindowsHeader) -> [String] {
    var notes: [String] = []
    if let attributes = header.attributes {
      if attributes.contains(.insufficientDumpfileSize) {
        notes.append("Windows left pages out: its page file was too small")
      }
      if attributes.contains(.generatedOffline) { notes.append("made from raw memory afterwards") }
      if attributes.contains(.encryptedDumpData) {
        notes.append("its pages are encrypted: only the header can be read without the key")
      }
    }
    if header.time != nil, !meansCrashByTime(header) {
      notes.append("made by a hypervisor: its time is that of the guest's start, not of the crash")
    }
    switch header.bugCheck?.code {
    case 0: notes.append("bug check 0: no crash, a converter made it from memory")
    case 0x4D41_5454: notes.append("made by LiveCloudKd from a running guest: no crash")
    case TestDump.bugCheckCode where header.comment == TestDump.comment:
      notes.append("the dump of a self-test: no machine crashed")
    default: break
    }
    return notes
  }

  /// QEMU sets the padding behind NumberOfRuns and DumpType to 0 in a header that is otherwise the guest's, its
  /// padding filled with `PAGE`; and its RequiredDumpSpace is exact.
  private static func isByQEMU(_ header: WindowsHeader) -> Bool {
    guard header.layout.isWide, let pages = header.memory.pages,
      let afterRuns = try? header.window.u32(0x8C), let afterType = try? header.window.u32(0xF9C),
      let afterCode = try? header.window.u32(0x3C)
    else { return false }
    return afterRuns == 0 && afterType == 0 && afterCode == Fill.page32
      && header.requiredDumpSpace == header.length + pages * DumpBody.pageSize
  }
}
