/// The block devices and what each lies on, as `/sys` shows them.
struct BlockDevices {
  var tree: FileTree

  /// The disks that a device lies on, through partitions, device mapper and RAID.
  func disks(of number: DeviceNumber) throws(FileProblem) -> Set<Disk> {
    try disks(below: [tree.destination(of: "/sys/dev/block/\(number)")])
  }

  /// The disks of the btrfs of which that device is a part.
  func disksOfBtrfs(with number: DeviceNumber) throws(FileProblem) -> Set<Disk> {
    let member = try tree.destination(of: "/sys/dev/block/\(number)")
    let all = "/sys/fs/btrfs"
    for id in try tree.names(in: all) where tree.exists("\(all)/\(id)/devices") {
      var members: Set<String> = []
      for name in try tree.names(in: "\(all)/\(id)/devices") {
        members.insert(try tree.destination(of: "\(all)/\(id)/devices/\(name)"))
      }
      if members.contains(member) { return try disks(below: members) }
    }
    throw FileProblem(path: all, message: "lists no file system on device \(number)")
  }

  /// The number of the device that goes by that path below `/dev`.
  func number(ofDeviceNamed path: String) throws(FileProblem) -> DeviceNumber {
    try number(in: "\(Self.devices)/\(name(ofDevice: path))")
  }

  /// The kernel's name of the device that goes by that path below `/dev`: by the name of device mapper, the kernel's
  /// own, or a link that udev made.
  ///
  /// Nothing below `/dev` is looked at: a confined daemon sees no devices there.
  func name(ofDevice path: String) throws(FileProblem) -> String {
    let mapper = "/dev/mapper/"
    if path.hasPrefix(mapper) {
      let name = path.dropFirst(mapper.count)
      for device in try tree.names(in: Self.devices) where device.hasPrefix("dm-") {
        if try tree.attribute("\(Self.devices)/\(device)/dm/name").elementsEqual(name.utf8) { return device }
      }
      throw FileProblem(
        path: Self.devices, message: "has no device mapper device \(QuotedText.quoted(name.utf8))")
    }
    guard path.hasPrefix("/dev/") else {
      throw FileProblem(path: path, message: "is no block device here")
    }
    let below = path.dropFirst("/dev/".count)
    // The kernel writes a slash in a device's name as an exclamation mark.
    let name = String(below.map { $0 == "/" ? "!" : $0 })
    if tree.exists("\(Self.devices)/\(name)") { return name }
    return device(withLink: String(below)) ?? name
  }

  /// The device that udev's database says has that link below `/dev`.
  private func device(withLink link: String) -> String? {
    let wanted = Array("S:\(link)".utf8)
    return try? tree.names(in: Self.devices).first { device in
      guard let number = try? number(in: "\(Self.devices)/\(device)"),
        let known = try? tree.read("/run/udev/data/b\(number)", limit: 256 << 10)
      else { return false }
      return known.numberedLines.contains { $0.bytes.elementsEqual(wanted) }
    }
  }

  private static let devices = "/sys/class/block"

  private func number(in directory: String) throws(FileProblem) -> DeviceNumber {
    let text = try tree.attribute("\(directory)/dev")
    guard let number = DeviceNumber(parsing: text) else {
      throw .malformed("\(directory)/dev", line: 1, expected: "MAJOR:MINOR", found: text)
    }
    return number
  }

  private func disks(below start: Set<String>) throws(FileProblem) -> Set<Disk> {
    var disks: Set<Disk> = []
    var waiting = Array(start)
    var seen = start
    while var device = waiting.popLast() {
      guard device.hasPrefix("/sys/devices/"), tree.exists(device) else {
        throw FileProblem(path: device, message: "is no device that the kernel lists", isAbsent: true)
      }
      if tree.exists("\(device)/partition") {
        while let last = device.popLast(), last != "/" {}
      }
      let slaves = try slaves(of: device)
      if slaves.isEmpty { disks.insert(Disk(path: device)) }
      for slave in slaves where seen.insert(slave).inserted { waiting.append(slave) }
    }
    guard !disks.isEmpty else {
      throw FileProblem(path: start.min() ?? "/sys/dev/block", message: "lies on itself")
    }
    return disks
  }

  private func slaves(of device: String) throws(FileProblem) -> [String] {
    let directory = "\(device)/slaves"
    var slaves: [String] = []
    do {
      for name in try tree.names(in: directory) {
        slaves.append(try tree.destination(of: "\(directory)/\(name)"))
      }
    } catch {
      guard error.isAbsent, !tree.exists(directory) else { throw error }
    }
    return slaves
  }
}
