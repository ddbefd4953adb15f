import Testing

@testable import DumpStore

@Suite("the access list of a preserved dump") struct AccessListTests {
  typealias Entry = AccessList.Entry

  @Test("gives the group what it is to have, and nobody else anything")
  func granted() {
    var list = AccessList(mode: 0o600)
    list.grant(4, toGroup: 77)
    #expect(
      list.entries == [
        Entry(tag: .owner, permissions: 6), Entry(tag: .owningGroup, permissions: 0),
        Entry(tag: .group, permissions: 4, id: 77), Entry(tag: .mask, permissions: 4),
        Entry(tag: .others, permissions: 0),
      ])
    #expect(list.mode == 0o600, "the mode's middle shows the mask, which is not the owning group's")
  }

  @Test("keeps what a mask held back held back")
  func masked() throws {
    var before = AccessList(mode: 0o070)
    before.grant(7, toGroup: 5)
    // u::---, g::rwx, group:5:rwx, and the mask of a chmod 0600.
    var bytes = before.bytes
    let mask = try #require(before.entries.firstIndex { $0.tag == .mask })
    bytes[4 + 8 * mask + 2] = 0
    var list = try #require(AccessList(parsing: bytes))
    list.grant(4, toGroup: 77)
    #expect(list.groups == [5: 0, 77: 4])
    #expect(list.mode == 0)
  }

  @Test("is not changed where the group has it already, since that would change the file's time")
  func again() throws {
    var list = AccessList(mode: 0o640)
    list.grant(4, toGroup: 77)
    let before = list
    list.grant(4, toGroup: 77)
    #expect(list == before)
    #expect(AccessList(parsing: list.bytes) == list)
  }

  @Test("widens nobody's access, whatever it was")
  func property() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var list = AccessList(mode: UInt32.random(in: 0...0o777, using: &random))
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        list.grant(
          UInt16.random(in: 0...7, using: &random), toGroup: UInt32.random(in: 0...5, using: &random))
      }
      let before = list
      list.grant(4, toGroup: 77)
      #expect(list.mode == before.mode)
      var others = list.groups
      #expect(others.removeValue(forKey: 77) == 4)
      #expect(others == before.groups)
    }
  }

  @Test(
    "is refused where it is none",
    arguments: [
      [], [2, 0, 0, 0], [3, 0, 0, 0], [2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255], Array(repeating: 2, count: 28),
    ])
  func refused(_ bytes: [UInt8]) { #expect(AccessList(parsing: bytes) == nil) }
}
