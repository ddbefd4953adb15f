internal import DumpFormats
internal import Sizing

extension Lifecycle {
  /// So often a name may change in the hand before that is a person's matter: an enemy does nothing else.
  private static let mostOutpaced = 100

  /// Takes what happened, answers what to do, in order.
  ///
  /// The last timer that was asked for runs on until another is: a look that changes nothing ends no waiting.
  public mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .noticed, .retryDue: return look(after: event)
    case .settled:
      guard case .settling(let doubt) = state else { return [] }
      state = .settled(doubt)
      return [.examine(isSettled: true)]
    case .graceEnded: return graceEnded()
    case .examined(let finding): return examined(finding)
    case .weighed(let identification, let missing, let free):
      guard case .held(let attempt, isTold: false) = state, missing > free else { return [] }
      state = .held(attempt: attempt, isTold: true)
      return [.report(.willNotFit(identification, missing: missing, free: free))]
    case .secured:
      (state, failures) = (.absent, 0)
      // Between the look and the rename the next dump may have begun to arrive.
      return [.withdraw, .examine(isSettled: false)]
    case .paired:
      (state, failures) = (.preserved(isPair: true), 0)
      return [.withdraw, .startNameGrace, .examine(isSettled: false)]
    case .keptInPlace:
      (state, failures) = (.preserved(isPair: false), 0)
      return [.letGo, .withdraw, .examine(isSettled: false)]
    case .outpaced where failures < Self.mostOutpaced:
      // The file that was looked at is held on to: the next look finds it without a name, or finds it again.
      let attempt = if case .securing(let attempt) = state { attempt } else { Try() }
      (state, failures) = (.stuck(attempt), failures + 1)
      return [.retry(afterMicroseconds: 1000)]
    case .outpaced: return handle(.notSecured("another file takes the name at every try"))
    case .notSecured(let reason):
      let attempt = if case .securing(let attempt) = state { attempt } else { Try() }
      state = .stuck(attempt)
      failures += 1
      return [.report(.notSecured(reason)), .retry(afterMicroseconds: Self.afterFailure(failures - 1))]
    case .writerWaits, .orphaned, .rescued: return besieged(event)
    }
  }

  private mutating func look(after event: Event) -> [Action] {
    switch state {
    // What it comes to is an event, and has its own look: until then this one would see a file that is half dealt with.
    case .securing, .rescuing: return []
    // The close that ends the writing has no further event after it, so the quick retries begin anew.
    case .held(_, let isTold) where event == .noticed: state = .held(attempt: 0, isTold: isTold)
    default: break
    }
    return [.examine(isSettled: isOverdue)]
  }

  private mutating func graceEnded() -> [Action] {
    switch state {
    case .waiting(let known, let snapshot):
      guard let identification = known.first else { return [] }
      state = .overdue(identification, snapshot)
      return [.examine(isSettled: true)]
    case .preserved(isPair: true): return [.giveUpName]
    default: return []
    }
  }

  /// Somebody is about to take the contents away, or has taken the name.
  private mutating func besieged(_ event: Event) -> [Action] {
    if event == .rescued {
      guard state == .rescuing else { return [] }
      state = .held(attempt: 0, isTold: false)
      return [.letGo, .retry(afterMicroseconds: Self.yielding)]
    }
    if event == .writerWaits, state == .preserved(isPair: true) { return [.giveUpName] }
    // What is being dealt with is let go by that.
    guard let identification = guarded else { return [] }
    let rescue = Action.rescue(identification, .init(of: identification))
    guard event == .orphaned else {
      state = .rescuing
      return [rescue]
    }
    // What was told is of a file that is not there any more, and what is there now has its own look.
    state = .absent
    return [rescue, .withdraw]
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
    if state == .preserved(isPair: true), finding != .preserved(isPair: true) {
      // Its name is gone or means another file: the pair is one no more, and then that other one has its look.
      return [.giveUpName]
    }
    switch finding {
    case .gone:
      defer { (state, failures) = (.absent, 0) }
      return state == .absent ? [] : [.letGo, .withdraw]
    case .held: return held()
    case .refused(let reason):
      defer { state = .refused(reason) }
      return state == .refused(reason) ? [.letGo] : [.letGo, .report(.refused(reason))]
    case .preserved(let isPair):
      if state == .preserved(isPair: isPair) { return isPair ? [] : [.letGo] }
      state = .preserved(isPair: isPair)
      return isPair ? [.giveUpName] : [.letGo, .withdraw]
    case .unleased(let snapshot, let identification, _):
      return unleased(snapshot, identification)
    case .quiet(let identification):
      return quiet(identification, nil)
    }
  }

  private mutating func held() -> [Action] {
    var (attempt, isTold) = (0, false)
    if case .held(let number, let told) = state { (attempt, isTold) = (number, told) }
    (state, failures) = (.held(attempt: attempt + 1, isTold: isTold), 0)
    let retry = Action.retry(afterMicroseconds: Self.whileHeld(attempt))
    // Before that, it is most likely a writer that is done already.
    let isArriving = attempt >= 8 && !isTold
    return isArriving ? [.letGo, .weigh, retry] : [.letGo, retry]
  }

  /// Where no lease can be had, a file counts as quiet when it is the same after the settling time.
  private mutating func unleased(_ snapshot: Snapshot, _ identification: Identification) -> [Action] {
    switch state {
    case .settled(.unleased(snapshot, _)), .overdue(_, snapshot):
      return quiet(identification, snapshot)
    case .stuck(let attempt) where attempt.snapshot == snapshot:
      return quiet(identification, snapshot)
    case .settling(.unleased(snapshot, _)), .waiting(_, snapshot):
      return []
    default:
      state = .settling(.unleased(snapshot, identification))
      return [.settle]
    }
  }

  private mutating func quiet(_ identification: Identification, _ snapshot: Snapshot?) -> [Action] {
    if identification.state == .whole { return secure(identification, snapshot, isOverdue: false) }
    if identification.size == .zero { return empty(identification, snapshot) }
    var known = [identification]
    switch state {
    case .overdue:
      return secure(identification, snapshot, isOverdue: true)
    case .stuck(let attempt) where attempt.isOverdue:
      return secure(identification, snapshot, isOverdue: true)
    case .waiting(let known, _) where known.contains(identification):
      return []
    case .settling(.holes(identification)):
      return []
    case .settled(.holes(let unsettled)):
      known.append(unsettled)
    case .settled:
      break
    default:
      guard identification.hasFullLength else { break }
      state = .settling(.holes(identification))
      return [.settle]
    }
    state = .waiting(known, snapshot)
    return [.report(.notWhole(identification)), .startGrace]
  }

  /// A file is there an instant before whoever makes it counts as its writer, and its lease would be in that one's way.
  ///
  /// So an empty one is never held, and never taken: there is nothing in it to keep.
  private mutating func empty(_ identification: Identification, _ snapshot: Snapshot?) -> [Action] {
    switch state {
    case .settling(.holes(identification)), .waiting([identification], _): return [.letGo]
    case .settled(.holes(identification)):
      state = .waiting([identification], snapshot)
      return [.letGo, .report(.notWhole(identification))]
    default:
      state = .settling(.holes(identification))
      return [.letGo, .settle]
    }
  }

  private mutating func secure(
    _ identification: Identification, _ snapshot: Snapshot?, isOverdue: Bool
  ) -> [Action] {
    state = .securing(Try(isOverdue: isOverdue, identification: identification, snapshot: snapshot))
    return [.secure(identification, .init(of: identification))]
  }

  /// How long a writer that has been rescued from is left alone with the file.
  ///
  /// A server that must not block, as smbd, does not wait for the lease to go: it opens the file again a second later,
  /// and would find the next lease. When it closes, that is an event, and ends this time.
  private static let yielding: UInt64 = 3_000_000

  /// 0.1 ms doubling to 1 s: the refusal was seen to outlive the writer's close by up to 1.06 s.
  private static func whileHeld(_ attempt: Int) -> UInt64 { min(100 << UInt64(min(attempt, 20)), 1_000_000) }

  /// 1 s doubling to 5 min: what stands in the way of a rename is seldom gone at once, and the dump is at risk.
  private static func afterFailure(_ attempt: Int) -> UInt64 {
    min(1_000_000 << UInt64(min(attempt, 20)), 300_000_000)
  }
}
