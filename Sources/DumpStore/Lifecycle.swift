public import DumpFormats

/// The life of one canonical name, as a value: what has been seen of it, and what is to be done next.
///
/// No call is made here. `handle` takes what happened and answers what to do; who does it reports back what
/// came of it as the next event.
public struct Lifecycle: Equatable, Sendable {
  /// What a look at the name found.
  public enum Finding: Equatable, Sendable {
    /// Nothing stands under the name.
    case gone
    /// Somebody has the file open for writing.
    case held
    /// Nobody writes: the lease says so, and is held from here on.
    case quiet(Identification)
    /// No lease can be had, or one that says too little; the file as it is now.
    case unleased(Snapshot, Identification, because: String)
    /// It is nothing that is ever touched: a link, a FIFO, a file of several names, or unreadable.
    case refused(String)
  }

  /// What must stay the same over the settling time where no lease can be had.
  public struct Snapshot: Equatable, Sendable {
    let file: FileStatus.Identity
    let length: UInt64
    let modifiedNanoseconds: Int64
    /// The ``Fingerprint`` of header and tail.
    var contents: UInt64 = 0
  }

  /// What happened.
  public enum Event: Equatable, Sendable {
    /// Something about the name was noticed: an event of the kernel, a start, the hourly look.
    case noticed
    /// The time of a `retry` is over.
    case retryDue
    /// The settling time is over.
    case settled
    /// The time that a sender has for going on with a partial dump is over.
    case graceEnded
    /// A look was made.
    case examined(Finding)
    /// The file is off its canonical name.
    case secured
    /// It is not, and why.
    case notSecured(String)
  }

  /// What is to be done.
  public enum Action: Equatable, Sendable {
    /// Look at the name; `isSettled` as `identify` wants it.
    case examine(isSettled: Bool)
    /// Look again after so many microseconds.
    case retry(afterMicroseconds: UInt64)
    /// Look again after the settling time.
    case settle
    /// Wait for the rest of the dump, so long as the directory's `partial-grace` says.
    case startGrace
    /// Take the file off its name, marked as what it is where it is not whole.
    case secure(Identification, PreservedName.Mark?)
    /// Give up the lease and the descriptor.
    case letGo
    /// Tell a person.
    case report(Trouble)
    /// What was told of this name is no longer so.
    case withdraw
  }

  /// What a person is told of a canonical name.
  public enum Trouble: Equatable, Sendable {
    /// Bytes that the header promises are missing, or cannot be judged.
    case notWhole(Identification)
    /// Something that is no file of ours has the name.
    case refused(String)
    /// The dump could not be taken off its name.
    case notSecured(String)
  }

  private enum State: Equatable, Sendable {
    case absent
    case held(attempt: Int)
    case settling(Doubt)
    /// The settling time is over, and the look that it was for comes next.
    case settled(Doubt)
    /// For the rest; with what unsettled and settled looks said of the file as it is.
    case waiting([Identification], Snapshot?)
    case overdue(Snapshot?)
    case refused(String)
    case securing(Try)
    case stuck(Try)
  }

  /// What only time can answer.
  private enum Doubt: Equatable, Sendable {
    /// Whether somebody writes, where no lease can be had.
    case unleased(Snapshot)
    /// Whether a file of full length has holes since its bytes are still to come, or since they are zeros.
    case holes(Identification)
  }

  /// A try to take a file off its name; `isOverdue` where it is not whole and its grace is over.
  private struct Try: Equatable, Sendable {
    var number = 0
    var isOverdue = false
    /// The file as it was then, where no lease holds it as it is: what has changed since must settle again.
    var snapshot: Snapshot?
  }

  private var state = State.absent

  /// A name of which nothing has been seen.
  public init() {}

  /// Whether nothing is known of the name, so that it need not be remembered.
  public var isIdle: Bool { state == .absent }

