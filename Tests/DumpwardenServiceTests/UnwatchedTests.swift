import Glibc
import Linux
import Testing

/// The kernel has only so many watches for a user (failure story N6).
@Suite(.serialized)
struct UnwatchedTests {
  /// Runs a command to its end.
  private func run(_ words: String...) throws -> Int32 {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    var identifier = pid_t()
    try #require(posix_spawnp(&identifier, words[0], nil, nil, &arguments, environ) == 0)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// The daemon in a user namespace, which has limits of its own and leaves the machine's alone.
  private func limited(_ folder: Folder, watches: Int) throws -> DaemonProcess {
    try DaemonProcess(
      folder,
      prefix: [
        "unshare", "--user", "--map-root-user", "sh", "-c",
        "echo \(watches) >/proc/sys/user/max_inotify_watches && exec \"$@\"", "sh",
      ])
  }

  private var canBeLimited: Bool {
    get throws { try run("unshare", "--user", "--map-root-user", "true") == 0 }
  }

  private func configure(_ folder: Folder) throws {
    for name in ["APP12", "FILE02"] { try folder.make("dumps/\(name)") }
    try folder.configure(
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(folder.path)/dumps/*"
      settle = "1s"
      """)
  }

  @Test("directories without a watch are looked at, told of, and watched when there are watches again")
  func falls() throws {
    guard try canBeLimited else { return skipped("user namespaces are not allowed here") }
    let folder = try Folder()
    try configure(folder)
    let daemon = try limited(folder, watches: 1)
    try daemon.started()
    for name in ["SQL07", "FILE02"] {
      try daemon.line("warning", "\(name) is only looked at every 1 s", "fs.inotify.max_user_watches")
    }
    for (name, seed) in [("APP12", UInt64(1)), ("FILE02", 2), ("SQL07", 3)] {
      try folder.write("dumps/\(name)/MEMORY.DMP", dump(seed))
      try daemon.line("\(name) crashed", "safe as")
    }
    // One that comes later is found, though nothing tells of it.
    try folder.make("dumps/NEW01")
    try folder.write("dumps/NEW01/MEMORY.DMP", dump(4))
    try daemon.line("NEW01 crashed", "safe as")
    let raised = "echo 100 >/proc/sys/user/max_inotify_watches"
    #expect(
      try run(
        "nsenter", "--user", "--preserve-credentials", "--target", "\(daemon.identifier)", "sh", "-c", raised)
        == 0)
    for name in ["SQL07", "FILE02", "NEW01"] { try daemon.line("notice", "\(name) is watched; raised") }
    let seen = daemon.lines.count
    try folder.write("dumps/SQL07/MEMORY.DMP", dump(5))
    try daemon.line("SQL07 crashed", "safe as", from: seen)
    #expect(daemon.stop() == 0)
    for name in ["SQL07", "FILE02", "NEW01"] {
      #expect(daemon.count("warning: \(folder.path)/dumps/\(name) is only") == 1, "\(name)")
    }
    #expect(folder.preserved() == [dump(3), dump(5)] || folder.preserved() == [dump(5), dump(3)])
  }

  @Test("without a watch too a dump that is being written is left alone")
  func held() throws {
    guard try canBeLimited else { return skipped("user namespaces are not allowed here") }
    let folder = try Folder()
    try configure(folder)
    let daemon = try limited(folder, watches: 0)
    try daemon.started()
    try daemon.line("SQL07 is only looked at")
    let writer = open("\(folder.path)/dumps/SQL07/MEMORY.DMP", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    let bytes: [UInt8] = dump(1)
    #expect(Glibc.write(writer, bytes, bytes.count) == bytes.count)
    // Two more looks have come and gone when these are told of.
    for seed in UInt64(2)...3 {
      let seen = daemon.lines.count
      try folder.write("dumps/APP12/MEMORY.DMP", dump(seed))
      try daemon.line("APP12 crashed", from: seen)
    }
    #expect(folder.has("dumps/SQL07/MEMORY.DMP"))
    close(writer)
    try daemon.line("SQL07 crashed", "safe as")
    #expect(daemon.stop() == 0)
  }
}
