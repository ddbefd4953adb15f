import ArgumentParser
import DumpReports
import DumpwardenBus
import Glibc
import Linux
import Sizing
import Systemd

/// `dumpctl monitor`: tells what the running daemon tells, as it happens.
struct Monitor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Follow what the daemon tells: alerts, assessments, dumps kept and deleted.",
    usage: "dumpctl monitor [-H [USER@]HOST] [--json]",
    discussion: """
      A line for each event, with the time in UTC, until it is interrupted (exit code 0); with --json an object on each \
      line. \
      What happens to dumps is told to root alone. On the bus a daemon that is started again goes on being followed; \
      without one, exit code 69 when it ends, as when it is not running.
      """)

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let daemon = try RunningDaemon.needed(daemonOption)
    // That is how it ends when all is well.
    signal(SIGINT) { _ in _exit(0) }
    do {
      try daemon.client.listen(below: BusNames.manager)
      if !output.hidesLegend {
        complain("following the daemon of \(daemonOption.host ?? "this machine"); interrupt to end")
      }
      let style = output.style
      // One line each: whoever reads this reads it line by line.
      let line = JSONText(isPretty: false)
      while let signal = try daemon.client.nextSignal() {
        guard let news = try DaemonNews(signal) else { continue }
        let now = Timestamp(seconds: Int64(time(nil)))
        if output.json != nil {
          try output.write(SafeJSON.escaped(try line.text(of: news.json(at: now))) + [UInt8(ascii: "\n")])
        } else {
          try output.write(Array(news.text(at: now, style).utf8))
        }
      }
    } catch let error as BusError where error.isNobodyThere {
      complain("the daemon has ended: \(error)")
      throw ExitCode.unavailable
    } catch {
      throw RunningDaemon.failing(error)
    }
  }
}
