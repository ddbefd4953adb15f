import Inventory
import Sizing

/// libFuzzer's own main, to be called by ours: SwiftPM renames `main`, and so the usual entry point clashes.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

let now = Timestamp(seconds: 1_772_500_000)

/// The first byte says which importer reads the rest.
func read(_ input: [UInt8]) throws(ImportFailure) -> ImportedFacts {
  let rest = Array(input.dropFirst())
  return switch (input.first ?? 0) % 3 {
  case 0: try readWindowsFacts(bytes: rest, file: "f", now: now)
  case 1: try readRegistryExport(bytes: rest, file: "f", name: "A", written: now)
  default: try readLibvirtDomain(bytes: rest, file: "f", written: now)
  }
}

/// Whatever the bytes are: facts that can be kept and read back, or messages that are safe to show.
func check(_ input: [UInt8]) {
  do throws(ImportFailure) {
    let imported = try read(input)
    let text = hostFileText(imported.facts)
    precondition(text.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 }, "unsafe text")
    let back = readHostFile(path: "f.json", bytes: Array(text.utf8))
    precondition(back.diagnostics.isEmpty, "\(back.diagnostics)")
    precondition(back.hosts.first.map(hostFileText) == text, "it reads back as something else")
  } catch {
    precondition(!error.diagnostics.isEmpty, "refused without a word")
    for diagnostic in error.diagnostics {
      let message = diagnostic.description
      precondition(message.utf8.count < 2000 && message.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, message)
    }
  }
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = withUnsafeMutablePointer(to: &arguments) { arguments in
  runDriver(&count, arguments) { bytes, count in
    check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
}
