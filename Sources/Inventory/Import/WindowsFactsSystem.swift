internal import Sizing

/// What Windows says of itself, of its memory and of what it runs on.
extension WindowsFactsReader {
  mutating func readSystem(_ root: Node) {
    let os = table(root, "os")
    let computer = table(root, "computer")
    if let build = count(os, "BuildNumber") {
      if let build = Int(exactly: build), (1...999_999).contains(build) {
        facts.build = .known(build)
      } else if let node = os?.field("BuildNumber") {
        reading.note("BuildNumber: expected 1 to 999999, found \(node.found)", at: node.position)
      }
    }
    switch count(os, "ProductType") {
    case 1: facts.product = .known(.client)
    case 2, 3: facts.product = .known(.server)
    case .some(let other):
      facts.product = .unknown(because: "ProductType is \(other), which Windows does not use")
    case nil: break
    }
    if let isJoined = truth(computer, "PartOfDomain") { facts.domainJoined = .known(isJoined) }
    if let name = line(root, "architecture") { facts.architecture = .known(architecture(name)) }
    if let drive = line(os, "SystemDrive"), drive.utf8.count == 2 { systemDrive = drive }
    if let directory = line(os, "WindowsDirectory") {
      systemRoot = directory
      if systemDrive == nil { systemDrive = String(directory.prefix(2)) }
    }
    facts.given.formUnion(FactGroups(.os))
    readPlatform(computer)
  }

  private mutating func readPlatform(_ computer: Node?) {
    let maker = (line(computer, "Manufacturer") ?? "").lowercased()
    let model = (line(computer, "Model") ?? "").lowercased()
    // Whether a hypervisor is present says nothing where it is: with virtualization-based security there is one
    // below the Windows of a physical machine.
    let kind: String? =
      if maker.contains("microsoft"), model.contains("virtual machine") {
        "hyper-v"
      } else if maker.contains("vmware") {
        "vmware"
      } else if maker.contains("qemu") || maker.contains("red hat") || model.contains("kvm") {
        "kvm"
      } else if maker.contains("xen") {
        "xen"
      } else if maker.contains("innotek") || model.contains("virtualbox") {
        "virtualbox"
      } else if truth(computer, "HypervisorPresent") == false {
        "physical"
      } else {
        nil
      }
    guard let kind else { return }
    facts.platform.kind = .known(kind)
    facts.given.formUnion(FactGroups(.platform))
  }

  mutating func readMemory(_ root: Node) {
    let os = table(root, "os")
    let computer = table(root, "computer")
    if let visible = size(os, "TotalVisibleMemorySize", unit: 1024) {
      facts.memory.visible = .known(visible)
      facts.memory.source = "Win32_OperatingSystem.TotalVisibleMemorySize"
    } else if let visible = size(computer, "TotalPhysicalMemory", unit: 1) {
      facts.memory.visible = .known(visible)
      facts.memory.source = "Win32_ComputerSystem.TotalPhysicalMemory"
    }
    if let installed = installedMemory(root) { facts.memory.installed = .known(installed) }
    if facts.memory.visible.value != nil || facts.memory.installed.value != nil {
      facts.given.formUnion(FactGroups(.memory))
    }
  }

  /// The sum of the modules; a virtual machine may show none.
  private mutating func installedMemory(_ root: Node) -> Bytes? {
    guard let node = root.field("dimmBytes") else { return nil }
    var sum: UInt64 = 0
    for entry in node.entries where entry.kind != .null {
      guard
        let bytes = reading.attempt(
          at: entry.position, { () throws(Mistake) in try entry.count("dimmBytes") })
      else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(bytes)
      guard !overflow, next <= Bytes.max.count else {
        reading.note("dimmBytes: more memory than can be (4 EiB)", at: entry.position)
        return nil
      }
      sum = next
    }
    return sum == 0 ? nil : Bytes(sum)
  }

  mutating func readVolumes(_ root: Node) {
    guard let entries = tables(root, "volumes") else { return }
    var volumes: [Volume] = []
    for entry in entries {
      // Win32_Volume has a drive letter or a mount point; Win32_LogicalDisk has its letter as its id.
      guard let id = line(entry, "DriveLetter") ?? line(entry, "Name") ?? line(entry, "DeviceID") else {
        reading.note("volumes: expected one with DriveLetter or DeviceID", at: entry.position)
        continue
      }
      if let type = count(entry, "DriveType"), type != 3 { continue }
      var volume = Volume(id: id, isBoot: truth(entry, "BootVolume"))
      // What holds %SystemRoot% is the boot volume, whatever else is marked as one.
      if let systemDrive { volume.isBoot = folded(id) == folded(systemDrive) }
      if let size = size(entry, "Capacity", unit: 1) ?? size(entry, "Size", unit: 1) {
        volume.size = .known(size)
      }
      if let free = size(entry, "FreeSpace", unit: 1) { volume.free = .known(free) }
      // Only fixed disks are collected; of what a cluster owns Windows says the same.
      if let isProtected = truth(entry, "BitLocker") { volume.bitlocker = .known(isProtected) }
      if volume.isBoot == true, let other = volumes.first(where: { $0.isBoot == true }) {
        reading.note(
          "volumes: \(quotedForMessage(id)) and \(quotedForMessage(other.id)) are both the boot volume",
          at: entry.position)
      }
      volumes.append(volume)
    }
    facts.volumes = .known(volumes)
    facts.given.formUnion(FactGroups(.volumes))
  }

  mutating func readEvents(_ root: Node) {
    guard let entries = tables(root, "events") else { return }
    for entry in entries.prefix(1000) {
      guard let provider = line(entry, "provider"), let id = count(entry, "id").flatMap(Int.init(exactly:)),
        (0...65_535).contains(id),
        let time = value(entry, "utc", { (node) throws(Mistake) in try node.moment("utc") })
      else {
        reading.note("events: expected one with utc, provider and id (0 to 65535)", at: entry.position)
        continue
      }
      let data = entry.field("data")?.entries.map(\.text) ?? []
      facts.events.append(Event(time: time, provider: provider, id: id, data: data))
    }
    facts.given.formUnion(FactGroups(.events))
  }
}