  /// Takes what happened, answers what to do, in order.
  ///
  /// The last timer that was asked for runs on until another is: a look that changes nothing ends no waiting.
  public mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .noticed:
      // The close that ends the writing has no further event after it, so the quick retries begin anew.
      if case .held = state { state = .held(attempt: 0) }
      return [.examine(isSettled: isOverdue)]
    case .retryDue:
      return [.examine(isSettled: isOverdue)]
    case .settled:
      guard case .settling(let doubt) = state else { return [] }
      state = .settled(doubt)
      return [.examine(isSettled: true)]
    case .graceEnded:
      guard case .waiting(_, let snapshot) = state else { return [] }
      state = .overdue(snapshot)
      return [.examine(isSettled: true)]
    case .examined(let finding): return examined(finding)
    case .secured:
      state = .absent
      // Between the look and the rename the next dump may have begun to arrive.
      return [.withdraw, .examine(isSettled: false)]
    case .notSecured(let reason):
      var attempt = if case .securing(let attempt) = state { attempt } else { Try() }
      let delay = Self.afterFailure(attempt.number)
      attempt.number += 1
      state = .stuck(attempt)
      return [.letGo, .report(.notSecured(reason)), .retry(afterMicroseconds: delay)]
    }
  }

  /// Whether the file has had all the time that it gets, so that the next try needs no further waiting.
  private var isOverdue: Bool {
    switch state {
    case .stuck(let attempt): attempt.isOverdue
    case .overdue: true
    default: false
    }
  }

  private mutating func examined(_ finding: Finding) -> [Action] {
    switch finding {
    case .gone:
      defer { state = .absent }
      return state == .absent ? [] : [.letGo, .withdraw]
    case .held:
      let attempt = if case .held(let attempt) = state { attempt } else { 0 }
      state = .held(attempt: attempt + 1)
      return [.letGo, .retry(afterMicroseconds: Self.whileHeld(attempt))]
    case .refused(let reason):
      defer { state = .refused(reason) }
      return state == .refused(reason) ? [.letGo] : [.letGo, .report(.refused(reason))]
    case .unleased(let snapshot, let identification, _):
      return unleased(snapshot, identification)
    case .quiet(let identification):
      return quiet(identification, nil)
    }
  }

  /// Where no lease can be had, a file counts as quiet when it is the same after the settling time.
  private mutating func unleased(_ snapshot: Snapshot, _ identification: Identification) -> [Action] {
    switch state {
    case .settled(.unleased(snapshot)), .overdue(snapshot):
      return quiet(identification, snapshot)
    case .stuck(let attempt) where attempt.snapshot == snapshot:
      return quiet(identification, snapshot)
    case .settling(.unleased(snapshot)), .waiting(_, snapshot):
      return [.letGo]
    default:
      state = .settling(.unleased(snapshot))
      return [.letGo, .settle]
    }
  }

  private mutating func quiet(_ identification: Identification, _ snapshot: Snapshot?) -> [Action] {
    if identification.state == .whole { return secure(identification, nil, snapshot) }
    var known = [identification]
    switch state {
    case .overdue:
      return secure(identification, .init(ofNotWhole: identification), snapshot)
    case .stuck(let attempt) where attempt.isOverdue:
      return secure(identification, .init(ofNotWhole: identification), snapshot)
    case .waiting(let known, _) where known.contains(identification):
      return [.letGo]
    case .settling(.holes(identification)):
      return [.letGo]
    case .settled(.holes(let unsettled)):
      known.append(unsettled)
    case .settled:
      break
    default:
      guard identification.hasFullLength else { break }
      state = .settling(.holes(identification))
      return [.letGo, .settle]
    }
    state = .waiting(known, snapshot)
    return [.letGo, .report(.notWhole(identification)), .startGrace]
  }

  private mutating func secure(
    _ identification: Identification, _ mark: PreservedName.Mark?, _ snapshot: Snapshot?
  ) -> [Action] {
    var attempt = if case .stuck(let attempt) = state { attempt } else { Try() }
    attempt.isOverdue = mark != nil
    attempt.snapshot = snapshot
    state = .securing(attempt)
    return [.secure(identification, mark)]
  }

  /// 0.1 ms doubling to 1 s: the refusal was seen to outlive the writer's close by up to 1.06 s.
  private static func whileHeld(_ attempt: Int) -> UInt64 { min(100 << UInt64(min(attempt, 20)), 1_000_000) }

  /// 1 s doubling to 5 min: what stands in the way of a rename is seldom gone at once, and the dump is at risk.
  private static func afterFailure(_ attempt: Int) -> UInt64 {
    min(1_000_000 << UInt64(min(attempt, 20)), 300_000_000)
  }
}

extension PreservedName.Mark {
  init(ofNotWhole identification: Identification) {
    self = identification.state == .partial ? .partial : .unknown
  }
}

extension Identification {
  /// Whether what is missing is missing inside: a hole, which a copy that makes zeros sparse leaves as well.
  fileprivate var hasFullLength: Bool { expected.map { size >= $0.bytes } ?? false }
}
