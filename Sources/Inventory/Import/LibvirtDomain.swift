public import Sizing

/// Reads a domain of libvirt, from `virsh dumpxml`, `/etc/libvirt/qemu` or (in its `<domstatus>`) `/run/libvirt`.
///
/// A domain does not say when it was written down: `written` is when its file was.
public func importLibvirtDomain(path: String, name: String?, now: Timestamp) throws(ImportFailure)
  -> ImportedFacts
{
  let file = try ForeignFile(path: path, limit: 16 << 20)
  return try readLibvirtDomain(
    bytes: try file.bytes(), file: path, name: name, written: min(file.modified, now))
}

/// Reads a domain of libvirt.
public func readLibvirtDomain(
  bytes: [UInt8], file: String, name: String? = nil, written: Timestamp
) throws(ImportFailure) -> ImportedFacts {
  let tree = try XMLTree(bytes, file: file)
  guard let root = tree.root, let domain = root.name == "domstatus" ? root.child("domain") : root,
    domain.name == "domain"
  else {
    throw ImportFailure(
      file: file, at: tree.root?.position,
      "expected a domain of libvirt, <domain>, found <\(safeText(tree.root?.name ?? "", limit: 40))>")
  }
  var reader = LibvirtReader(file: file, written: written)
  reader.read(domain, name: name)
  guard reader.reading.errors.isEmpty else { throw ImportFailure(reader.reading.errors.inFileOrder()) }
  return ImportedFacts(kind: .libvirt, facts: reader.facts, warnings: reader.reading.warnings)
}

/// A domain on its way to a host's facts.
private struct LibvirtReader {
  var reading: ForeignReading
  var facts: HostFacts

  init(file: String, written: Timestamp) {
    reading = ForeignReading(file: file)
    facts = HostFacts(name: "", source: file, os: .windows)
    facts.collected = .known(written)
  }

  mutating func read(_ domain: XMLElement, name: String?) {
    let own = domain.child("name")
    facts.name = name ?? own?.text ?? ""
    if let problem = hostNameProblem(facts.name) {
      reading.note("name: \(problem)", at: own?.position ?? domain.position)
    }
    readSystem(domain)
    readMemory(domain)
    readPlatform(domain)
  }

  /// What is installed is for the guest to say; a domain tells it where its tool asked when it was made.
  private mutating func readSystem(_ domain: XMLElement) {
    let installed = domain.child("metadata")?.children.first { $0.name.hasSuffix(":libosinfo") }?
      .children.first { $0.name.hasSuffix(":os") }?[attribute: "id"]
    let isWindows = installed?.contains("microsoft.com") ?? (domain.child("features")?.child("hyperv") != nil)
    guard installed != nil || isWindows else { return }
    facts.os = isWindows ? .windows : .linux
    if let machine = domain.child("os")?.child("type")?[attribute: "arch"] {
      facts.architecture = .known(
        ["x86_64": "amd64", "i686": "x86", "aarch64": "arm64"][machine] ?? safeText(machine, limit: 40))
    }
    facts.given.formUnion(FactGroups(.os))
  }

  /// `memory` is what the guest boots with, the balloon (`currentMemory`) takes from it, `maxMemory` is what
  /// modules can be plugged up to.
  private mutating func readMemory(_ domain: XMLElement) {
    guard let memory = size(domain, "memory") else {
      if domain.child("memory") == nil { reading.note("the domain has no <memory>", at: domain.position) }
      return
    }
    let maximum = size(domain, "maxMemory")
    if let current = size(domain, "currentMemory"), current > memory {
      reading.note("currentMemory: \(current) is more than the memory of \(memory)", at: domain.position)
    }
    // Windows counts what the balloon has as in use, not as gone: the dump is of all of it.
    facts.memory.installed = .known(memory)
    facts.memory.maximum = .known(max(memory, maximum ?? memory))
    // A balloon that is there may be blown up at any time; that it is now is what can be seen.
    let current = size(domain, "currentMemory") ?? memory
    if current < memory || (maximum ?? memory) > memory { facts.memory.dynamic = .known(true) }
    if domain.child("devices")?.child("memballoon")?[attribute: "model"] == "none", maximum == nil {
      facts.memory.dynamic = .known(false)
    }
    facts.given.formUnion(FactGroups(.memory))
  }

  private mutating func size(_ domain: XMLElement, _ name: String) -> Bytes? {
    guard let element = domain.child(name) else { return nil }
    let units: [String: UInt64] = [
      "b": 1, "bytes": 1, "KB": 1000, "k": 1 << 10, "KiB": 1 << 10, "MB": 1_000_000, "M": 1 << 20,
      "MiB": 1 << 20,
      "GB": 1_000_000_000, "G": 1 << 30, "GiB": 1 << 30, "TB": 1_000_000_000_000, "T": 1 << 40,
      "TiB": 1 << 40,
    ]
    let unit = element[attribute: "unit"] ?? "KiB"
    guard let scale = units[unit] else {
      reading.note("\(name): \(quotedForMessage(unit)) is no unit of libvirt's", at: element.position)
      return nil
    }
    guard let count = Array(element.text.utf8)[...].decimal else {
      reading.note(
        "\(name): expected a whole number, found \(quotedForMessage(element.text))", at: element.position)
      return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: scale)
    guard !overflow, bytes > 0, bytes <= Bytes.max.count else {
      reading.note(
        "\(name): \(element.text) \(unit) is no memory that can be: expected more than 0, 4 EiB at most",
        at: element.position)
      return nil
    }
    return Bytes(bytes)
  }

  private mutating func readPlatform(_ domain: XMLElement) {
    switch domain[attribute: "type"] {
    case "kvm", "qemu": facts.platform.kind = .known("kvm")
    case "hyperv": facts.platform.kind = .known("hyper-v")
    case .some(let type) where !type.isEmpty: facts.platform.kind = .known(safeText(type, limit: 40))
    default: facts.platform.kind = .unknown(because: "the domain does not say its type")
    }
    // Both defaults are libvirt's own.
    facts.platform.onCrash = .known(
      domain.child("on_crash").map { safeText($0.text, limit: 40) } ?? "destroy")
    let devices = domain.child("devices")
    let panics = (devices?.children("panic") ?? []).map {
      safeText($0[attribute: "model"] ?? "isa", limit: 40)
    }
    // Of several that of Hyper-V is the one that Windows itself speaks to.
    facts.platform.panicDevice = .known(panics.contains("hyperv") ? "hyperv" : panics.first ?? "")
    if let watchdog = devices?.child("watchdog") {
      facts.platform.watchdogModel = .known(safeText(watchdog[attribute: "model"] ?? "", limit: 40))
      facts.platform.watchdogAction = .known(safeText(watchdog[attribute: "action"] ?? "reset", limit: 40))
    } else if devices != nil {
      facts.platform.watchdogModel = .known("")
    }
    facts.given.formUnion(FactGroups(.platform))
  }
}
