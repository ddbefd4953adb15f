/// A POSIX access list of a file, as the kernel keeps it in the attribute `system.posix_acl_access`.
///
/// Read and written by hand, in the form of `linux/posix_acl_xattr.h`: eight bytes an entry, which libacl would be
/// another library for.
struct AccessList: Equatable {
  /// Whom an entry is about, in the kernel's order.
  enum Tag: UInt16 {
    case owner = 0x01
    case user = 0x02
    case owningGroup = 0x04
    case group = 0x08
    case mask = 0x10
    case others = 0x20
  }

  struct Entry: Equatable {
    var tag: Tag
    /// 4 to read, 2 to write, 1 to execute or search.
    var permissions: UInt16
    var id = Self.none

    static let none = UInt32.max
  }

  static let attribute = "system.posix_acl_access"

  private(set) var entries: [Entry]

  /// What a mode says, as a list.
  init(mode: UInt32) {
    func part(_ shift: UInt32) -> UInt16 { UInt16(mode >> shift & 7) }
    entries = [
      Entry(tag: .owner, permissions: part(6)), Entry(tag: .owningGroup, permissions: part(3)),
      Entry(tag: .others, permissions: part(0)),
    ]
  }

  /// What the kernel says; `nil` for bytes that are no list.
  init?(parsing bytes: [UInt8]) {
    func number(_ at: Int, _ count: Int) -> UInt32 {
      (0..<count).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
    }
    guard bytes.count >= 4, (bytes.count - 4).isMultiple(of: 8), number(0, 4) == 2 else { return nil }
    var entries: [Entry] = []
    for at in stride(from: 4, to: bytes.count, by: 8) {
      guard let tag = Tag(rawValue: UInt16(number(at, 2))) else { return nil }
      entries.append(
        Entry(tag: tag, permissions: UInt16(number(at + 2, 2)) & 7, id: number(at + 4, 4)))
    }
    let tags = entries.map(\.tag)
    guard [.owner, .owningGroup, .others].allSatisfy(tags.contains) else { return nil }
    self.entries = entries
  }

  /// The list as the kernel takes it.
  var bytes: [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
    return little(2, 4)
      + entries.flatMap {
        little(UInt32($0.tag.rawValue), 2) + little(UInt32($0.permissions), 2) + little($0.id, 4)
      }
  }

  /// The groups that it names, with what each may do.
  var groups: [UInt32: UInt16] {
    let mask = self.mask
    return entries.filter { $0.tag == .group }.reduce(into: [:]) { $0[$1.id] = $1.permissions & mask }
  }

  /// The mode of which this is the plain part: the owning group's share is its own entry, not the mask, which a mode
  /// shows in its place.
  var mode: UInt32 {
    let mask = self.mask
    func part(_ tag: Tag) -> UInt16 { entries.first { $0.tag == tag }?.permissions ?? 0 }
    return UInt32(part(.owner)) << 6 | UInt32(part(.owningGroup) & mask) << 3 | UInt32(part(.others))
  }

  /// Lets a group do so much, and nobody else anything that he could not do before.
  mutating func grant(_ permissions: UInt16, toGroup id: UInt32) {
    guard groups[id].map({ $0 & permissions == permissions }) != true else { return }
    // The mask has to grow, and may have held others back: what it did is put into their own entries.
    let mask = self.mask
    for index in entries.indices where [.user, .owningGroup, .group].contains(entries[index].tag) {
      entries[index].permissions &= mask
    }
    if let index = entries.firstIndex(where: { $0.tag == .group && $0.id == id }) {
      entries[index].permissions |= permissions
    } else {
      entries.append(Entry(tag: .group, permissions: permissions, id: id))
    }
    let all = entries.filter { [.user, .owningGroup, .group].contains($0.tag) }
    let union = all.reduce(0) { $0 | $1.permissions }
    entries.removeAll { $0.tag == .mask }
    entries.append(Entry(tag: .mask, permissions: union))
    entries.sort { ($0.tag.rawValue, $0.id) < ($1.tag.rawValue, $1.id) }
  }

  private var mask: UInt16 { entries.first { $0.tag == .mask }?.permissions ?? 7 }
}
