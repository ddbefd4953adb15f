import DumpwardenBus

/// Looks that somebody asked for and waits for: what they take to safety, and what of that is on the disk.
struct PreservingRuns {
  /// One of them.
  typealias ID = Int

  /// The run that takes dumps to safety just now; `nil` where an event does.
  var current: ID?
  private var last = 0
  private var tasks: [ID: [Task<Void, Never>]] = [:]
  private var rows: [ID: [PreservedRow]] = [:]

  /// Begins a run.
  mutating func begin() -> ID {
    last += 1
    tasks[last] = []
    rows[last] = []
    current = last
    return last
  }

  /// Notes of work that the run is not over without.
  mutating func begin(_ task: Task<Void, Never>, in run: ID?) {
    guard let run else { return }
    tasks[run]?.append(task)
  }

  /// Notes of a dump that is on the disk.
  mutating func kept(_ row: PreservedRow, in run: ID?) {
    guard let run else { return }
    rows[run]?.append(row)
  }

  /// Takes the next work that is to be waited for; `nil` where all of it has been.
  mutating func next(of run: ID) -> Task<Void, Never>? { tasks[run]?.popLast() }

  /// Ends a run and answers what it kept.
  mutating func end(_ run: ID) -> [PreservedRow] {
    tasks[run] = nil
    return (rows.removeValue(forKey: run) ?? []).sorted { $0.from < $1.from }
  }
}
