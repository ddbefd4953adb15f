import Glibc
import Inventory
import Linux
import Sizing
import Testing

@testable import DumpStore

/// Other tools asked the wrong file system for its room, or the wrong disk for its dumps.
@Suite("W10 a dump directory is looked at where it really is") struct PlaceTests {
  private let now = Timestamp(seconds: Int64(time(nil)) + 60)

  private func directory(_ base: String, _ below: String...) -> DumpDirectory {
    DumpDirectory(
      place: DirectoryPath(base: base, below: below), host: "SQL07",
      settings: DumpDirectorySettings(path: "\(base)/*"))
  }

  /// The size of the file system that a survey asks, and the room that a quick look finds.
  private func room(_ directory: DumpDirectory) throws -> (size: Bytes, free: Bytes) {
    var cache = SurveyCache()
    let survey = try DirectorySurvey(of: directory, now: now, cache: &cache)
    return (
      try #require(survey.space.value?.size),
      try #require(HoldingsLook(directory, now: now).holdings.free.value)
    )
  }

  @Test("W10 on a mount of its own, a bind mount, behind a link, and below a mount that came later")
  func mounts() throws {
    guard let mounted = try Mounted(.tmpfs) else { return }
    let top = mounted.path
    func run(_ script: String) throws {
      try #require(try Child("/bin/sh", "-c", "cd '\(top)' && \(script)").wait() == 0, "\(script)")
    }
    try run("mkdir own bound over && mount -t tmpfs -o size=16M tmpfs own && mkdir own/SQL07")
    try run("mount --bind own bound && ln -s own link")
    for base in ["own", "bound", "link"] {
      let (size, free) = try room(directory("\(top)/\(base)", "SQL07"))
      #expect(size == .mebibytes(16), "\(base)")
      #expect(free <= .mebibytes(16), "\(base)")
    }
    #expect(try room(directory("\(top)", "over")).size > .mebibytes(16))
    // What is mounted over it afterwards is where the next dump arrives.
    try run("mount -t tmpfs -o size=8M tmpfs own/SQL07")
    for base in ["own", "link"] {
      #expect(try room(directory("\(top)/\(base)", "SQL07")).size == .mebibytes(8), "\(base)")
    }
    #expect(
      try room(directory("\(top)/bound", "SQL07")).size == .mebibytes(16), "mounts made later are not bound")
  }

  @Test(
    "W10 an automount point that is not mounted is not touched, so that nothing is said of what lies beneath")
  func automount() throws {
    let scratch = try Scratch()
    try scratch.make("SQL07")
    func mount(_ number: Int, _ point: String, _ type: String, on parent: Int) -> Mount {
      Mount(
        id: number, parent: parent, device: DeviceNumber(major: 0, minor: UInt32(number)), root: "/",
        mountPoint: point, options: "rw", fileSystemType: type, source: "none", superOptions: "rw")
    }
    let mounts = MountTable([mount(1, "/", "ext4", on: 0), mount(2, scratch.path, "autofs", on: 1)])
    let settings = DumpDirectorySettings(path: "\(scratch.path)/*")
    let found = DumpDirectories([settings], mounts: mounts)
    #expect(found.all.isEmpty)
    #expect(found.unlisted.values.contains { $0.contains("autofs") })
    #expect(
      WatchMode(of: "\(scratch.path)/SQL07", in: mounts, served: .known([])) == .polling)
    // Once something is mounted there, that is what counts.
    let here = MountTable(mounts.mounts + [mount(3, scratch.path, "ext4", on: 2)])
    #expect(DumpDirectories([settings], mounts: here).all.map(\.host) == ["SQL07"])
  }

  @Test("W10 a link that is put in the place of a host's directory leads nowhere")
  func link() throws {
    let scratch = try Scratch()
    try scratch.make("elsewhere")
    #expect(symlink("elsewhere", "\(scratch.path)/SQL07") == 0)
    let holdings = HoldingsLook(directory(scratch.path, "SQL07"), now: now).holdings
    #expect(holdings.newest.value == nil && holdings.free.value == nil)
  }
}
