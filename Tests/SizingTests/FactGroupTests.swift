import Sizing
import Testing

@Suite("groups of facts")
struct FactGroupTests {
  private static let march = Timestamp(seconds: 1_772_442_900)

  private static var written: HostFacts {
    var facts = HostFacts(name: "SQL07", source: "hosts.d/SQL07.toml:2:8", os: .windows)
    facts.memory.visible = .known(.gibibytes(64))
    facts.given = FactGroups(.memory)
    return facts
  }

  private static var imported: HostFacts {
    var facts = HostFacts(name: "SQL07", source: "libvirt", os: .windows)
    facts.collected = .known(march)
    facts.memory.visible = .known(.gibibytes(128))
    facts.platform.onCrash = .known("destroy")
    facts.given = [FactGroups(.memory), FactGroups(.platform)]
    return facts
  }

  @Test("a group that the host's own source gives comes from there, at its time")
  func own() {
    #expect(Self.imported.origin(of: .memory) == FactOrigin(source: "libvirt", collected: .known(Self.march)))
    #expect(Self.imported.origin(of: .swap) == nil)
    #expect(Self.written.origin(of: .memory)?.collected == .absent("collected"))
    #expect(Self.imported.origins.keys.map(\.rawValue).sorted() == ["memory", "platform"])
  }

  @Test("a group that is taken over keeps its facts, its source and its age; the others stay")
  func taken() {
    var merged = Self.written
    merged.take(.platform, from: Self.imported)
    #expect(merged.platform == Self.imported.platform)
    #expect(merged.origin(of: .platform) == Self.imported.origin(of: .platform))
    #expect(merged.origin(of: .memory) == Self.written.origin(of: .memory))
    #expect(merged.memory == Self.written.memory)
  }

  @Test("every group can be taken over, and takes nothing else along", arguments: FactGroup.allCases)
  func each(_ group: FactGroup) {
    var other = HostFacts(name: "b", source: "there", os: .linux)
    other.build = .known(20348)
    other.memory.visible = .known(.gibibytes(1))
    other.volumes = .known([])
    other.pagefiles = .known([])
    other.crashControl.wasRead = true
    other.swap = .known([])
    other.platform.kind = .known("kvm")
    other.events = [Event(time: Self.march, provider: "volmgr", id: 46, data: [])]
    other.kdump.isLoaded = .known(true)
    other.given = .all
    let before = HostFacts(name: "a", source: "here", os: .windows)
    var after = before
    after.take(group, from: other)
    #expect(after.origin(of: group)?.source == "there")
    for each in FactGroup.allCases where each != group { #expect(after.origin(of: each) == nil) }
    let changed = [
      after.build != before.build, after.memory != before.memory, after.volumes != before.volumes,
      after.pagefiles != before.pagefiles, after.crashControl != before.crashControl,
      after.swap != before.swap, after.platform != before.platform, after.events != before.events,
      after.kdump != before.kdump,
    ]
    #expect(changed.filter { $0 }.count == 1)
    #expect(after.name == "a")
    #expect(after.source == "here")
  }

  @Test("origins can be set as a whole")
  func set() {
    var facts = Self.written
    facts.origins = [.swap: FactOrigin(source: "local", collected: .known(Self.march))]
    #expect(facts.origin(of: .memory) == nil)
    #expect(facts.origins.count == 1)
    #expect(FactGroups.all.rawValue == 0x1FF)
  }
}
