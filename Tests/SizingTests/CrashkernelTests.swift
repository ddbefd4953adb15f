import Testing

@testable import Sizing

@Suite("crashkernel=") struct CrashkernelTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let memory: Bytes
    let outcome: Crashkernel.Outcome
    var testDescription: String { "\(text) with \(memory)" }

    init(_ text: String, _ memory: Bytes, _ outcome: Crashkernel.Outcome) {
      (self.text, self.memory, self.outcome) = (text, memory, outcome)
    }

    init(_ text: String, _ outcome: Crashkernel.Outcome) { self.init(text, .gibibytes(8), outcome) }
  }

  static let rows = [
    Row("", .nothing),
    Row("64M", .asks(.mebibytes(64))),
    Row("64M@16M", .asks(.mebibytes(64))),
    Row("0x4000000@0", .asks(.mebibytes(64))),
    Row("0200000000", .asks(.mebibytes(32))),
    Row("65536k", .asks(.mebibytes(64))),
    Row("67108864", .asks(.mebibytes(64))),
    Row("1g", .asks(.gibibytes(1))),
    Row("0", .nothing),
    Row("auto", .notUnderstood),
    Row("64MB", .notUnderstood),
    Row("64M@", .notUnderstood),
    Row("64M@16M,high", .notUnderstood),
    Row("99999999999999999999", .notUnderstood),
    Row("99999999999E", .notUnderstood),
    Row("300M,high", .asks(.mebibytes(300))),
    Row("300M,high 72M,low", .asks(.mebibytes(372))),
    Row("72M,low", .notUnderstood),
    // One without a suffix goes before those with.
    Row("256M 300M,high 72M,low", .asks(.mebibytes(256))),
    Row("128M 4G,cma", .asks(.mebibytes(4224))),
    Row("4G,cma", .notUnderstood),
    Row("128M 256M", .asks(.mebibytes(256))),
    Row("128M auto", .notUnderstood),
    // The kernel's own example, at each of its edges.
    Row("512M-2G:64M,2G-:128M", .mebibytes(384), .nothing),
    Row("512M-2G:64M,2G-:128M", .mebibytes(512), .asks(.mebibytes(64))),
    Row("512M-2G:64M,2G-:128M", .mebibytes(1920), .asks(.mebibytes(64))),
    Row("512M-2G:64M,2G-:128M", .gibibytes(2), .asks(.mebibytes(128))),
    Row("512M-2G:64M,2G-:128M", .gibibytes(4096), .asks(.mebibytes(128))),
    Row("512M-2G:64M,2G-:128M@16M", .gibibytes(2), .asks(.mebibytes(128))),
    // What firmware keeps is made up for, up to 128 MB.
    Row("512M-2G:64M,2G-:128M", .mebibytes(2000), .asks(.mebibytes(128))),
    Row("512M-2G:64M,2G-:128M", .mebibytes(400), .asks(.mebibytes(64))),
    Row("1G-4G:0,4G-:128M", .gibibytes(2), .nothing),
    Row("2G-1G:64M", .notUnderstood),
    Row("1G:64M", .notUnderstood),
    Row("1G-2G:64M,", .notUnderstood),
    Row("-2G:64M", .notUnderstood),
    Row("1G-:", .notUnderstood),
    Row("0-:18446744073709551615 18446744073709551615,cma", .asks(.max)),
  ]

  @Test("is read as the kernel reads it", arguments: rows)
  func read(row: Row) {
    #expect(Crashkernel(parsing: row.text).outcome(memory: row.memory) == row.outcome)
  }

  @Test("of a stranger never traps, and asks for something only where a number is")
  func hostile() {
    var random = SeededGenerator(seed: 41)
    let letters = Array("0123456789kmgtpeKMGTPExX-:,@ ,high,low,cma\u{7f}é".unicodeScalars)
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...24, using: &random) { text.unicodeScalars.append(random.pick(letters)) }
      for memory in [Bytes.zero, .gibibytes(3), .max] {
        if case .asks(let size) = Crashkernel(parsing: text).outcome(memory: memory) {
          #expect(size > .zero && text.utf8.contains { (0x30...0x39).contains($0) }, "\(text)")
        }
      }
    }
  }
}
