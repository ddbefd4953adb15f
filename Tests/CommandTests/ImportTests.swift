import Glibc
import Testing

@Suite("dumpctl import")
struct ImportTests {
  static let collected =
    "\(Fixture.here.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/InventoryTests/Import/Collected"
  static let emptyHive =
    "\(Fixture.here.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/System/empty-hive"

  /// A folder with a state directory and a configuration that has no host.
  private static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write("state/nothing", "")
    return scratch
  }

  private static func dumpctl(_ words: [String], _ scratch: Scratch) throws -> Ending {
    try Program.dumpctl.run(
      words, in: scratch.path, environment: ["STATE_DIRECTORY": "\(scratch.path)/state"])
  }

  /// All files below the state directory, for the claim that nothing was left behind.
  private static func kept(_ scratch: Scratch) throws -> [String] {
    let ending = try Program(path: "/usr/bin/find").run(
      ["state", "-type", "f", "!", "-name", "nothing"], in: scratch.path)
    return ending.lines.filter { !$0.isEmpty }.map(String.init).sorted()
  }

  @Test("keeps what a collector printed, and check judges it")
  func windowsFacts() throws {
    let scratch = try Self.scratch()
    let ending = try Self.dumpctl(
      ["import", "windows-facts", "\(Self.collected)/powershell-5.1-redirected.json", "--json"], scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let answer = try JSONValue(ending.output)
    #expect(answer["host"]?.string == "SQL07")
    #expect(try Self.kept(scratch) == ["state/facts/windows-facts/sql07.json"])
    let checked = try Self.dumpctl(["check", "--json", "--config", "dumpwarden.toml"], scratch)
    #expect(checked.code == 2)
    let host = try JSONValue(checked.output)["hosts"]?.list.first
    #expect(host?["source"]?.string == "import windows-facts")
    #expect(host?["required_bytes"] == .number(65_503 << 20))
  }

  @Test("writes to standard output, or into a directory beside what a person wrote")
  func output() throws {
    let scratch = try Self.scratch()
    try scratch.write("hosts/sql07.json", "mine")
    let file = "\(Self.collected)/powershell-7.json"
    let printed = try Self.dumpctl(
      ["import", "windows-facts", file, "--output", "-", "--host", "other"], scratch)
    #expect(try JSONValue(printed.output)["host"]?.list.first?["name"]?.string == "other")
    #expect(try Self.dumpctl(["import", "windows-facts", file, "--output", "hosts"], scratch).code == 0)
    let names = try Program(path: "/bin/ls").run(["hosts"], in: scratch.path).output
    #expect(names == "sql07.json\nsql07.windows-facts.json\n")
    #expect(try Program(path: "/bin/cat").run(["hosts/sql07.json"], in: scratch.path).output == "mine")
    #expect(try Self.kept(scratch).isEmpty)
  }

  /// Something that cannot be imported, made by a shell in the scratch folder as `it`.
  struct Row: CustomTestStringConvertible {
    let testDescription: String
    let kinds: [String]
    let make: String
    let says: String
  }

  static let every = ["windows-facts", "libvirt", "registry"]
  static let hostile = [
    Row(testDescription: "nothing", kinds: every, make: "true", says: "no such file"),
    Row(testDescription: "an empty file", kinds: every, make: ": >it", says: "the file is empty"),
    Row(
      testDescription: "a directory", kinds: ["windows-facts", "libvirt"], make: "mkdir it",
      says: "found a directory"),
    Row(
      testDescription: "a directory without Windows", kinds: ["registry"], make: "mkdir it",
      says: "no Windows/System32/config"),
    Row(testDescription: "a FIFO", kinds: every, make: "mkfifo it", says: "expected a regular file"),
    Row(testDescription: "2 GiB of nothing", kinds: every, make: "truncate -s 2G it", says: "it has 2.0 GiB"),
    Row(
      testDescription: "random bytes", kinds: every, make: "head -c 5000 /dev/urandom >it",
      says: "error: "),
    Row(testDescription: "zeros", kinds: every, make: "head -c 5000 /dev/zero >it", says: "error: "),
    Row(
      testDescription: "a hive that is a mark alone", kinds: ["registry"], make: "printf regf >it",
      says: "the hive is cut off"),
    Row(
      testDescription: "a hive of zeros", kinds: ["registry"], make: "printf regf >it; truncate -s 8M it",
      says: "the hive cannot be read"),
    Row(
      testDescription: "an endless device", kinds: every, make: "ln -s /dev/zero it",
      says: "expected a regular file"),
  ]

  @Test("refuses what is no such file with 65, says why, and leaves nothing behind", arguments: hostile)
  func refused(row: Row) throws {
    for kind in row.kinds {
      let scratch = try Self.scratch()
      _ = try Program.shell.run(["-c", row.make], in: scratch.path)
      let ending = try Self.dumpctl(["import", kind, "it"], scratch)
      #expect(ending.code == 65, "\(kind): \(ending.errors)")
      #expect(ending.errors.hasPrefix("dumpctl: it"), "\(ending.errors)")
      #expect(ending.errors.contains(row.says), "\(kind): \(ending.errors)")
      #expect(ending.output.isEmpty)
      #expect(try Self.kept(scratch).isEmpty)
    }
  }

  @Test("says what cannot be imported from, and what is no name, as wrong usage")
  func usage() throws {
    let scratch = try Self.scratch()
    let kind = try Self.dumpctl(["import", "windows-fact", "x"], scratch)
    #expect(kind.code == 64)
    #expect(kind.errors.contains("did you mean windows-facts?"))
    #expect(try Self.dumpctl(["import", "libvirt", "x", "--host", "../x"], scratch).code == 64)
  }

  @Test("a hive is read, the control set in use and no other; and every broken one is refused or read")
  func hive() throws {
    guard access("/usr/bin/hivexregedit", X_OK) == 0, access("/usr/bin/python3", X_OK) == 0 else {
      Requirement.isMissing("hivexregedit and python3 are needed", "a hive")
      return
    }
    let scratch = try Self.scratch()
    try scratch.write("system.reg", Self.registry)
    let made = try Program.shell.run(
      [
        "-c",
        "\(Self.emptyHive) SYSTEM 1772442900 && hivexregedit --merge --prefix 'HKEY_LOCAL_MACHINE\\SYSTEM' SYSTEM system.reg && "
          + "\(Self.emptyHive) SOFTWARE",
      ], in: scratch.path)
    try #require(made.code == 0, "\(made.errors)")

    let read = try Self.dumpctl(["import", "registry", "SYSTEM", "--output", "-"], scratch)
    #expect(read.code == 0, "\(read.errors)")
    let host = try JSONValue(read.output)["host"]?.list.first
    #expect(host?["name"]?.string == "SQL07")
    #expect(host?["collected"]?.string == "2026-03-02T09:15:00Z")
    #expect(host?["crash-control"]?["type"]?.string == "kernel")
    #expect(host?["crash-control"]?["overwrite"] == .boolean(true))
    #expect(host?["product"]?.string == "server")

    // Of another kind: it is a whole hive, and not the one.
    let other = try Self.dumpctl(["import", "registry", "SOFTWARE"], scratch)
    #expect(other.code == 65)
    #expect(other.errors.contains("it is no SYSTEM hive"))

    // Cut anywhere, and with bytes changed, from a seed: an answer or a refusal, and never a crash.
    let script = """
      import random, subprocess, sys
      whole = open('SYSTEM', 'rb').read()
      random.seed(5)
      for turn in range(60):
          data = bytearray(whole)
          for _ in range(random.choice([0, 1, 4, 40])):
              data[random.randrange(4096, len(data))] = random.randrange(256)
          if turn % 3 == 0: data = data[:random.randrange(1, len(data))]
          open('broken', 'wb').write(data)
          done = subprocess.run([sys.argv[1], 'import', 'registry', 'broken', '--output', '-'], capture_output=True)
          assert done.returncode in (0, 65), (turn, done)
          assert done.returncode == 0 or b'dumpctl: broken: error: ' in done.stderr, (turn, done)
      """
    let broken = try Program(path: "/usr/bin/python3").run(
      ["-c", script, Program.dumpctl.path], in: scratch.path)
    #expect(broken.code == 0, "\(broken.errors)")
  }

  static let registry: String = {
    let top = "[HKEY_LOCAL_MACHINE\\SYSTEM"
    return """
      Windows Registry Editor Version 5.00

      \(top)\\Select]
      "Current"=dword:00000002

      \(top)\\ControlSet001]

      \(top)\\ControlSet001\\Control]

      \(top)\\ControlSet001\\Control\\CrashControl]
      "CrashDumpEnabled"=dword:00000000

      \(top)\\ControlSet002]

      \(top)\\ControlSet002\\Control]

      \(top)\\ControlSet002\\Control\\CrashControl]
      "CrashDumpEnabled"=dword:00000002

      \(top)\\ControlSet002\\Control\\ComputerName]

      \(top)\\ControlSet002\\Control\\ComputerName\\ComputerName]
      "ComputerName"="SQL07"

      \(top)\\ControlSet002\\Control\\ProductOptions]
      "ProductType"="ServerNT"

      """
  }()

  @Test("where facts cannot be kept the code is that of the reason, and check says what it could not read")
  func notPermitted() throws {
    let scratch = try Self.scratch()
    let file = "\(Self.collected)/powershell-7.json"
    let missing = try Self.dumpctl(["import", "windows-facts", file, "--output", "nowhere"], scratch)
    #expect(missing.code == 74)
    #expect(missing.errors.contains("cannot be kept"))
    #expect(try Self.dumpctl(["import", "windows-facts", file], scratch).code == 0)
    try scratch.write("state/facts/windows-facts/broken.json", "{")
    let checked = try Self.dumpctl(["check", "--config", "dumpwarden.toml"], scratch)
    #expect(checked.code == 2)
    #expect(checked.errors.contains("facts/windows-facts/broken.json:1:"))
    #expect(checked.output.hasPrefix("CRITICAL"))
    guard geteuid() == 0 else { return }
    // As nobody: what may not be read is said, and the rest is judged.
    _ = try Program.shell.run(["-c", "chmod 755 . && chmod 700 state"], in: scratch.path)
    let command =
      "exec setpriv --reuid 65534 --clear-groups \(Program.dumpctl.path) check --config dumpwarden.toml"
    let unprivileged = try Program.shell.run(
      ["-c", command], in: scratch.path, environment: ["STATE_DIRECTORY": "\(scratch.path)/state"])
    guard unprivileged.code != 126, unprivileged.code != 127 else {
      Requirement.isMissing("setpriv and a world-readable build are needed", "check as nobody")
      return
    }
    #expect(unprivileged.errors.contains("imported facts are left out"), "\(unprivileged.errors)")
  }

  @Test("facts dropped beside the dumps are found by check, for their directory's host alone")
  func dropped() throws {
    let scratch = try Self.scratch()
    try scratch.write(
      "dumpwarden.toml", "[local]\nassess = false\n[[dump-directory]]\npath = \"\(scratch.path)/dumps/*\"\n")
    try scratch.write("dumps/FILE02/x", "")
    let file = "\(Self.collected)/powershell-7.json"
    _ = try Program(path: "/bin/cp").run([file, "\(scratch.path)/dumps/FILE02/dump-facts.json"])
    let checked = try Self.dumpctl(["check", "--json", "--config", "dumpwarden.toml"], scratch)
    #expect(checked.code == 2)
    let hosts = try JSONValue(checked.output)["hosts"]?.list ?? []
    #expect(hosts.map { $0["name"]?.string } == ["FILE02"])
    #expect(checked.errors.contains("it was collected on SQL07, and is taken to speak for FILE02"))
  }
}
