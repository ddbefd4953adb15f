import Glibc
import Testing

/// The answer for the machine that the tests run on, against a calculation by other means.
@Suite("this machine", .serialized)
struct LiveMachineTests {
  /// What a shell makes of `/proc` and `/sys`.
  struct Calculation {
    let memory: UInt64
    let required: UInt64
    /// The largest area on the boot volume; `nil` where the shell cannot tell whether an area is on it.
    let backing: UInt64?

    var shortfall: UInt64? { backing.map { required > $0 ? required - $0 : 0 } }

    init() throws {
      let total = try Self.number("echo $(($(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) * 1024))")
      let firmware = try Self.number(
        """
        sum=0
        for e in /sys/firmware/memmap/*/; do
          [ -r "$e/type" ] || continue
          [ "$(cat "$e/type")" = "System RAM" ] || continue
          sum=$((sum + $(cat "$e/end") - $(cat "$e/start") + 1))
        done
        echo $sum
        """)
      let blocks = try Self.number(
        """
        d=/sys/devices/system/memory
        [ -r $d/block_size_bytes ] || { echo 0; exit; }
        echo $(($(grep -lx 1 $d/memory*/online | wc -l) * 0x$(cat $d/block_size_bytes)))
        """)
      // Blocks stand in where there is no map, and show what was added while running.
      memory = firmware == 0 ? max(total, blocks) : max(total, firmware)
      required = ((memory + (1 << 20) - 1) / (1 << 20) + 1) << 20
      let areas = try Self.text(
        """
        disks() { lsblk -nso NAME,TYPE "$1" | awk '$NF == "disk" { print $1 }' | tr -cd 'a-z0-9\\n' | sort -u; }
        tail -n +2 /proc/swaps | while read -r path type size rest; do
          case $path in /dev/zram*) continue ;; esac
          if [ "$type" = file ]; then
            [ "$(stat -c %d "$path")" = "$(stat -c %d /)" ] || continue
          else
            root=$(findmnt -no SOURCE / | sed 's/\\[.*//')
            own=$(disks "$path") && boot=$(disks "$root") && [ -n "$boot" ] || { echo unknown; continue; }
            [ "$own" = "$boot" ] || continue
          fi
          echo $((size * 1024))
        done
        """)
      let sizes = areas.split(separator: "\n")
      backing = sizes.contains("unknown") ? nil : sizes.compactMap { UInt64($0) }.max() ?? 0
    }

    private static func text(_ script: String) throws -> String {
      let ending = try Program.shell.run(["-c", script])
      guard ending.code == 0 else { throw Trouble("the calculation failed: \(ending.errors)") }
      return ending.output
    }

    private static func number(_ script: String) throws -> UInt64 {
      guard let number = UInt64(try text(script).split(separator: "\n").first ?? "") else {
        throw Trouble("the calculation gave no number")
      }
      return number
    }
  }

  /// What `check --json` says of this machine.
  private func answer() throws -> JSONValue {
    let ending = try dumpctl(["check", "local", "--json", "--config", "dumpwarden.toml"], in: .localOnly)
    return try #require(JSONValue(ending.output)["hosts"]?.list.first)
  }

  private func agree(_ answer: JSONValue, _ calculation: Calculation) {
    #expect(answer["source"]?.string == "local")
    #expect(answer["memory_bytes"]?.number == calculation.memory)
    #expect(answer["required_bytes"]?.number == calculation.required)
    guard let backing = calculation.backing, let shortfall = calculation.shortfall else { return }
    #expect(answer["backing"]?["bytes"]?.number == backing)
    #expect(answer["shortfall_bytes"]?.number == shortfall)
    #expect(answer["holds_complete"]?.string == (shortfall == 0 ? "yes" : "no"))
    #expect(answer["status"]?.string == (shortfall == 0 ? "ok" : "warning"))
  }

  @Test("is judged as a hand calculation judges it")
  func asItIs() throws { agree(try answer(), try Calculation()) }

  @Test("is judged so with a real swap file on too, and that file is what counts")
  func withSwapFile() throws {
    let name = "a real swap file"
    guard geteuid() == 0 else { return Requirement.isMissing("swapon needs root", name) }
    let before = try Calculation()
    let file = "/dumpwarden-test-\(getpid()).swap"
    defer {
      _ = try? Program.shell.run(["-c", "swapoff \"$0\"; rm -f \"$0\"", file])
    }
    let made = try Program.shell.run(
      [
        "-c",
        "umask 077 && dd if=/dev/zero of=\"$0\" bs=1M count=64 2>/dev/null && mkswap -q \"$0\" && swapon \"$0\"",
        file,
      ])
    guard made.code == 0 else {
      return Requirement.isMissing("no swap file can be switched on: \(made.errors)", name)
    }
    let with = try Calculation()
    let size: UInt64 = (64 << 20) - UInt64(sysconf(Int32(_SC_PAGESIZE)))
    if let backing = before.backing { #expect(with.backing == max(backing, size)) }
    let found = try answer()
    agree(found, with)
    if before.backing ?? 0 < size { #expect(found["backing"]?["path"]?.string == file) }

    #expect(try Program.shell.run(["-c", "swapoff \"$0\"", file]).code == 0)
    agree(try answer(), before)
  }
}
