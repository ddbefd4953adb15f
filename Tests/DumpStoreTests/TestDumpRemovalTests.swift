import DumpFormats
import DumpSamples
import Glibc
import Linux
import Sizing
import Testing

@testable import DumpStore

struct TestDumpRemovalTests {
  private let test = TestDump.bytes(time: Timestamp(seconds: 1_772_442_900), number: 1)

  private func remove(_ bytes: [UInt8], links: Int = 1) throws -> (errno: Int32?, isThere: Bool) {
    var template = Array("/tmp/dump-store-tests-XXXXXX".utf8CString)
    #expect(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { for name in ["A.DMP", "B.DMP", ""] { Glibc.remove("\(path)/\(name)") } }
    let file = open("\(path)/A.DMP", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    #expect(write(file, bytes, bytes.count) == bytes.count)
    close(file)
    if links > 1 { #expect(link("\(path)/A.DMP", "\(path)/B.DMP") == 0) }
    let directory = try Directory(DirectoryPath(base: path))
    let name = try #require(FileName("A.DMP"))
    var errno: Int32?
    do throws(SystemError) {
      try FileOperations().removeTestDump(name, in: directory)
    } catch {
      errno = error.errno
    }
    return (errno, access("\(path)/A.DMP", F_OK) == 0)
  }

  @Test("a test dump goes")
  func goes() throws {
    #expect(try remove(test) == (nil, false))
  }

  @Test("a real dump stays, even one that says in its comment that it is a test's")
  func stays() throws {
    let real = wholeDump
    #expect(try remove(real) == (EPERM, true))
    #expect(try remove(test + [0]) == (EPERM, true))
  }

  @Test("what is not whole, or has another name, stays")
  func notWhole() throws {
    #expect(try remove(Array(test.dropLast(4096))) == (EPERM, true))
    #expect(try remove(test, links: 2) == (EINVAL, true))
  }
}
