import Glibc
import Testing

/// Facts that nobody typed, as the daemon comes to know them while it runs.
@Suite(.serialized)
struct GatheredFactTests {
  /// What a collector prints of a host with 64 GiB and a page file of so many MB.
  private static func facts(pagefile: Int) -> [UInt8] {
    Array(
      """
      {"schema":"dump-facts/1","host":"SQL07","collectedUtc":"2036-01-01T00:00:00Z",
       "os":{"BuildNumber":20348,"SystemDrive":"C:","TotalVisibleMemorySize":67073264},
       "volumes":[{"DriveLetter":"C:","Capacity":\(1 << 40),"FreeSpace":\(1 << 39)}],
       "pageFileSetting":[{"Name":"C:\\\\pagefile.sys","InitialSize":\(pagefile),"MaximumSize":\(pagefile)}],
       "pageFileUsage":[{"Name":"C:\\\\pagefile.sys","AllocatedBaseSize":\(pagefile),"TempPageFile":false}],
       "crashControl":{"CrashDumpEnabled":1}}
      """.utf8)
  }

  @Test(
    "facts that are dropped are judged when they are closed, again when they change, and while broken the last hold"
  )
  func dropped() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/dump-facts.json", Self.facts(pagefile: 16_384))
    try daemon.line("SQL07: C:\\pagefile.sys starts at 16384 MB")
    let before = daemon.lines.count
    try folder.write("dumps/SQL07/dump-facts.json", Array("{\"schema\":".utf8))
    try daemon.line("dump-facts.json:1:", "the last good version stays in force", from: before)
    try folder.write("dumps/SQL07/upload", Self.facts(pagefile: 70_000))
    try folder.rename("dumps/SQL07/upload", to: "dumps/SQL07/dump-facts.json")
    try daemon.line("nothing stands against SQL07", from: before)
    #expect(daemon.stop() == 0)
  }

  @Test("what is imported while the daemon runs is judged, and dropped facts do not speak for another host")
  func imported() throws {
    let folder = try Folder()
    try folder.write("dumps/SQL07/dump-facts.json", Self.facts(pagefile: 16_384))
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try daemon.line("SQL07: C:\\pagefile.sys starts at 16384 MB")
    for name in ["state/facts", "state/facts/registry"] { try folder.make(name) }
    try folder.write(
      "state/facts/registry/db.json.new",
      Array(#"{"host":[{"name":"DB","pagefile":[],"crash-control":{"type":"complete"}}]}"#.utf8))
    try folder.rename("state/facts/registry/db.json.new", to: "state/facts/registry/db.json")
    try daemon.line("DB: ")
    #expect(daemon.stop() == 0)
  }
}
