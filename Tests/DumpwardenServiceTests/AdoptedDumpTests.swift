import Glibc
import Testing

/// Dumps that come under names of their own, as hypervisors write them.
struct AdoptedDumpTests {
  private func folder(_ settings: String = "") throws -> Folder {
    let folder = try Folder()
    try folder.configure(
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(folder.path)/dumps/*"
      adopt = ["{id}-{host}-{time}"]
      \(settings)
      """)
    return folder
  }

  @Test("one is told of and keeps its name, and the next start does not tell of it again")
  func adopts() throws {
    let folder = try folder()
    var daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/1-SQL07-2026-03-02", dump())
    try daemon.line("SQL07", "whole, safe as", "1-SQL07-2026-03-02")
    try folder.write("dumps/SQL07/2-SQL07-2026-03-03", dump(2))
    try daemon.line("SQL07", "whole, safe as", "2-SQL07-2026-03-03")
    #expect(daemon.stop() == 0)
    #expect(folder.names("dumps/SQL07") == ["1-SQL07-2026-03-02", "2-SQL07-2026-03-03"])
    #expect(folder.read("dumps/SQL07/1-SQL07-2026-03-02") == dump())

    daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/3-SQL07-2026-03-04", dump(3))
    try daemon.line("whole, safe as", "3-SQL07-2026-03-04")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("safe as") == 1)
  }

  @Test("a canonical name beside it is taken to safety as ever, and a foreign file is left alone")
  func besideOthers() throws {
    let folder = try folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/notes", [1, 2, 3])
    try folder.write("dumps/SQL07/1-SQL07-2026-03-02", dump())
    try folder.write("dumps/SQL07/MEMORY.DMP", dump(2))
    try daemon.line("safe as", "1-SQL07-2026-03-02")
    try daemon.line("safe as", "preserved/MEMORY-")
    #expect(daemon.stop() == 0)
    #expect(folder.names("dumps/SQL07") == ["1-SQL07-2026-03-02", "notes", "preserved"])
    #expect(daemon.count("notes") == 0)
  }

  @Test("a partial one is told of, and nobody is kept from deleting it")
  func partial() throws {
    let folder = try folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/1-SQL07-2026-03-02", dump().dropLast(4096))
    try daemon.line("1-SQL07-2026-03-02", "is partial")
    try #require(unlink("\(folder.path)/dumps/SQL07/1-SQL07-2026-03-02") == 0)
    try daemon.line("1-SQL07-2026-03-02", "no longer in trouble")
    #expect(daemon.stop() == 0)
    #expect(folder.names("dumps/SQL07").isEmpty)
  }

  @Test("a partial one is kept as what it is though another's whole one came meanwhile")
  func partialBesideWhole() throws {
    let folder = try folder("partial-grace = \"2s\"")
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/1-SQL07-2026-03-02", dump().dropLast(4096))
    try daemon.line("1-SQL07-2026-03-02", "is partial")
    try folder.write("dumps/SQL07/2-SQL08-2026-03-02", dump(2))
    try daemon.line("whole, safe as", "2-SQL08-2026-03-02")
    try daemon.line("partial", "safe as", "1-SQL07-2026-03-02")
    #expect(daemon.stop() == 0)
  }

  @Test("a partial one stays told of by the next start, though another's whole one was newer")
  func partialAfterRestart() throws {
    let folder = try folder()
    var daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/1-SQL07-2026-03-02", dump().dropLast(4096))
    try daemon.line("1-SQL07-2026-03-02", "is partial")
    try folder.write("dumps/SQL07/2-SQL08-2026-03-02", dump(2))
    try daemon.line("whole, safe as", "2-SQL08-2026-03-02")
    #expect(daemon.stop() == 0)

    daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/3-SQL08-2026-03-03", dump(3))
    try daemon.line("whole, safe as", "3-SQL08-2026-03-03")
    #expect(daemon.count("no longer in trouble") == 0)
    #expect(daemon.stop() == 0)
  }
}
