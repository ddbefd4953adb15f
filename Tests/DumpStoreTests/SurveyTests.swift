import CLinux
import DumpFormats
import Glibc
import Inventory
import Linux
import Sizing
import Testing

@testable import DumpStore

/// Looks at what is kept.
struct SurveyTests {
  let kept: KeptScratch
  let first = KeptScratch.first
  let second = KeptScratch.second

  init() throws { kept = try KeptScratch() }

  @Test("a kept dump is what its file says: birth, blocks, header")
  func dump() throws {
    try kept.keep(first)
    try kept.keep(second)
    #expect(truncate(kept.path(second), 1 << 30) == 0)
    // What a sender sets is not when it arrived.
    var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
    #expect(utimensat(AT_FDCWD, kept.path(first), &times, 0) == 0)
    let dumps = try kept.look().dumps
    #expect(dumps.map(\.kept.path) == [kept.path(first), kept.path(second)])
    #expect(dumps[0].kept.host == "SQL07")
    #expect(dumps[0].kept.identification.state == .whole)
    #expect(abs(dumps[0].kept.arrivedNanoseconds / 1_000_000_000 - kept.now.seconds) < 600)
    #expect(dumps[1].kept.allocated < .mebibytes(1), "a length is no room")
    #expect(dumps[1].status.length == 1 << 30)
  }

