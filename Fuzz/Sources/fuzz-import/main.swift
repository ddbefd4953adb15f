import Inventory
import Promises
import Sizing

/// libFuzzer's own main, to be called by ours: SwiftPM renames `main`, and so the usual entry point clashes.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What an input is read as, which the low bits of its first byte say; those above say what is wanted.
enum Format: CaseIterable {
  case windowsFacts, registryExport, domain, json, ndjson, toml
}

func imported(_ format: Format, _ bytes: [UInt8]) throws(ImportFailure) -> ImportedFacts? {
  switch format {
  case .windowsFacts: try readWindowsFacts(bytes: bytes, file: "f", now: now)
  case .registryExport: try readRegistryExport(bytes: bytes, file: "f", name: "A", written: now)
  case .domain: try readLibvirtDomain(bytes: bytes, file: "f", written: now)
  case .json, .ndjson, .toml: nil
  }
}

/// Whatever the bytes are: facts that can be kept, read back and judged, or messages that are safe to show.
func check(_ input: [UInt8]) {
  guard let first = input.first else { return }
  let format = Format.allCases[Int(first % 8) % Format.allCases.count]
  let bytes = Array(input.dropFirst())
  do throws(ImportFailure) {
    if let read = try imported(format, bytes) {
      checkMessages(read.warnings)
      checkKept(read.facts)
      checkJudged(read.facts, wanting: first / 8)
      return
    }
  } catch {
    hold(!error.diagnostics.isEmpty, "refused without a word")
    return checkMessages(error.diagnostics)
  }
  let file = readHostFile(path: "f.\(format)", bytes: bytes)
  checkMessages(file.diagnostics)
  for host in file.hosts {
    if host.unreadable == nil { checkKept(host) }
    checkJudged(host, wanting: first / 8)
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
