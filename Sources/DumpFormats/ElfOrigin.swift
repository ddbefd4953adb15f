/// Who wrote an ELF core, by the names of its first notes.
enum ElfOrigin: String {
  case qemu = "written by QEMU"
  case virtualBox = "written by VirtualBox"
  case linuxKernel = "memory of a crashed Linux kernel"
  case process = "memory of one process"

  /// Notes beyond this are not looked at: a hint is not worth more.
  private static let limit: UInt64 = 4096
  /// NT_PRPSINFO: only processes have it.
  private static let processInfo: UInt32 = 3

  init?(_ segments: ElfSegments, _ layout: ElfLayout, _ source: some ByteSource) {
    guard let notes = segments.notes,
      let bytes = try? source.read(at: notes.offset, count: Int(min(notes.length, Self.limit)))
    else { return nil }
    let window = Window(bytes, isBigEndian: layout.isBigEndian)
    var position = 0
    var found: ElfOrigin?
    while let nameSize = try? window.u32(position), let size = try? window.u32(position + 4),
      let type = try? window.u32(position + 8), nameSize <= 64, size <= UInt32(Self.limit)
    {
      let name = position + 12
      if window.has("QEMU\0", at: name) {
        self = .qemu
        return
      } else if window.has("VBCORE\0", at: name) {
        self = .virtualBox
        return
      } else if window.has("VMCOREINFO\0", at: name) {
        found = .linuxKernel
      } else if window.has("CORE\0", at: name), type == Self.processInfo {
        found = .process
      }
      // Names and contents are padded to four bytes.
      position = name + Int(nameSize + 3) / 4 * 4 + Int(size + 3) / 4 * 4
    }
    guard let found else { return nil }
    self = found
  }
}
