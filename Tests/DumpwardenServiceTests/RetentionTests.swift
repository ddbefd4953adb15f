import DumpSamples
import Glibc
import Testing

/// Retention by the daemon as it is run, on real files.
struct RetentionTests {
  /// A folder whose dumps may use so much, in which nothing but the newest and the last crash is protected.
  private func folder(_ keep: String, extra: String = "") throws -> Folder {
    let folder = try Folder()
    try configure(folder, keep, extra: extra)
    return folder
  }

  private func configure(_ folder: Folder, _ keep: String, extra: String = "") throws {
    try folder.configure(
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(folder.path)/dumps/*"
      \(extra)
      [dump-directory.keep]
      first-of-each-bugcheck = 0
      last = 1
      \(keep)
      """)
  }

  /// A whole dump of another crash for each number.
  private func crash(_ number: UInt64) -> [UInt8] {
    var sample = WindowsSample(.complete, pages: 16)
    sample.seed = number
    sample.parameters = [number, 2, 3, 4]
    return sample.bytes()
  }

  private func drop(_ numbers: some Sequence<UInt64>, in folder: Folder, _ daemon: DaemonProcess) throws {
    for number in numbers {
      let told = daemon.lines.count
      try folder.write("dumps/SQL07/MEMORY.DMP", crash(number))
      try daemon.line("safe as", from: told)
    }
  }

  @Test("a dump that arrives makes an older one go that nothing protects, and it is told of")
  func makesRoom() throws {
    let folder = try folder("max-use = \"100 KiB\"\nfree = \"none\"\nat-most = \"100%\"")
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try drop(1...2, in: folder, daemon)
    try daemon.line("SQL07", "000000D1.DMP is deleted", "more than 100.0 KiB in use")
    #expect(daemon.stop() == 0)
    #expect(folder.preserved() == [crash(2)])
    #expect(daemon.count("is deleted") == 1)
  }

  @Test("a pinned dump stays, and the next oldest goes")
  func pinned() throws {
    let folder = try folder("max-use = \"200 KiB\"\nfree = \"none\"\nat-most = \"100%\"")
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try drop(1...1, in: folder, daemon)
    let first = try #require(folder.names("dumps/SQL07/preserved").first)
    try folder.write("dumps/SQL07/preserved/\(first).pin", Array("reason = \"case 4711\"\n".utf8))
    try drop(2...3, in: folder, daemon)
    try daemon.line("000000D1.1.DMP is deleted")
    #expect(daemon.stop() == 0)
    #expect(Set(folder.preserved()).isSuperset(of: [crash(1), crash(3)]))
    #expect(daemon.count("is deleted") == 1)
  }

  @Test("more than at-most waits for a person, and is told of once until it is over")
  func waits() throws {
    let folder = try folder("free = \"none\"")
    var daemon = try DaemonProcess(folder)
    try daemon.started()
    try drop(1...5, in: folder, daemon)
    try configure(folder, "max-use = \"100 KiB\"\nfree = \"none\"")
    kill(daemon.identifier, SIGHUP)
    try daemon.line("waits for a person: 4 of 5 dumps would go")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("is deleted") == 0)
    #expect(folder.preserved().count == 5)

    try configure(folder, "max-use = \"100 KiB\"\nfree = \"none\"\nat-most = \"100%\"")
    daemon = try DaemonProcess(folder)
    try daemon.line("at-most of", "is well again")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("is deleted") == 4)
    #expect(daemon.count("waits for a person") == 1, "the alert is told again only as what is cleared")
    #expect(folder.preserved() == [crash(5)])
  }

  @Test("headroom that cannot be had is told of with both numbers, and nothing protected goes")
  func headroom() throws {
    let folder = try folder("free = \"1 EiB\"")
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try drop(1...1, in: folder, daemon)
    try daemon.line("is short of room by", "1.0 EiB are to be free")
    #expect(daemon.stop() == 0)
    #expect(folder.preserved() == [crash(1)])
  }

  @Test("on the word of an entry with a mistake nothing is deleted")
  func held() throws {
    let folder = try folder(
      "max-use = \"100 KiB\"\nfree = \"none\"\nat-most = \"100%\"", extra: "settle = \"soon\"")
    let other = "dumps-aged"
    try folder.make(other)
    try folder.make("\(other)/WEB01")
    let main = String(decoding: try #require(folder.read("dumpwarden.toml")), as: UTF8.self)
    // What this one says shows that retention ran.
    try folder.configure(
      main
        + "\n[[dump-directory]]\npath = \"\(folder.path)/\(other)/*\"\n[dump-directory.keep]\nfree = \"1 EiB\""
    )
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try drop(1...3, in: folder, daemon)
    try daemon.line("is short of room by")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("is deleted") == 0)
    #expect(folder.preserved().count == 3)
  }

  @Test("the same crash sent again goes, once both were read and found equal")
  func repeats() throws {
    let folder = try folder("max-use = \"100 KiB\"\nfree = \"none\"\nat-most = \"100%\"")
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try drop([1, 1], in: folder, daemon)
    try daemon.line("000000D1.1.DMP is deleted", "a repeat of MEMORY-")
    #expect(daemon.stop() == 0)
    #expect(folder.preserved() == [crash(1)])
  }

  @Test("a dump that is not durable yet is no reason to delete another")
  func notBeforeDurable() throws {
    let folder = try folder("max-use = \"100 KiB\"\nfree = \"none\"\nat-most = \"100%\"")
    let slow = ["-e", "trace=fsync", "-e", "inject=fsync:delay_enter=1000000"]
    guard let daemon = try? DaemonProcess(folder, prefix: ["strace", "-f", "-qq", "-o", "/dev/null"] + slow)
    else {
      skipped("dumps that are slow to become durable: there is no strace")
      return
    }
    try daemon.started()
    for number in UInt64(1)...2 {
      try folder.write("dumps/SQL07/MEMORY.DMP", crash(number))
      #expect(folder.waitUntilGone("dumps/SQL07/MEMORY.DMP"))
    }
    try daemon.line("is deleted")
    kill(try #require(daemon.child), SIGTERM)
    #expect(daemon.wait() == 0)
    let safe = try #require(
      daemon.lines.firstIndex { $0.contains("safe as") && $0.contains("000000D1.1.DMP") })
    let deleted = try #require(daemon.lines.firstIndex { $0.contains("is deleted") })
    #expect(safe < deleted, "\(daemon.lines)")
  }
}
