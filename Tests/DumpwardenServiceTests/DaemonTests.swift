import CLinux
import Glibc
import Linux
import Testing

/// The daemon as it is run, on a folder of its own.
@Suite(.serialized)
struct DaemonTests {
  private let canonical = "dumps/SQL07/MEMORY.DMP"

  @Test("a dump that is dropped is preserved and told of once, and so is the next one")
  func preserves() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write(canonical, dump(1))
    try daemon.line("SQL07 crashed 2026-03-02 09:15 UTC, 0xD1", "complete dump", "whole, safe as")
    try folder.write(canonical, dump(2))
    try daemon.line("safe as", "000000D1.1.DMP")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("safe as") == 2)
    #expect(Set(folder.preserved()) == [dump(1), dump(2)])
    #expect(folder.names("dumps/SQL07") == ["preserved"])
  }

  @Test("two hundred dumps in a row are all kept")
  func keepsAll() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    for seed in UInt64(0)..<200 {
      try folder.write("dumps/SQL07/upload", dump(seed))
      try folder.rename("dumps/SQL07/upload", to: canonical)
      try #require(folder.waitUntilGone(canonical), "dump \(seed)")
      daemon.readWhatIsThere()
    }
    try daemon.line("000000D1.199.DMP")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("safe as") == 200)
    #expect(Set(folder.preserved()) == Set((UInt64(0)..<200).map(dump)))
  }

  @Test("a dump that arrives while the daemon is down is preserved at the start, and told of once")
  func arrivesWhileDown() throws {
    let folder = try Folder()
    for seed in UInt64(1)...2 {
      try folder.write(canonical, dump(seed))
      let daemon = try DaemonProcess(folder)
      try daemon.started()
      try daemon.line("safe as")
      #expect(daemon.stop() == 0)
      #expect(daemon.count("safe as") == 1, "\(daemon.lines)")
    }
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    #expect(daemon.stop() == 0)
    #expect(daemon.count("safe as") == 0, "\(daemon.lines)")
  }

  @Test(
    "killed at any call of a rescue, the dump is whole, and told of after the next start",
    arguments: [false, true])
  func killed(hasRunBefore: Bool) throws {
    for call in ["mkdirat", "renameat2", "fsync"] {
      for number in 1...(call == "fsync" ? 5 : 1) {
        let folder = try Folder()
        if hasRunBefore {
          let daemon = try DaemonProcess(folder)
          try daemon.started()
          #expect(daemon.stop() == 0)
        }
        try folder.write(canonical, dump())
        let inject = "inject=\(call):signal=KILL:when=\(number)"
        guard
          let killed = try? DaemonProcess(
            folder, prefix: ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e", inject])
        else {
          skipped("a daemon killed at every call: there is no strace")
          return
        }
        while !killed.lines.contains(where: { $0.contains("safe as") }), killed.readMore() {}
        let wasTold = killed.lines.contains { $0.contains("safe as") }
        killed.stop(SIGTERM)
        let daemon = try DaemonProcess(folder)
        try daemon.started()
        if !wasTold { try daemon.line("safe as") }
        #expect(daemon.stop() == 0)
        #expect(daemon.count("safe as") <= 1, "\(inject): \(daemon.lines)")
        #expect(folder.preserved() == [dump()], "\(inject)")
        #expect(folder.names("dumps/SQL07") == ["preserved"], "\(inject)")
      }
    }
  }

  @Test("a partial dump is told of, and that is taken back when its sender completes it")
  func completes() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    let bytes = dump()
    try folder.write(canonical, bytes[..<10_000])
    try daemon.line("CRITICAL", "MEMORY.DMP is partial")
    #expect(folder.has(canonical))
    try folder.write(canonical, bytes[10_000...], append: true)
    try daemon.line("safe as")
    try daemon.line("is no longer in trouble")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("MEMORY.DMP is partial") == 2, "once raised, once quoted where it is taken back")
    #expect(folder.preserved() == [bytes])
  }

  @Test("a partial dump whose sender gives up is kept as partial, noticed or not in the meantime")
  func keepsPartial() throws {
    let folder = try Folder(partialGrace: "1s")
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    let bytes = Array(dump()[..<10_000])
    try folder.write(canonical, bytes)
    try daemon.line("MEMORY.DMP is partial")
    let again = open("\(folder.path)/\(canonical)", O_WRONLY | O_CLOEXEC)
    close(again)
    try daemon.line("safe as", "-partial.DMP")
    #expect(daemon.stop() == 0)
    #expect(folder.preserved() == [bytes])
  }

  @Test("what stands under the name and is no file is told of and left alone, and nothing hangs")
  func leavesOddThings() throws {
    let folder = try Folder()
    try #require(mkfifo("\(folder.path)/\(canonical)", 0o600) == 0)
    let daemon = try DaemonProcess(folder)
    try daemon.line("MEMORY.DMP is left alone", "FIFO")
    try daemon.started()
    unlink("\(folder.path)/\(canonical)")
    try daemon.line("is no longer in trouble")
    try folder.write(canonical, dump())
    try daemon.line("safe as")
    #expect(daemon.stop() == 0)
  }

  @Test("what is no longer in trouble after a restart is taken back")
  func takesBackAfterRestart() throws {
    let folder = try Folder()
    try #require(mkfifo("\(folder.path)/\(canonical)", 0o600) == 0)
    let first = try DaemonProcess(folder)
    try first.started()
    #expect(first.stop() == 0)
    let second = try DaemonProcess(folder)
    try second.started()
    #expect(second.stop() == 0)
    #expect(second.count("left alone") == 0, "it was told before the restart")
    unlink("\(folder.path)/\(canonical)")
    let third = try DaemonProcess(folder)
    try third.started()
    #expect(third.stop() == 0)
    #expect(third.count("is no longer in trouble") == 1, "\(third.lines)")
  }

  @Test("pins, checksums and strangers' files beside preserved dumps are not told of as dumps")
  func tellsOfDumpsOnly() throws {
    let folder = try Folder()
    try folder.write(canonical, dump())
    let first = try DaemonProcess(folder)
    try first.line("safe as")
    #expect(first.stop() == 0)
    let name = try #require(folder.names("dumps/SQL07/preserved").first)
    for other in ["\(name).pin", "\(name).sha256", "notes.txt"] {
      try folder.write("dumps/SQL07/preserved/\(other)", [1])
    }
    let second = try DaemonProcess(folder)
    try second.started()
    // What is told is told in order.
    try folder.write(canonical, dump(2))
    try second.line("safe as", "000000D1.1.DMP")
    #expect(second.stop() == 0)
    #expect(second.count("safe as") == 1, "\(second.lines)")
  }

  @Test("a dump that was being kept from a writer when the daemon was killed can be removed again")
  func clearsFlags() throws {
    let folder = try Folder()
    try folder.write(canonical, dump())
    let first = try DaemonProcess(folder)
    try first.line("safe as")
    #expect(first.stop() == 0)
    let name = try #require(folder.names("dumps/SQL07/preserved").first)
    let file = try OpenFile(reading: "\(folder.path)/dumps/SQL07/preserved/\(name)")
    guard cl_set_flags(file.descriptor, CL_FS_IMMUTABLE_FL) >= 0 else {
      skipped("the immutable flag: it needs root and a file system that has it")
      return
    }
    let second = try DaemonProcess(folder)
    try second.started()
    #expect(second.stop() == 0)
    #expect(cl_get_flags(file.descriptor) & Int64(CL_FS_IMMUTABLE_FL) == 0)
  }

  @Test("a dump that waited and was deleted in the instant of an end is kept")
  func rescuesAtTheEnd() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    let bytes = Array(dump()[..<10_000])
    try folder.write(canonical, bytes)
    try daemon.line("MEMORY.DMP is partial")
    // It wakes to both at once, and whichever it takes first, its descriptor is all that is left of the file.
    kill(daemon.identifier, SIGSTOP)
    kill(daemon.identifier, SIGTERM)
    unlink("\(folder.path)/\(canonical)")
    kill(daemon.identifier, SIGCONT)
    #expect(daemon.stop() == 0)
    #expect(folder.preserved() == [bytes])
  }

  @Test("an end in order remembers what was told just before it")
  func remembersAtTheEnd() throws {
    let folder = try Folder()
    let first = try DaemonProcess(folder)
    try first.started()
    for seed in UInt64(0)..<20 {
      try folder.write("dumps/SQL07/upload", dump(seed))
      try folder.rename("dumps/SQL07/upload", to: canonical)
      try #require(folder.waitUntilGone(canonical))
    }
    #expect(first.stop() == 0)
    let second = try DaemonProcess(folder)
    try second.started()
    while first.count("safe as") + second.count("safe as") < 20, second.readMore() {}
    #expect(second.stop() == 0)
    #expect(first.count("safe as") + second.count("safe as") == 20, "each is told of, and once")
  }
}
