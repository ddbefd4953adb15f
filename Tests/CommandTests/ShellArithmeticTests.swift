import Glibc
import Testing

/// Sizes of dumps do not fit into the numbers of every shell and every awk.
@Suite("what runs in a shell") struct ShellArithmeticTests {
  /// What works a number out: `$((`, `let`, `expr`, `bc`, awk, and printf with a number's format.
  private static let arithmetic =
    #"\$\(\(|(^|[;&|{])[[:blank:]]*let[[:blank:]]|(^|[^[:alnum:]_-])(expr|bc|dc|[mgn]?awk)[[:blank:]]|printf[^|;]*%[0-9]*[diu]"#

  @Test("W19 of what is shipped, and of what builds and packages it, does no arithmetic")
  func packaging() throws {
    let top = "\(Fixture.here)/../.."
    // Not all of these are there at all times.
    let places = ["scripts", "etc", "systemd", "debian", "Makefile"].filter {
      access("\(top)/\($0)", F_OK) == 0
    }
    #expect(places.count > 3)
    let found = try Program(path: "/bin/grep").run(["-rnIE", Self.arithmetic] + places, in: top)
    #expect(found.code == 1, "\(found.output)\(found.errors)")
  }

  @Test(
    "W19 the pattern finds what it is for",
    arguments: [
      "size=$((ram + 1))", "awk '{ printf \"%d\" }'", "n=$(expr 1 + 2)", "echo 1+2 | bc -l",
      "printf '%d' 17180917760", "let size=ram+1", "mawk 'BEGIN { print 1 }'",
    ])
  func pattern(line: String) throws {
    let scratch = try Scratch()
    try scratch.write("line", line + "\n")
    #expect(try Program(path: "/bin/grep").run(["-qE", Self.arithmetic, "line"], in: scratch.path).code == 0)
  }

  @Test("W19 a script of fix has each number worked out, 16 GiB + 1 MB too")
  func fix() throws {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write(
      "hosts.d/a.ndjson",
      #"{"name":"tux","os":"linux","memory":{"visible":"16 GiB"},"swap":[],"#
        + #""volume":[{"id":"/","boot":true,"size":"90 GiB","free":"80 GiB"}]}"# + "\n")
    let made = try Program.dumpctl.run(["fix", "tux", "--config", "dumpwarden.toml"], in: scratch.path)
    #expect(made.code == 0)
    #expect(made.output.contains("\nmegabytes=16386\nkilobytes=16779264\n"))
    try scratch.write("fix.sh", made.output)
    let found = try Program(path: "/bin/grep").run(["-nE", Self.arithmetic, "fix.sh"], in: scratch.path)
    // To pick out a field is no arithmetic.
    #expect(found.output.split(separator: "\n").allSatisfy { $0.contains("{ print $4 }") }, "\(found.output)")
  }
}
