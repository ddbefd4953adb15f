import Glibc
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

/// The configuration that the low bits of the first byte choose, since of several the first counts; those above
/// say what is wanted.
let configurations = ["/etc/kdump.conf", "/etc/default/kdump-tools", "/etc/sysconfig/kdump", ""]

/// What the parts of an input are, which a NUL parts; the configuration is the first.
let parts = [
  "/proc/cmdline", "/proc/iomem", "/etc/os-release", "/proc/self/mountinfo", "/proc/meminfo", "/proc/swaps",
  "/statvfs.tsv", "/proc/sys/kernel/panic", "/sys/kernel/kexec_crash_size",
]

/// What `crashkernel=` asks for is never more than a size can be, and the same however often it stands there.
func checkCrashkernel(_ text: String) {
  let once = Crashkernel(parsing: text)
  hold(once == Crashkernel(parsing: text + " " + text), "said twice it is something else")
  for memory in [Bytes.zero, .mebibytes(1), .gibibytes(8), .max] {
    guard case .asks(let size) = once.outcome(memory: memory) else { continue }
    hold(size > .zero && size <= .max, "asks for \(size)")
  }
}

func checkReasons(_ facts: HostFacts) {
  let kdump = facts.kdump
  let reasons = [
    kdump.tools.reason, kdump.isInstalled.reason, kdump.isEnabled.reason, kdump.crashkernel.reason,
    kdump.reserved.reason, kdump.target.reason, kdump.path.reason, kdump.free.reason, kdump.leftFree.reason,
    kdump.level.reason, kdump.failureAction.reason, kdump.panicTimeout.reason, facts.memory.visible.reason,
    facts.swap.reason, facts.volumes.reason,
  ]
  for reason in reasons { hold(reason.map(isSafe) ?? true, reason ?? "") }
  hold((0...31).contains(kdump.level.value ?? 0), "level")
}

/// Whatever the files hold: facts with reasons that can be shown, which can be judged.
func check(_ input: [UInt8], _ folder: Folder) {
  guard let first = input.first else { return }
  var texts = input.dropFirst().split(separator: 0, omittingEmptySubsequences: false)[...]
  let configuration = texts.popFirst() ?? []
  for (place, path) in configurations.enumerated() where !path.isEmpty {
    folder.put(path, place == Int(first) % configurations.count ? Array(configuration) : nil)
  }
  for path in parts { folder.put(path, texts.popFirst().map(Array.init)) }

  let facts = Machine(root: folder.path).facts(name: "A", now: now)
  checkReasons(facts)
  checkCrashkernel(facts.kdump.crashkernel.value ?? "")
  checkCrashkernel(String(decoding: configuration, as: UTF8.self))
  checkJudged(facts, wanting: first / 8)
}

let folder = Folder()
// libFuzzer leaves by exit().
atexit { folder.remove() }
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = withUnsafeMutablePointer(to: &arguments) { arguments in
  runDriver(&count, arguments) { bytes, count in
    check(Array(UnsafeBufferPointer(start: bytes, count: count)), folder)
    return 0
  }
}
