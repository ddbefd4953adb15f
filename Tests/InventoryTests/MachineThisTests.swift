import Glibc
import Sizing
import Testing

@testable import Inventory

@Suite("this machine")
struct MachineThisTests {
  @Test("its memory is what the firmware's map adds up to by other means, or MemTotal where that is more")
  func memory() throws {
    let facts = Machine().facts().memory
    let total = try #require(shell("awk '/^MemTotal:/ { print $2 }' /proc/meminfo").flatMap(UInt64.init))
    let map = shell(
      """
      test -d /sys/firmware/memmap || exit 1
      for e in /sys/firmware/memmap/*; do
        read -r type <$e/type; read -r start <$e/start; read -r end <$e/end
        if [ "$type" = "System RAM" ]; then echo "$((end - start + 1))"; fi
      done
      """)
    let ranges = (map ?? "").split(separator: "\n").compactMap { UInt64($0) }
    try #require(
      !ranges.isEmpty || access("/sys/firmware/memmap", F_OK) != 0, "the map could not be read by other means"
    )
    guard !ranges.isEmpty else {
      #expect(facts.source != "/sys/firmware/memmap")
      return
    }
    let sum = ranges.reduce(0, +)
    #expect(facts.visible.value?.count == max(sum, total * 1024))
    #expect(facts.source == (sum >= total * 1024 ? "/sys/firmware/memmap" : "MemTotal"))
  }

  @Test("its boot volume has the size that df gives")
  func bootVolume() throws {
    let volumes = try #require(Machine().facts().volumes.value)
    let boot = try #require(volumes.first { $0.isBoot == true })
    #expect(boot.id == "/")
    #expect(volumes.filter { $0.isBoot == true }.count == 1)
    let size = try #require(shell("df -B1 --output=size / | tail -n 1").flatMap(UInt64.init))
    #expect(boot.size.value?.count == size)
    let free = try #require(boot.free.value?.count)
    #expect(free > 0 && free <= size)
  }

  @Test("its swap areas are those that /proc/swaps lists, with their sizes")
  func swap() throws {
    // Others may switch an area on or off meanwhile.
    for _ in 0..<5 {
      let areas = try #require(Machine().facts().swap.value)
      let listed = try #require(shell("tail -n +2 /proc/swaps | awk '{ print $1, $3 }'"))
      guard areas == Machine().facts().swap.value else { continue }
      let found = areas.map { "\($0.path) \(($0.size.value?.count ?? 0) / 1024)" }
      #expect(found == listed.split(separator: "\n").map(String.init))
      return
    }
    Issue.record("swap changed during each of five looks")
  }

  @Test("its name is its host name, unless one is given")
  func name() {
    #expect(Machine().facts().name == shell("cat /proc/sys/kernel/hostname"))
    #expect(Machine().facts(name: "kvm01").name == "kvm01")
    #expect(Machine().facts().os == .linux)
    #expect(Machine().facts().source == "local")
  }

  /// What a command writes, without the last line's end; `nil` when it fails.
  private func shell(_ command: String) -> String? {
    guard let stream = popen(command, "r") else { return nil }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let got = fread(&piece, 1, piece.count, stream), got > 0 { output += piece.prefix(got) }
    guard pclose(stream) == 0 else { return nil }
    while output.last == UInt8(ascii: "\n") || output.last == UInt8(ascii: " ") { output.removeLast() }
    return String(decoding: output.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
  }
}
