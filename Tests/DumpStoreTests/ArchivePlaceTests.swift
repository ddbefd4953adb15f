import DumpStore
import Linux
import Testing

struct ArchivePlaceTests {
  @Test("an archive below the dump directory is one name")
  func below() throws {
    #expect(Archive.place("preserved", host: "SQL07") == .below(try #require(FileName("preserved"))))
  }

  @Test("an archive outside has the host's name for {host}, below what the administrator wrote")
  func outside() {
    #expect(
      Archive.place("/srv/kept/{host}/dumps-{host}", host: "SQL07")
        == .outside(DirectoryPath(base: "/srv/kept", below: ["SQL07", "dumps-SQL07"])))
    #expect(Archive.place("/srv/kept", host: "SQL07") == .outside(DirectoryPath(base: "/srv/kept")))
    #expect(Archive.place("/{host}", host: "SQL07") == .outside(DirectoryPath(base: "/", below: ["SQL07"])))
  }

  @Test(
    "a host whose name leads elsewhere has no archive",
    arguments: ["", ".", "..", "../x", "a/b", "/etc", "a\0b"])
  func refusesHosts(host: String) {
    #expect(Archive.place("/srv/kept/{host}", host: host) == nil)
  }

  @Test("an archive below is no path", arguments: ["", ".", "..", "a/b", "../x"])
  func refusesPaths(archive: String) {
    #expect(Archive.place(archive, host: "SQL07") == nil)
  }
}