  @Test("what is no dump of ours is not seen, and none that is a link, a FIFO or a file of two names")
  func strangers() throws {
    try kept.keep(first)
    for name in ["\(first).sha256", "\(first).overwritten", "2026-notes", "MEMORY.DMP.bak", "MEMORY.DMP"] {
      try kept.keep(name, [1])
    }
    for name in ["2026", "MEMORY-20260304T000000Z-000000D1.DMP"] { try kept.scratch.make(kept.kept(name)) }
    #expect(symlink("/etc/passwd", kept.path("MEMORY-20260305T000000Z-000000D1.DMP")) == 0)
    #expect(mkfifo(kept.path("MEMORY-20260306T000000Z-000000D1.DMP"), 0o600) == 0)
    try kept.scratch.write("outside", [1])
    #expect(
      link("\(kept.scratch.path)/outside", kept.path("MEMORY-20260307T000000Z-000000D1.DMP")) == 0)
    let look = try kept.look()
    #expect(look.dumps.map(\.kept.path) == [kept.path(first)])
    #expect(
      look.troubles.map(\.reason).sorted() == [
        "it has 2 names; a dump has one", "it is a FIFO, not a file", "it is a directory, not a file",
        "it is a symbolic link, not a file",
      ])
  }

  @Test("names are made of bytes: no two dumps have one path")
  func bytes() throws {
    var kept = kept
    kept.directory.settings.adopt = ["*.dmp"]
    for byte in [UInt8(0xFE), 0xFF] {
      let name = try #require(FileName(bytes: [byte] + Array(".dmp".utf8)))
      name.withCString { name in
        let directory = open("\(kept.scratch.path)/SQL07", O_RDONLY | O_DIRECTORY)
        close(openat(directory, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
        close(directory)
      }
    }
    #expect(
      try kept.look().dumps.map(\.kept.path).sorted()
        == ["\\xfe.dmp", "\\xff.dmp"].map { "\(kept.scratch.path)/SQL07/\($0)" })
  }

  @Test("in its grace a dump has two names, is kept, and is not to be touched")
  func pair() throws {
    try kept.keep(first)
    #expect(link(kept.path(first), "\(kept.scratch.path)/SQL07/Memory.dmp") == 0)
    let look = try kept.look()
    #expect(look.troubles == [])
    #expect(look.dumps.map(\.kept.hold) == [.inUse(by: "its grace: it has its canonical name still")])
    #expect(try kept.delete([first]).deleted.isEmpty)
    #expect(kept.scratch.read("SQL07/Memory.dmp") == wholeDump)
  }

  @Test("a dump that is gone and pinned is missing")
  func missing() throws {
    try kept.keep("\(first).pin", Array("reason: case 4711".utf8))
    #expect(try kept.look().missing == [kept.path(first): Pin(reason: "case 4711")])
  }

  @Test("headers are read once for each state of a file")
  func cache() throws {
    try kept.keep(first)
    try kept.keep(second)
    var cache = SurveyCache()
    _ = try kept.survey(&cache)
    cache.forgetUnseen()
    #expect(cache.count == 2)
    // Without leave to read it is known all the same, by what is remembered.
    var key = try #require(try kept.survey(&cache).dumps[kept.path(first)]).cacheKey
    #expect(
      try cache.identification(of: key) { () throws(SystemError) in
        throw SystemError("read again", errno: EIO)
      } != nil)
    try kept.keep(first, [1, 2, 3])
    let dump = try #require(try kept.survey(&cache).dumps[kept.path(first)])
    #expect(dump.kept.identification.state != .whole, "it was read again")
    key = dump.cacheKey
    #expect(unlink(kept.path(first)) == 0)
    cache.forgetUnseen()
    _ = try kept.survey(&cache)
    cache.forgetUnseen()
    #expect(cache.count == 1)
  }

  @Test("2,000 dumps are listed and planned for, and a second look reads no header")
  func many() throws {
    for number in 0..<2000 {
      try kept.keep("MEMORY-20260301T000000Z-000000D1.\(number + 1).DMP")
    }
    var cache = SurveyCache()
    let scope = try kept.survey(&cache).scope
    #expect(scope.plan(now: kept.now, isAutomatic: true).kept.count == 2000)
    cache.forgetUnseen()
    let again = try kept.survey(&cache)
    cache.forgetUnseen()
    #expect(cache.count == 2000)
    #expect(again.dumps.count == 2000)
  }

  @Test("directories of one file system share its room, subvolumes too")
  func subvolumes() throws {
    guard let mounted = try Mounted(.btrfs) else { return }
    for name in ["a", "b"] {
      let made = try Child("/bin/sh", "-c", "btrfs subvolume create '\(mounted.path)/\(name)' > /dev/null")
      #expect(made.wait() == 0)
      try mounted.scratch.make("mount/\(name)/preserved")
      try mounted.scratch.write("mount/\(name)/preserved/\(first)", wholeDump)
    }
    var cache = SurveyCache()
    let directories = ["a", "b"].map { name in
      DumpDirectory(
        place: DirectoryPath(base: "\(mounted.path)/\(name)"), host: name,
        settings: DumpDirectorySettings(path: "\(mounted.path)/\(name)"))
    }
    #expect(
      try directories.map { try Directory($0.place).status().identity.device }.count == 2)
    let survey = RetentionSurvey(
      of: directories, mounts: try #require(Machine().mounts().value), now: kept.now, cache: &cache,
      nextDump: { _, hosts, dumps in Bytes(clamping: UInt64(hosts.count + dumps.count)) })
    #expect(survey.troubles == [])
    #expect(survey.fileSystems.count == 1)
    #expect(survey.fileSystems[0].scope.groups.map(\.name) == ["a", "b"].map { "\(mounted.path)/\($0)" })
    #expect(survey.fileSystems[0].scope.groups.map(\.nextDump) == [Bytes(clamping: 2), Bytes(clamping: 2)])
    #expect(survey.fileSystems[0].scope.size == .mebibytes(160))
  }

  @Test("an archive that several hosts share is counted once, and nothing in it is deleted")
  func sharedArchive() throws {
    try kept.scratch.make("all")
    try kept.scratch.make("WEB1")
    try kept.scratch.write("all/\(first)", wholeDump)
    var cache = SurveyCache()
    let directories = ["SQL07", "WEB1"].map { host in
      var directory = kept.directory
      directory.host = host
      directory.place = DirectoryPath(base: kept.scratch.path, below: [host])
      directory.settings.archive = "\(kept.scratch.path)/all"
      return directory
    }
    let survey = RetentionSurvey(
      of: directories, mounts: MountTable([]), now: kept.now, cache: &cache, nextDump: { _, _, _ in nil })
    let groups = survey.fileSystems.flatMap(\.scope.groups)
    #expect(groups.flatMap(\.dumps).count == 1)
    #expect(groups.map(\.isHeld) == [true])
    #expect(survey.troubles.map(\.path) == ["\(kept.scratch.path)/all"])
  }

  @Test("a directory that is not there is a trouble, and the others are looked at")
  func missingDirectory() throws {
    try kept.keep(first)
    var other = kept.directory
    other.place = DirectoryPath(base: kept.scratch.path, below: ["NONE"])
    var cache = SurveyCache()
    let survey = RetentionSurvey(
      of: [other, kept.directory], mounts: MountTable([]), now: kept.now, cache: &cache,
      nextDump: { _, _, _ in nil })
    #expect(survey.troubles.map(\.errno) == [ENOENT])
    #expect(survey.fileSystems.map(\.dumps.count) == [1])
  }

  @Test("what stands under a canonical name is listed with how much is there, and whether it is written")
  func standing() throws {
    signal(SIGIO, SIG_IGN)
    try kept.scratch.write("SQL07/memory.dmp", wholeDump)
    var (dumps, troubles) = try StandingDump.all(in: kept.directory)
    #expect(dumps.map(\.isBeingWritten) == [false])
    #expect(dumps.map(\.identification.state) == [.whole])
    #expect(troubles == [])
    try kept.scratch.write("SQL07/memory.dmp", Array(wholeDump.prefix(wholeDump.count / 2)))
    let writer = open("\(kept.scratch.path)/SQL07/memory.dmp", O_WRONLY | O_CLOEXEC)
    defer { close(writer) }
    (dumps, troubles) = try StandingDump.all(in: kept.directory)
    #expect(dumps.map(\.isBeingWritten) == [true])
    #expect(dumps.map(\.identification.percentThere) == [50])
    #expect(mkfifo("\(kept.scratch.path)/SQL07/Memory.DMP", 0o600) == 0)
    #expect(try StandingDump.all(in: kept.directory).troubles.map(\.reason) == ["it is a FIFO, not a file"])
  }
}
