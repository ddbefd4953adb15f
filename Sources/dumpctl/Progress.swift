import Glibc
import Linux
import Synchronization

/// How far long work is, on standard error and only where that is a terminal; gone when the work is done.
final class Progress: Sendable {
  /// Work that is done sooner needs no bar.
  private static let patienceMilliseconds: Int64 = 300
  private static let betweenMilliseconds: Int64 = 100

  private struct State {
    var done: UInt64 = 0
    var total: UInt64
    var drawnAt: Int64
    var isDrawn = false
  }

  private let label: String
  private let state: Mutex<State>

  /// Work of so many parts, which are files, hosts or bytes; `nil` where nobody sees it.
  init?(_ label: String, of total: UInt64 = 1) {
    guard total > 0, StandardStream.error.isTerminal, getenv("TERM").map({ strcmp($0, "dumb") != 0 }) ?? false
    else { return nil }
    self.label = label
    state = Mutex(
      State(total: total, drawnAt: Self.now + Self.patienceMilliseconds - Self.betweenMilliseconds))
  }

  deinit { finish() }

  /// Notes that so many parts more are done; from any thread.
  func advance(by parts: UInt64 = 1) {
    state.withLock { state in
      state.done += parts
      draw(&state)
    }
  }

  /// Notes how many parts are done of how many.
  func reach(_ done: UInt64, of total: UInt64) {
    state.withLock { state in
      (state.done, state.total) = (done, total)
      draw(&state)
    }
  }

  private func draw(_ state: inout State) {
    let now = Self.now
    guard now - state.drawnAt >= Self.betweenMilliseconds else { return }
    (state.drawnAt, state.isDrawn) = (now, true)
    // A terminal that is gone takes nothing more, and the work goes on.
    try? StandardStream.error.write("\r\u{1B}[K" + Self.bar(label, state.done, of: state.total))
  }

  /// Takes the bar away, so that what is written next begins a line.
  func finish() {
    state.withLock { state in
      guard state.isDrawn else { return }
      state.isDrawn = false
      try? StandardStream.error.write("\r\u{1B}[K")
    }
  }

  /// `Reading hosts [#####---------------]  25 %`.
  static func bar(_ label: String, _ done: UInt64, of total: UInt64) -> String {
    let width: UInt64 = 30
    let share = Double(min(done, total)) / Double(max(total, 1))
    let marks = UInt64(share * Double(width))
    let percent = "\(UInt64(share * 100))"
    return label + " [" + String(repeating: "#", count: Int(marks))
      + String(repeating: "-", count: Int(width - marks)) + "] "
      + String(repeating: " ", count: 3 - percent.utf8.count) + percent + " %"
  }

  private static var now: Int64 { Int64(clamping: MonotonicClock.microseconds / 1000) }
}
