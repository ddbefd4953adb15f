import Testing

/// Dumps that keep their canonical name for a while.
struct GraceTests {
  private func folder(grace: String) throws -> Folder {
    let folder = try Folder()
    try folder.configure(
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(folder.path)/dumps/*"
      grace = "\(grace)"
      """)
    return folder
  }

  @Test("a dump is told of once, though it changes when it gives up its name", arguments: ["1s", "1h"])
  func tellsOnce(grace: String) throws {
    let folder = try folder(grace: grace)
    var daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/MEMORY.DMP", dump())
    try daemon.line("safe as")
    if grace == "1s" { #expect(folder.waitUntilGone("dumps/SQL07/MEMORY.DMP")) }
    // An end in order ends every grace.
    #expect(daemon.stop() == 0)
    #expect(!folder.has("dumps/SQL07/MEMORY.DMP"))

    daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("dumps/SQL07/MEMORY.DMP", dump(2))
    try daemon.line("safe as")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("safe as") == 1)
    #expect(Set(folder.preserved()) == [dump(), dump(2)])
  }
}
