import Sizing
import Testing

@Suite struct WorkedFiguresTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let gibibytes: UInt64
    let plus1, plus257, plus300, exact: UInt64
    let slow, fast: Double
    var testDescription: String { name }
  }

  static let table = [
    Row(
      name: "4 GiB", gibibytes: 4, plus1: 4097, plus257: 4353, plus300: 4396, exact: 4353, slow: 0.7,
      fast: 0.1),
    Row(
      name: "16 GiB", gibibytes: 16, plus1: 16385, plus257: 16641, plus300: 16684, exact: 16641, slow: 2.7,
      fast: 0.5),
    Row(
      name: "64 GiB", gibibytes: 64, plus1: 65537, plus257: 65793, plus300: 65836, exact: 65795, slow: 10.9,
      fast: 2.2),
    Row(
      name: "256 GiB", gibibytes: 256, plus1: 262_145, plus257: 262_401, plus300: 262_444, exact: 262_409,
      slow: 43.7,
      fast: 8.7),
    Row(
      name: "1 TiB", gibibytes: 1024, plus1: 1_048_577, plus257: 1_048_833, plus300: 1_048_876,
      exact: 1_048_865,
      slow: 174.8, fast: 35.0),
    Row(
      name: "2 TiB", gibibytes: 2048, plus1: 2_097_153, plus257: 2_097_409, plus300: 2_097_452,
      exact: 2_097_473,
      slow: 349.5, fast: 69.9),
  ]

  @Test("the worked table of the reference comes out to the MB", arguments: table)
  func worked(row: Row) {
    let sizes = SizeFigures(ram: .gibibytes(row.gibibytes))
    #expect(sizes.required == .mebibytes(row.plus1))
    #expect(sizes.recommended == .mebibytes(row.plus257))
    #expect(sizes.safe == .mebibytes(row.plus300))
    #expect(sizes.exact == .mebibytes(row.exact))
    #expect(sizes.advised == .mebibytes(max(row.plus300, row.exact)))
    #expect(abs(Double(sizes.writeSeconds(megabytesPerSecond: 100)) / 60 - row.slow) < 0.06)
    #expect(abs(Double(sizes.writeSeconds(megabytesPerSecond: 500)) / 60 - row.fast) < 0.06)
  }

  @Test("Microsoft's example of write times: 1024 GB take 10485 s at 100 MB/s and 2097 s at 500 MB/s")
  func writeTime() {
    let sizes = SizeFigures(ram: .gibibytes(1024))
    #expect(sizes.writeSeconds(megabytesPerSecond: 100) == 10485)
    #expect(sizes.writeSeconds(megabytesPerSecond: 500) == 2097)
    #expect(sizes.writeSeconds(megabytesPerSecond: 0) == 0)
  }

  @Test("every dump type but none has a need, and where sources disagree all figures stand")
  func needs() {
    let needs = SizeFigures(ram: .gibibytes(64)).needs
    #expect(needs.map(\.type) == [.small, .kernel, .automatic, .active, .complete])
    let kernel = needs[1]
    #expect(kernel.atMost == .mebibytes(65664))
    #expect(kernel.typical == .mebibytes(21846))
    #expect(needs[4].figures.map(\.bytes) == [65537, 65636, 65793, 65836].map { Bytes.mebibytes($0) })
    for need in needs { #expect(need.figures.map(\.bytes) == need.figures.map(\.bytes).sorted()) }
  }

  @Test("the largest sizes do not overflow", arguments: [0, 1, 1 << 20, (1 << 62) - 1, 1 << 62] as [UInt64])
  func extremes(count: UInt64) {
    let sizes = SizeFigures(ram: Bytes(clamping: count))
    #expect(sizes.advised >= sizes.required)
    #expect(sizes.needs.count == 5)
  }

  @Test("the sample of the reference gets the verdict that the reference expects")
  func sample() throws {
    var host = HostFacts.windows(
      memory: Bytes(clamping: 67_073_264 * 1024), pagefile: 16384, maximum: 81920,
      free: Bytes(clamping: 41_231_686_041))
    host.memory.installed = .known(Bytes(clamping: 68_719_476_736))
    host.volumes = .known([
      Volume(
        id: "C:", isBoot: true, size: .known(Bytes(clamping: 136_365_211_648)),
        free: .known(Bytes(clamping: 41_231_686_041)))
    ])
    let found = host.assessed(.asConfigured)
    #expect(found.status == .critical)
    #expect(found.holdsComplete == .no)
    #expect(found.canWrite == .no)
    #expect(found.canSave == .no)
    #expect(found.required == .known(.mebibytes(65503)))
    #expect(found.advised == .known(.mebibytes(65836)))
    let initial = try #require(found.finding("SIZ-INITIAL-NOT-MAX"))
    #expect(initial.severity == .critical)
    #expect(initial.message.contains("16384 MB"))
    #expect(initial.message.contains("65502 MB"))
    #expect(initial.message.contains("81920 MB does not count"))
    #expect(found.findings.first?.rule == "SIZ-INITIAL-NOT-MAX")
    let room = try #require(found.finding("EXT-SAME-VOLUME"))
    #expect(room.severity == .warning)
    #expect(room.message.contains("39321 MB free"))
  }

  @Test("SQL07 of the first screen needs 65502 MB and is 49118 MB short")
  func firstScreen() {
    let found = HostFacts.windows(memory: .mebibytes(65501), pagefile: 16384, maximum: 81920).assessed()
    #expect(found.required == .known(.mebibytes(65502)))
    #expect(found.shortfall == .known(.mebibytes(49118)))
    #expect(found.required.value?.asTyped == "65502 MB (64.0 GiB)")
  }
}
