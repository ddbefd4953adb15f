import Sizing
import Testing

/// Who writes the dump of a guest, and whether anybody does.
@Suite struct HypervisorTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let by: DumpWriter
    var pagefile: UInt64 = 65836
    var device: String?
    var onCrash: String?
    var free: UInt64?
    let write: Answer
    let status: Status
    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(
      name: "guest, no panic device", by: .guest, device: "none", onCrash: "destroy", write: .yes, status: .ok
    ),
    Row(
      name: "guest, stopped", by: .guest, device: "hyperv", onCrash: "destroy", write: .no, status: .critical),
    Row(
      name: "guest, stopped, though the hypervisor dumps", by: .guest, device: "hyperv",
      onCrash: "coredump-restart", free: 500, write: .no, status: .critical),
    Row(name: "guest, perhaps stopped", by: .guest, device: "hyperv", write: .unknown, status: .unknown),
    Row(
      name: "hypervisor, room and told", by: .hypervisor, pagefile: 1, device: "hyperv",
      onCrash: "coredump-restart", free: 65, write: .yes, status: .ok),
    Row(
      name: "hypervisor, the policy's word and room", by: .hypervisor, pagefile: 1, free: 65, write: .yes,
      status: .ok),
    Row(
      name: "hypervisor, no room", by: .hypervisor, device: "hyperv", onCrash: "coredump-restart", free: 64,
      write: .no, status: .critical),
    Row(name: "hypervisor, room not given", by: .hypervisor, write: .unknown, status: .unknown),
    Row(
      name: "hypervisor, not told", by: .hypervisor, device: "hyperv", onCrash: "restart", free: 500,
      write: .no,
      status: .critical),
    Row(
      name: "hypervisor, not told, room not given", by: .hypervisor, device: "none", write: .no,
      status: .critical),
    Row(
      name: "hypervisor, kept for a person", by: .hypervisor, device: "hyperv", onCrash: "preserve",
      free: 500,
      write: .yes, status: .ok),
    Row(name: "either, the guest can", by: .either, write: .yes, status: .ok),
    Row(
      name: "either, the guest cannot, the hypervisor does", by: .either, pagefile: 1, device: "hyperv",
      onCrash: "coredump-destroy", free: 65, write: .yes, status: .ok),
    Row(
      name: "either, the guest is stopped, the hypervisor does", by: .either, device: "hyperv",
      onCrash: "coredump-restart", free: 65, write: .yes, status: .ok),
    Row(
      name: "either, the guest is stopped and nobody dumps", by: .either, device: "hyperv",
      onCrash: "destroy",
      free: 500, write: .no, status: .critical),
    Row(
      name: "either, the guest cannot and nothing is known of the hypervisor", by: .either, pagefile: 1,
      write: .no, status: .critical),
  ]

  @Test("the dump is written by whom the policy names, or it is said why not", arguments: rows)
  func writer(row: Row) {
    var host = HostFacts.windows(memory: .gibibytes(64), pagefile: row.pagefile)
    host.platform.kind = .known("kvm")
    if let device = row.device { host.platform.panicDevice = .known(device) }
    if let word = row.onCrash { host.platform.onCrash = .known(word) }
    if let free = row.free { host.platform.dumpFree = .known(.gibibytes(free)) }
    let found = host.assessed(.complete, by: row.by)
    #expect(found.canWrite == row.write)
    #expect(found.status == row.status, "\(found.findings.map(\.message))")
  }

  @Test("no rule about the guest's files speaks where the hypervisor writes")
  func noGuestRules() {
    var host = HostFacts.windows(memory: .gibibytes(64), pagefile: 1, free: .zero)
    host.platform.dumpFree = .known(.gibibytes(500))
    let found = host.assessed(.complete, by: .hypervisor)
    #expect(found.findings.isEmpty)
    #expect(found.canSave == .unknown)
    #expect(found.backing == Backing(kind: .hypervisor, bytes: .known(.gibibytes(500))))
  }

  @Test("nothing else is asked of a Linux guest of which the hypervisor writes the dump")
  func linux() {
    var host = HostFacts.linux(memory: .gibibytes(64), swap: [])
    host.platform.dumpFree = .known(.mebibytes(65536))
    #expect(host.assessed(.complete, by: .hypervisor).status == .critical)
    host.platform.dumpFree = .known(.mebibytes(65537))
    #expect(host.assessed(.complete, by: .hypervisor).canWrite == .yes)
    #expect(host.assessed(.complete, by: .hypervisor).status == .ok)
  }
}
