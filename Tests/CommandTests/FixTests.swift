import FoundationEssentials
import Glibc
import Testing

@Suite("fix") struct FixTests {
  static let hostile = [
    "'; touch pwned; '", "$(touch pwned)", "`touch pwned`", "\" && touch pwned #",
    "\u{2019}; touch pwned; \u{2018}",
    "a b", "\u{202E}x\u{2028}touch pwned", "\\", "--help", "*",
  ]

  @Test(
    "prints a script whose first lines are the answer, as it was read in review",
    arguments: [
      ("SQL07", "fix of a Windows host"), ("local", "fix of this machine"),
    ])
  func screen(host: String, name: String) throws {
    let ending = try dumpctl(["fix", host] + Fixture.fleet.options, in: .fleet)
    #expect(ending.code == 0)
    // The time and the version are another every time.
    let text = ending.output.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("# Review before running") || line.hasPrefix("# Host: ")
        ? String(line.prefix { $0 != "," && $0 != "." }) : String(line)
    }.joined(separator: "\n")
    let path = "\(Fixture.here)/Expected/\(name).txt"
    if getenv("UPDATE_EXPECTED") != nil { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    #expect(text == (try String(contentsOfFile: path, encoding: .utf8)))
  }

  @Test("writes a script for its owner alone, and over no file")
  func file() throws {
    let scratch = try Scratch()
    let file = "\(scratch.path)/fix.ps1"
    let words = ["fix", "SQL07", "--output", file] + Fixture.fleet.options
    let ending = try dumpctl(words, in: .fleet)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output.hasPrefix("OK: SQL07: with this script"))
    var status = stat()
    #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
    let first = try String(contentsOfFile: file, encoding: .utf8)
    #expect(first.hasPrefix("# SQL07: ") && first.hasSuffix("}\n"))
    let again = try dumpctl(words, in: .fleet)
    #expect(again.code == 74)
    #expect(again.errors.contains("file exists; name another file"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["fix.ps1"])
    // Where there is no script there is no file.
    let none = try dumpctl(["fix", "OLD01", "-o", file + "2"] + Fixture.fleet.options, in: .fleet)
    #expect(none.code == 2)
    #expect(access(file + "2", F_OK) != 0)
    #expect(
      try dumpctl(["fix", "SQL07", "-o", "/nosuch/fix"] + Fixture.fleet.options, in: .fleet).code == 74)
  }

  @Test("says in JSON what it would change, and why")
  func json() throws {
    let ending = try dumpctl(["fix", "SQL07", "--json"] + Fixture.fleet.options, in: .fleet)
    let answer = try JSONValue(ending.output)
    #expect(
      answer.keys == [
        "version", "host", "os", "outcome", "answer", "status_now", "status_after", "changes", "enlarge",
        "missing",
        "remaining", "language", "file", "script",
      ])
    #expect(answer["outcome"]?.string == "script")
    #expect(answer["status_now"]?.string == "critical")
    #expect(answer["status_after"]?.string == "ok")
    let change = try #require(answer["changes"]?.list.first)
    #expect(change["action"]?.string == "set-pagefile")
    #expect(change["path"]?.string == #"C:\pagefile.sys"#)
    #expect(change["rule"]?.string == "SIZ-INITIAL-NOT-MAX")
    let room = try JSONValue(
      try dumpctl(["fix", "OLD01", "--json"] + Fixture.fleet.options, in: .fleet).output)
    #expect(room["outcome"]?.string == "enlarge")
    #expect(room["enlarge"]?["volume"]?.string == "C:")
    #expect(room["script"] == .null)
    let facts = try JSONValue(
      try dumpctl(["fix", "APP12", "--json"] + Fixture.fleet.options, in: .fleet).output)
    #expect(facts["missing"]?.list.first?["key"]?.string == "pagefile")
  }

  @Test("makes of no name a line of its scripts, and shellcheck finds nothing in them", arguments: hostile)
  func hostileNames(name: String) throws {
    let scratch = try Scratch()
    try Self.describe(scratch, name)
    let ending = try Program.dumpctl.run(
      [
        "fix", "--config", "dumpwarden.toml", "--output", "fix.sh", "--",
        name.contains("*") ? "\(name)" : name,
      ],
      in: scratch.path)
    #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    guard access("/usr/bin/shellcheck", X_OK) == 0 else {
      return Requirement.isMissing("shellcheck is not installed", "the scripts of fix")
    }
    let checked = try Program(path: "/usr/bin/shellcheck").run(["fix.sh"], in: scratch.path)
    #expect(checked.code == 0, "\(checked.output)")
    // Run, it stops at the name of the host, and nothing else happens.
    let run = try Program.shell.run(["fix.sh"], in: scratch.path)
    #expect(run.code == 1)
    #expect(run.errors.hasPrefix("this script is for \(name), not for "))
    #expect(access("\(scratch.path)/pwned", F_OK) != 0)
  }

  @Test("prints for Linux what makes the swap file, once, and leaves fstab as it was but for its line")
  func run() throws {
    let scratch = try Scratch()
    try Self.describe(scratch, "tux")
    let made = try Program.dumpctl.run(
      ["fix", "tux", "--config", "dumpwarden.toml", "--output", "fix.sh"], in: scratch.path)
    #expect(made.code == 0)
    // Everything that would touch this machine says instead what it was asked.
    var text = try String(contentsOfFile: "\(scratch.path)/fix.sh", encoding: .utf8)
    text = text.replacing("/etc/fstab", with: "\(scratch.path)/fstab")
    text = text.replacing("='/", with: "='\(scratch.path)/")
    try scratch.write("run.sh", text)
    try scratch.write("fstab", "/dev/sda1 / ext4 defaults 0 1")
    let tools = [
      ("uname", "echo tux.example.com"), ("id", "echo ${WHO-0}"),
      ("df", "echo; echo fs 1 1 ${FREE-99999999} 1 /"),
      ("stat", "echo ${KIND-xfs}"), ("fallocate", "[ -z \"${FULL-}\" ] && echo \"$@\" >>calls"),
      ("dd", "echo dd >>calls; [ -z \"${FULL-}\" ]"), ("mkswap", "echo mkswap >>calls"),
      ("swapon", "echo swapon >>calls"), ("chattr", "echo chattr \"$1\" >>calls"),
    ]
    for (tool, body) in tools {
      let path = try scratch.write("bin/\(tool)", "#!/bin/sh\n\(body)\n")
      chmod(path, 0o755)
    }
    let file = "\(scratch.path)/data/swap-for-dump-1"
    mkdir("\(scratch.path)/data", 0o755)
    func run(_ environment: [String: String] = [:]) throws -> Ending {
      try Program.shell.run(
        ["run.sh"], in: scratch.path,
        environment: environment.merging(["PATH": "\(scratch.path)/bin:/usr/bin:/bin"]) { $1 })
    }
    func read(_ name: String) -> String {
      (try? String(contentsOfFile: "\(scratch.path)/\(name)", encoding: .utf8)) ?? ""
    }

    for (environment, why) in [
      (["WHO": "1000"], "run this as root"),
      (["FREE": "1024"], "has 1024 KB free, and 4098 MB (4196352 KB) are needed"),
      (["KIND": "zfs"], "no swap file is made on zfs"), (["FULL": "1"], ""),
    ] {
      let stopped = try run(environment)
      #expect(stopped.code == 1 && stopped.errors.contains(why), "\(environment): \(stopped.errors)")
      #expect(access(file, F_OK) != 0, "\(environment): half a swap file stays")
      #expect(read("fstab") == "/dev/sda1 / ext4 defaults 0 1")
    }
    unlink("\(scratch.path)/calls")
    let first = try run(["KIND": "btrfs"])
    #expect(first.code == 0, "\(first.errors)")
    #expect(read("calls") == "chattr +C\n-l 4098M \(file)\nmkswap\nswapon\n")
    #expect(read("fstab") == "/dev/sda1 / ext4 defaults 0 1\n\(file) none swap sw 0 0\n")
    #expect(read("fstab.before-dumpwarden") == "/dev/sda1 / ext4 defaults 0 1")
    let second = try run()
    #expect(second.code == 1 && second.errors.contains("is there already"))
    #expect(read("fstab").split(separator: "\n").count == 2)
  }

  struct Kdump: Sendable, CustomTestStringConvertible {
    let tools: String
    var reserved = 0
    let calls: String
    var testDescription: String { "\(tools), \(reserved) MiB reserved" }
  }

  static let kdumps = [
    Kdump(
      tools: "kdump-utils",
      calls: "kdumpctl get-default-crashkernel\nkdumpctl reset-crashkernel --kernel=ALL\n"
        + "systemctl enable kdump.service\n"),
    Kdump(tools: "kdump-tools", calls: "update-grub\nsystemctl enable kdump-tools.service\n"),
    Kdump(
      tools: "kdump-tools", reserved: 512,
      calls: "systemctl enable kdump-tools.service\nsystemctl restart kdump-tools.service\n"),
    Kdump(
      tools: "suse-kdump", reserved: 512,
      calls: "systemctl enable kdump.service\nsystemctl restart kdump.service\n"),
  ]

  @Test("sets kdump up by the distribution's own tools, and changes what it asks for once", arguments: kdumps)
  func kdump(row: Kdump) throws {
    let scratch = try Scratch()
    try scratch.write(
      "dumpwarden.toml", "[local]\nassess = false\n[[policy]]\nmatch = [\"*\"]\nwant = \"complete\"\n")
    try scratch.write(
      "hosts.d/a.toml",
      """
      [[host]]
      name = "tux"
      os = "linux"
      memory.visible = "8 GiB"
      volume = [{ id = "/", boot = true, size = "90 GiB", free = "80 GiB" }]
      swap = [{ path = "/swap.img", size = "9 GiB", on-boot-volume = true }]
      [host.kdump]
      tools = "\(row.tools)"
      installed = true
      enabled = false
      kexec = true
      crashkernel = "\(row.reserved == 0 ? "" : "\(row.reserved)M")"
      reserved = "\(row.reserved) MiB"
      loaded = false
      fadump = "none"
      """)
    let made = try Program.dumpctl.run(
      ["fix", "tux", "--config", "dumpwarden.toml", "--output", "fix.sh"], in: scratch.path)
    #expect(made.code == 0, "\(made.output)\(made.errors)")
    var text = try String(contentsOfFile: "\(scratch.path)/fix.sh", encoding: .utf8)
    text = text.replacing("/etc/default", with: "\(scratch.path)/default")
    text = text.replacing("/sys/kernel/kexec_crash_loaded", with: "\(scratch.path)/loaded")
    try scratch.write("run.sh", text)
    try scratch.write("default/kdump-tools", "USE_KDUMP=0\nKDUMP_COREDIR=/var/crash\n")
    try scratch.write("default/grub", "#GRUB_CMDLINE_LINUX=\"crashkernel=1M\"\n")
    try scratch.write("loaded", "1\n")
    for tool in ["kdumpctl", "update-grub", "systemctl", "grubby"] {
      let path = try scratch.write("bin/\(tool)", "#!/bin/sh\necho \(tool) \"$@\" >>calls\n")
      chmod(path, 0o755)
    }
    for (tool, answer) in [("uname", "tux"), ("id", "0")] {
      chmod(try scratch.write("bin/\(tool)", "#!/bin/sh\necho \(answer)\n"), 0o755)
    }
    func run() throws -> Ending {
      try Program.shell.run(
        ["run.sh"], in: scratch.path, environment: ["PATH": "\(scratch.path)/bin:/usr/bin:/bin"])
    }
    func read(_ name: String) -> String {
      (try? String(contentsOfFile: "\(scratch.path)/\(name)", encoding: .utf8)) ?? ""
    }
    let first = try run()
    #expect(first.code == 0, "\(first.errors)")
    #expect(read("calls") == row.calls)
    let isDebian = row.tools == "kdump-tools"
    #expect(read("default/kdump-tools").hasPrefix(isDebian ? "USE_KDUMP=1\nKDUMP_COREDIR" : "USE_KDUMP=0\n"))
    let dropIn = read("default/grub.d/dumpwarden-kdump.cfg")
    #expect(
      dropIn.hasPrefix("GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=2G-4G:320M,")
        == (isDebian && row.reserved == 0))
    #expect(try run().code == 0)
    #expect(read("default/grub.d/dumpwarden-kdump.cfg") == dropIn)
    try scratch.write("loaded", "0\n")
    let failed = try run()
    #expect(failed.code == (row.reserved == 0 ? 0 : 1))
    #expect(failed.errors.contains("no crash kernel was loaded") == (row.reserved > 0))
    guard access("/usr/bin/shellcheck", X_OK) == 0 else {
      return Requirement.isMissing("shellcheck is not installed", "the scripts of fix")
    }
    let checked = try Program(path: "/usr/bin/shellcheck").run(["fix.sh"], in: scratch.path)
    #expect(checked.code == 0, "\(checked.output)")
  }

  private static func describe(_ scratch: Scratch, _ name: String) throws {
    let quoted = try String(decoding: JSONEncoder().encode([name]), as: UTF8.self).dropFirst().dropLast()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write(
      "hosts.d/a.ndjson",
      #"{"name":\#(quoted),"os":"linux","memory":{"visible":"4 GiB"},"swap":[],"#
        + #""volume":[{"id":"/data","boot":true,"size":"90 GiB","free":"80 GiB"}]}"# + "\n")
  }
}
