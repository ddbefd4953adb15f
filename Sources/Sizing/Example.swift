/// A host made up to show what a rule says.
public struct Example: Sendable {
  /// What is particular about it, in a few words.
  public let text: String
  /// What is wanted of it.
  public let wanted: Wanted
  private let change: @Sendable (inout HostFacts) -> Void

  /// The host that every example starts from, changed in some way.
  ///
  /// It has 64 GiB of memory of which Windows can use 65501 MiB, and nothing is wrong with it.
  init(
    _ text: String, _ want: Want = .complete, by: DumpWriter = .guest,
    _ change: @escaping @Sendable (inout HostFacts) -> Void
  ) {
    self.text = text
    wanted = Wanted(want, by: by)
    self.change = change
  }

  /// The facts of the host.
  public var facts: HostFacts {
    var host = Self.sound
    change(&host)
    return host
  }

  /// When examples are judged: three hours after their facts were collected.
  static let now = Timestamp.example.advanced(bySeconds: 3 * 3600)

  /// A Windows server that nothing is wrong with.
  private static var sound: HostFacts {
    var host = HostFacts(name: "SQL07", source: "example", os: .windows)
    host.build = .known(20348)
    host.product = .known(.server)
    host.domainJoined = .known(true)
    host.architecture = .known("amd64")
    host.memory = MemoryFacts(
      visible: .known(.mebibytes(65501)), installed: .known(.mebibytes(65501)), source: "memory.visible")
    host.volumes = .known([
      Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120)))
    ])
    host.pagefiles = .known([Pagefile.fixed(#"C:\pagefile.sys"#, megabytes: 65836)])
    host.crashControl.wasRead = true
    host.crashControl.type = .known(.complete)
    host.crashControl.overwrite = .known(true)
    host.crashControl.existingDump = .known(nil)
    host.collected = .known(.example)
    host.given = FactGroups.all.subtracting([
      FactGroups(.swap), FactGroups(.platform), FactGroups(.events), FactGroups(.kdump),
    ])
    return host
  }
}

extension Timestamp {
  /// When the facts of examples were collected: 2026-03-02 09:15 UTC.
  static let example = Timestamp(seconds: 1_772_442_900)
}

extension Pagefile {
  /// A custom page file whose three sizes are the same.
  static func fixed(_ path: String, megabytes: UInt64) -> Pagefile {
    let size = Fact.known(Bytes.mebibytes(megabytes))
    return Pagefile(
      path: path, management: .known(.custom), initial: size, maximum: size, allocated: size,
      isTemporary: .known(false))
  }

  /// A page file that Windows sizes on that drive.
  static func systemManaged(_ path: String, allocated: UInt64) -> Pagefile {
    Pagefile(
      path: path, management: .known(.system), initial: .absent("initial"), maximum: .absent("maximum"),
      allocated: .known(.mebibytes(allocated)), isTemporary: .known(false))
  }
}
