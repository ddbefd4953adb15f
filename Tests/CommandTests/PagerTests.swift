import Glibc
import Testing

@Suite("the pager")
struct PagerTests {
  private static let marking = "sed s/^/paged:/"
  private static let options = ["check"] + Fixture.fleet.options

  private func screen(_ words: [String] = [], _ environment: [String: String]) throws -> Ending? {
    try Program.dumpctl.runOnTerminal(
      Self.options + words, in: Fixture.fleet.path,
      environment: ["NO_COLOR": "1", "LINES": "10"].merging(environment) { $1 })
  }

  @Test("shows what is longer than the screen, and the exit code is that of the verb")
  func long() throws {
    guard let ending = try screen([], ["PAGER": Self.marking]) else { return }
    #expect(ending.output.hasPrefix("paged:CRITICAL: "))
    #expect(ending.lines.dropLast().allSatisfy { $0.hasPrefix("paged:") })
    #expect(ending.code == 2)
  }

  @Test(
    "is left out where nobody wants it",
    arguments: [
      ("text that fits", [], ["LINES": "100"]), ("--no-pager", ["--no-pager"], [:]),
      ("JSON", ["--json"], [:]), ("an empty SYSTEMD_PAGER", [], ["SYSTEMD_PAGER": ""]),
      ("cat", [], ["SYSTEMD_PAGER": "cat"]), ("a pager that is not there", [], ["PAGER": "/nosuch/pager"]),
      ("a screen of unknown length", [], ["LINES": ""]),
    ] as [(String, [String], [String: String])])
  func unwanted(what: String, words: [String], environment: [String: String]) throws {
    guard let ending = try screen(words, ["PAGER": Self.marking].merging(environment) { $1 }) else { return }
    #expect(!ending.output.contains("paged:"), "\(what)")
    #expect(ending.output.contains("CRITICAL") || words == ["--json"], "\(what)")
    #expect(ending.code == 2, "\(what)")
  }

  @Test("is systemd's before that of others, and less has systemd's options")
  func choice() throws {
    guard let first = try screen([], ["PAGER": "sed s/^/other:/", "SYSTEMD_PAGER": Self.marking])
    else { return }
    #expect(first.output.hasPrefix("paged:"))
    let scratch = try Scratch()
    try scratch.write("bin/less", "#!/bin/sh\necho \"LESS=$LESS LESSCHARSET=$LESSCHARSET $LESSSECURE\"\n")
    chmod("\(scratch.path)/bin/less", 0o755)
    let path = "\(scratch.path)/bin:/nosuch"
    #expect(try screen([], ["PATH": path])?.output == "LESS=FRSXMK LESSCHARSET=utf-8 \n")
    #expect(try screen([], ["PATH": path, "SYSTEMD_LESS": "R"])?.output.hasPrefix("LESS=R ") == true)
    // Behind sudo a pager that runs commands would run them as root.
    for environment in [["SUDO_UID": "12345"], ["SYSTEMD_PAGERSECURE": "1"]] {
      let secure = try screen([], ["PATH": path, "PAGER": Self.marking].merging(environment) { $1 })
      #expect(secure?.output == "LESS=FRSXMK LESSCHARSET=utf-8 1\n")
    }
  }

  @Test("may be left before the end")
  func left() throws {
    guard let ending = try screen([], ["PAGER": "head -n 1"]) else { return }
    #expect(ending.lines.count == 2)
    #expect(ending.code == 2)
    #expect(try screen([], ["PAGER": "true"])?.output == "")
  }
}
