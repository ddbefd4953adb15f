import Sizing
import Testing

@testable import Inventory

@Suite("files from elsewhere with bytes changed")
struct ImportMutationTests {
  static let seeds:
    [(name: String, bytes: [UInt8], read: @Sendable ([UInt8]) throws(ImportFailure) -> ImportedFacts)] = [
      (
        "windows-facts", (try? Collected.file("powershell-5.1-out-file-utf8.json")) ?? [],
        { (bytes) throws(ImportFailure) in try readWindowsFacts(bytes: bytes, file: "f", now: Collected.now) }
      ),
      (
        "windows-facts in UTF-16", (try? Collected.file("powershell-5.1-redirected.json")) ?? [],
        { (bytes) throws(ImportFailure) in try readWindowsFacts(bytes: bytes, file: "f", now: Collected.now) }
      ),
      (
        "libvirt", Array(LibvirtTests.domain.utf8),
        { (bytes) throws(ImportFailure) in
          try readLibvirtDomain(bytes: bytes, file: "f", written: Collected.now)
        }
      ),
      (
        "an export", Array(RegistryExportTests.export.utf8),
        { (bytes) throws(ImportFailure) in
          try readRegistryExport(bytes: bytes, file: "f", name: "A", written: Collected.now)
        }
      ),
    ]

  @Test("are read or refused, and what is read can be kept and read back", arguments: seeds.indices)
  func mutated(index: Int) throws {
    let (name, original, read) = Self.seeds[index]
    try #require(!original.isEmpty)
    var random = SeededGenerator(seed: UInt64(index) + 1)
    var accepted = 0
    for _ in 0..<400 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.remove(at: place)
        default: bytes.insert(UInt8(ascii: "9"), at: place)
        }
      }
      if Int.random(in: 0...9, using: &random) == 0 {
        bytes.removeSubrange(Int.random(in: 0..<bytes.count, using: &random)...)
      }
      do throws(ImportFailure) {
        let imported = try read(bytes)
        accepted += 1
        let back = readHostFile(path: "x.json", bytes: Array(hostFileText(imported.facts).utf8))
        #expect(back.diagnostics.isEmpty, "\(name): \(back.diagnostics)")
      } catch {
        #expect(!error.diagnostics.isEmpty)
        #expect(error.diagnostics.allSatisfy { $0.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } })
      }
    }
    #expect(accepted > 0)
  }
}
