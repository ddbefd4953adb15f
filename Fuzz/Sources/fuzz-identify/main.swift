import DumpFormats
import DumpSamples
import Sizing

/// libFuzzer's own main, to be called by ours: SwiftPM renames `main`, and so the usual entry point clashes.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// One line of printable ASCII: nothing from the file reaches a terminal in another form.
func isSafe(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

/// Whatever the bytes are: an answer that keeps its promises, at a bounded cost.
func check(_ input: FuzzInput) {
  let source = FuzzSource(input, length: input.length)
  let answer = identify(source, isSettled: input.isSettled)
  precondition(source.calls <= 200_000, "\(source.calls) calls")
  precondition(!answer.reason.isEmpty && isSafe(answer.reason), "reason: \(answer.reason)")
  precondition(answer.comment.map(isSafe) ?? true, "comment")
  precondition(answer.notes.allSatisfy(isSafe), "notes: \(answer.notes)")
  precondition(answer.machine.map(isSafe) ?? true, "machine")
  precondition((0...100).contains(answer.percentThere ?? 0), "percentage")
  precondition((answer.percentThere == 100) == (answer.state == .whole), "percentage of \(answer.state)")
  guard answer.state == .whole else { return }
  guard let expected = answer.expected?.bytes.count, expected <= input.length, expected > 0 else {
    preconditionFailure("whole without a length, or beyond the file's")
  }
  // Any shorter file is no whole one: cut close to the end, and anywhere.
  for length in [expected - 1, expected / 65_536 * UInt64(input.cut), UInt64(input.cut)]
  where length < expected {
    // What a converter miscounts by one page looks the same as a page that was cut off.
    if answer.format == .windowsDump32, length == expected - 4096 { continue }
    let cut = identify(FuzzSource(input, length: length), isSettled: input.isSettled)
    precondition(cut.state != .whole, "cut from \(expected) to \(length) and still whole")
  }
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = withUnsafeMutablePointer(to: &arguments) { arguments in
  runDriver(&count, arguments) { bytes, count in
    if let input = FuzzInput(encoded: Array(UnsafeBufferPointer(start: bytes, count: count))) { check(input) }
    return 0
  }
}
