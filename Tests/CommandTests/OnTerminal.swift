import Glibc
import Testing

extension Program {
  /// Runs it where standard output and standard error are a terminal, of the size that the environment says.
  ///
  /// `nil` where nothing here can make one; that has been said then.
  func runOnTerminal(
    _ arguments: [String], in directory: String = "/", environment: [String: String] = [:]
  ) throws -> Ending? {
    guard access("/usr/bin/script", X_OK) == 0 else {
      Requirement.isMissing("script(1) is not installed", "what is seen on a terminal")
      return nil
    }
    let command = ([path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let base = ["TERM": "xterm", "SHELL": "/bin/sh"]
    let ending = try Program(path: "/usr/bin/script").run(
      ["-qec", command, "/dev/null"], in: directory, environment: base.merging(environment) { $1 })
    return Ending(
      code: ending.code, output: ending.output.replacing("\r\n", with: "\n"), errors: ending.errors)
  }
}
