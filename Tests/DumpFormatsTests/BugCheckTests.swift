@testable import DumpFormats
import Testing

@Suite("The table of bug checks")
struct BugCheckTests {
  @Test("is sorted, and has each code once")
  func sorted() {
    let codes = BugCheck.names.map(\.code)
    #expect(zip(codes, codes.dropFirst()).allSatisfy { $0 < $1 })
    #expect(codes.count >= 200)
    for entry in BugCheck.names {
      #expect(BugCheck(code: entry.code, parameters: []).name == entry.name)
      #expect(entry.name.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 })
    }
  }

  @Test(
    "knows the names that people search for",
    arguments: [
      (0x0000_0001, "APC_INDEX_MISMATCH"), (0x0000_000A, "IRQL_NOT_LESS_OR_EQUAL"),
      (0x0000_001A, "MEMORY_MANAGEMENT"), (0x0000_003B, "SYSTEM_SERVICE_EXCEPTION"),
      (0x0000_0050, "PAGE_FAULT_IN_NONPAGED_AREA"), (0x0000_007E, "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED"),
      (0x0000_009F, "DRIVER_POWER_STATE_FAILURE"), (0x0000_00D1, "DRIVER_IRQL_NOT_LESS_OR_EQUAL"),
      (0x0000_00E2, "MANUALLY_INITIATED_CRASH"), (0x0000_00EF, "CRITICAL_PROCESS_DIED"),
      (0x0000_0101, "CLOCK_WATCHDOG_TIMEOUT"), (0x0000_0116, "VIDEO_TDR_FAILURE"),
      (0x0000_0124, "WHEA_UNCORRECTABLE_ERROR"), (0x0000_0133, "DPC_WATCHDOG_VIOLATION"),
      (0x0000_0139, "KERNEL_SECURITY_CHECK_FAILURE"), (0x0000_0161, "LIVE_SYSTEM_DUMP"),
      (0x1000_007E, "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED_M"), (0xDEAD_DEAD, "MANUALLY_INITIATED_CRASH1"),
    ] as [(UInt32, String)])
  func known(_ code: UInt32, _ name: String) {
    #expect(BugCheck(code: code, parameters: []).name == name)
  }

  @Test("has no name for what it does not know", arguments: [0, 0x83, 0x4D41_5454, 0xFFFF_FFFF] as [UInt32])
  func unknown(_ code: UInt32) {
    #expect(BugCheck(code: code, parameters: []).name == nil)
  }
}
