import DumpFormats
import Sizing
import Testing

@testable import DumpStore

/// What looks at a name may find, for all tests of the lifecycle.
enum Look {
  static let whole = Identification(
    format: .windowsDump64, state: .whole, reason: "all there", size: Bytes(clamping: 8192))
  static let short = Identification(
    format: .windowsDump64, state: .partial, reason: "half of it", size: Bytes(clamping: 4096))
  static let noDump = Identification(
    format: .unknown, state: .unknown, reason: "no dump", size: Bytes(clamping: 3))
  static let empty = Identification(
    format: .unknown, state: .unknown, reason: "it is empty", size: Bytes(clamping: 0))
  /// Of full length, with a hole at its tail.
  static let holed: Identification = {
    var holed = Identification(
      format: .windowsDump64, state: .partial, reason: "its tail is a hole", size: Bytes(clamping: 8192))
    holed.expected = .init(bytes: Bytes(clamping: 8192), isExact: true)
    return holed
  }()
  static let now = Lifecycle.Snapshot(
    file: .init(device: 1, inode: 2), length: 8192, modifiedNanoseconds: 10)
  static let later = Lifecycle.Snapshot(
    file: .init(device: 1, inode: 2), length: 8192, modifiedNanoseconds: 11)

  static func quiet(_ identification: Identification) -> Lifecycle.Event { .examined(.quiet(identification)) }

  static func unleased(_ snapshot: Lifecycle.Snapshot, _ identification: Identification) -> Lifecycle.Event {
    .examined(.unleased(snapshot, identification, because: "no leases here"))
  }
}

struct LifecycleTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let before: [Lifecycle.Event]
    let event: Lifecycle.Event
    let answer: [Lifecycle.Action]

    init(
      _ claim: String, after before: [Lifecycle.Event] = [], _ event: Lifecycle.Event,
      _ answer: [Lifecycle.Action]
    ) {
      testDescription = claim
      self.before = before
      self.event = event
      self.answer = answer
    }
  }

  static let looking: [Row] = [
    Row("a name that is noticed is looked at", .noticed, [.examine(isSettled: false)]),
    Row("a name with nothing under it asks for nothing", .examined(.gone), []),
    Row("a whole quiet file is secured", Look.quiet(Look.whole), [.secure(Look.whole, nil)]),
    Row(
      "a file being written is left alone, and looked at again", .examined(.held),
      [.letGo, .retry(afterMicroseconds: 100)]),
    Row(
      "what is no file is told of", .examined(.refused("a FIFO")), [.letGo, .report(.refused("a FIFO"))]),
    Row(
      "and told of once", after: [.examined(.refused("a FIFO"))], .examined(.refused("a FIFO")), [.letGo]),
    Row(
      "what is another thing by now is told of anew", after: [.examined(.refused("a FIFO"))],
      .examined(.refused("a link")), [.letGo, .report(.refused("a link"))]),
    Row(
      "what was told is withdrawn when the file is gone", after: [.examined(.refused("a FIFO"))],
      .examined(.gone), [.letGo, .withdraw]),
    Row(
      "what was told is withdrawn when the file is secured, and the name is looked at for the next one",
      after: [Look.quiet(Look.whole)], .secured, [.withdraw, .examine(isSettled: false)]),
  ]

  static let unleased: [Row] = [
    Row(
      "without a lease one look is not enough", Look.unleased(Look.now, Look.whole), [.settle]),
    Row(
      "without a lease the settling time must be over",
      after: [Look.unleased(Look.now, Look.whole), .noticed],
      Look.unleased(Look.now, Look.whole), []),
    Row(
      "without a lease a file that is the same after the settling time is secured",
      after: [Look.unleased(Look.now, Look.whole), .settled], Look.unleased(Look.now, Look.whole),
      [.secure(Look.whole, nil)]),
    Row(
      "without a lease a file that has changed in the settling time starts it anew",
      after: [Look.unleased(Look.now, Look.whole), .settled], Look.unleased(Look.later, Look.whole),
      [.settle]),
    Row(
      "without a lease a partial file that still changes when its grace ends is left to its writer",
      after: [
        Look.unleased(Look.now, Look.short), .settled, Look.unleased(Look.now, Look.short), .graceEnded,
      ],
      Look.unleased(Look.later, Look.short), [.settle]),
    Row(
      "without a lease a partial file that is the same when its grace ends is secured",
      after: [
        Look.unleased(Look.now, Look.short), .settled, Look.unleased(Look.now, Look.short), .graceEnded,
      ],
      Look.unleased(Look.now, Look.short), [.secure(Look.short, .partial)]),
    Row("a settling time that nobody waits for any more means nothing", .settled, []),
  ]

  static let partial: [Row] = [
    Row(
      "a partial file is told of and waited for", Look.quiet(Look.short),
      [.report(.notWhole(Look.short)), .startGrace]),
    Row(
      "a partial file is told of once", after: [Look.quiet(Look.short), .noticed], Look.quiet(Look.short),
      []),
    Row(
      "a file of full length with holes gets the settling time", Look.quiet(Look.holed), [.settle]),
    Row(
      "looks in the settling time of holes change nothing", after: [Look.quiet(Look.holed), .noticed],
      Look.quiet(Look.holed), []),
    Row(
      "holes that a settled look takes for zeros make a whole dump",
      after: [Look.quiet(Look.holed), .settled], Look.quiet(Look.whole), [.secure(Look.whole, nil)]),
    Row(
      "holes that a settled look does not explain are told of",
      after: [Look.quiet(Look.holed), .settled], Look.quiet(Look.noDump),
      [.report(.notWhole(Look.noDump)), .startGrace]),
    Row(
      "later looks at such a file do not start its grace anew",
      after: [Look.quiet(Look.holed), .settled, Look.quiet(Look.noDump), .noticed], Look.quiet(Look.holed),
      []),
    Row(
      "the end of grace is a settled look", after: [Look.quiet(Look.short)], .graceEnded,
      [.examine(isSettled: true)]),
    Row(
      "a partial file is secured as partial when its grace is over",
      after: [Look.quiet(Look.short), .graceEnded], Look.quiet(Look.short), [.secure(Look.short, .partial)]),
    Row(
      "a file of no known format is secured as unknown when its grace is over",
      after: [Look.quiet(Look.noDump), .graceEnded], Look.quiet(Look.noDump),
      [.secure(Look.noDump, .unknown)]),
    Row(
      "a file that was completed in its grace is secured without a mark", after: [Look.quiet(Look.short)],
      Look.quiet(Look.whole), [.secure(Look.whole, nil)]),
    Row(
      "a file that is being completed when its grace ends is left to its writer",
      after: [Look.quiet(Look.short), .graceEnded], .examined(.held),
      [.letGo, .retry(afterMicroseconds: 100)]),
    Row("a grace that nobody waits for any more means nothing", .graceEnded, []),
  ]

  static let failing: [Row] = [
    Row(
      "a failure is told of and tried again", after: [Look.quiet(Look.whole)], .notSecured("disk full"),
      [.report(.notSecured("disk full")), .retry(afterMicroseconds: 1_000_000)]),
    Row(
      "a name that meant another file by then is looked at again, and nobody is told",
      after: [Look.quiet(Look.whole)], .outpaced, [.retry(afterMicroseconds: 1000)]),
    Row(
      "the file that lost it is rescued then", after: [Look.quiet(Look.whole), .outpaced, .retryDue],
      .orphaned,
      [.rescue(Look.whole, nil), .withdraw]),
    Row(
      "a name that changes a hundred times is told of",
      after: Array(repeating: [Look.quiet(Look.whole), .outpaced, .retryDue], count: 100).flatMap(\.self) + [
        Look.quiet(Look.whole)
      ], .outpaced,
      [
        .report(.notSecured("another file takes the name at every try")),
        .retry(afterMicroseconds: 300_000_000),
      ]),
    Row(
      "the next try is a look first", after: [Look.quiet(Look.whole), .notSecured("disk full")], .retryDue,
      [.examine(isSettled: false)]),
    Row(
      "what could not be secured as partial needs no second grace",
      after: [
        Look.quiet(Look.short), .graceEnded, Look.quiet(Look.short), .notSecured("disk full"), .retryDue,
      ],
      Look.quiet(Look.short), [.secure(Look.short, .partial)]),
    Row(
      "without a lease what could not be secured and is the same needs no second settling time",
      after: [
        Look.unleased(Look.now, Look.whole), .settled, Look.unleased(Look.now, Look.whole),
        .notSecured("share mode"), .retryDue,
      ],
      Look.unleased(Look.now, Look.whole), [.secure(Look.whole, nil)]),
    Row(
      "without a lease what could not be secured and has changed settles anew",
      after: [
        Look.unleased(Look.now, Look.whole), .settled, Look.unleased(Look.now, Look.whole),
        .notSecured("share mode"), .retryDue,
      ],
      Look.unleased(Look.later, Look.whole), [.settle]),
    Row(
      "a writer that comes back between two looks of a lease that is not enough is left alone",
      after: [Look.unleased(Look.now, Look.whole), .settled], .examined(.held),
      [.letGo, .retry(afterMicroseconds: 100)]),
    Row(
      "and when it is done the file settles anew",
      after: [Look.unleased(Look.now, Look.whole), .settled, .examined(.held), .retryDue],
      Look.unleased(Look.now, Look.whole), [.settle]),
  ]

  static let arriving: [Row] = [
    Row(
      "a file that is written for longer is weighed", after: Array(repeating: .examined(.held), count: 8),
      .examined(.held), [.letGo, .weigh, .retry(afterMicroseconds: 25_600)]),
    Row(
      "what lacks room is told of at once", after: [.examined(.held)],
      .weighed(Look.short, missing: Bytes(clamping: 10), free: Bytes(clamping: 9)),
      [.report(.willNotFit(Look.short, missing: Bytes(clamping: 10), free: Bytes(clamping: 9)))]),
    Row(
      "what just fits is not", after: [.examined(.held)],
      .weighed(Look.short, missing: Bytes(clamping: 10), free: Bytes(clamping: 10)), []),
    Row(
      "what lacks room is told of once, and weighed no more",
      after: Array(repeating: .examined(.held), count: 8) + [
        .weighed(Look.short, missing: Bytes(clamping: 10), free: Bytes(clamping: 9))
      ], .examined(.held), [.letGo, .retry(afterMicroseconds: 25_600)]),
    Row(
      "what was weighed too late is not told of", after: [Look.quiet(Look.whole)],
      .weighed(Look.short, missing: Bytes(clamping: 10), free: Bytes(clamping: 9)), []),
  ]

  static let guarding: [Row] = [
    Row(
      "a partial file that is about to be cut is rescued first", after: [Look.quiet(Look.short)],
      .writerWaits,
      [.rescue(Look.short, .partial)]),
    Row(
      "the writer is let through after that, also one that only comes back in a second",
      after: [Look.quiet(Look.short), .writerWaits], .rescued,
      [.letGo, .retry(afterMicroseconds: 3_000_000)]),
    Row(
      "and not looked past until then", after: [Look.quiet(Look.short), .writerWaits], .noticed, []),
    Row(
      "a whole file that could not be secured is rescued too",
      after: [Look.quiet(Look.whole), .notSecured("disk full")], .writerWaits, [.rescue(Look.whole, nil)]),
    Row(
      "a partial file that lost its name is rescued", after: [Look.quiet(Look.short), .noticed], .orphaned,
      [.rescue(Look.short, .partial), .withdraw]),
    Row(
      "and what has its name now has a life of its own",
      after: [Look.quiet(Look.short), .noticed, .orphaned],
      Look.quiet(Look.whole), [.secure(Look.whole, nil)]),
    Row(
      "a file of unknown kind is rescued as such", after: [Look.quiet(Look.noDump)], .orphaned,
      [.rescue(Look.noDump, .unknown), .withdraw]),
    Row("an empty file gets the settling time, and is not held", Look.quiet(Look.empty), [.letGo, .settle]),
    Row(
      "then it is told of, and no more", after: [Look.quiet(Look.empty), .settled], Look.quiet(Look.empty),
      [.letGo, .report(.notWhole(Look.empty))]),
    Row(
      "once", after: [Look.quiet(Look.empty), .settled, Look.quiet(Look.empty), .noticed],
      Look.quiet(Look.empty), [.letGo]),
    Row(
      "a partial file that was emptied when its grace ends is not taken",
      after: [Look.quiet(Look.short), .graceEnded], Look.quiet(Look.empty), [.letGo, .settle]),
    Row(
      "in an empty file there is nothing to rescue from its writer", after: [Look.quiet(Look.empty)],
      .writerWaits, []),
    Row("nor when it has lost its name", after: [Look.quiet(Look.empty), .noticed], .orphaned, []),
    Row("what nobody guards cannot be rescued", after: [.examined(.held)], .orphaned, []),
    Row(
      "a writer that waits while the file is being secured is seen to by that",
      after: [Look.quiet(Look.whole)],
      .writerWaits, []),
  ]

  static let inPlace: [Row] = [
    Row(
      "a dump that may keep its name has its grace", after: [Look.quiet(Look.whole)], .paired,
      [.withdraw, .startNameGrace, .examine(isSettled: false)]),
    Row(
      "looks in that time change nothing", after: [Look.quiet(Look.whole), .paired, .noticed],
      .examined(.preserved(isPair: true)), []),
    Row(
      "then it gives up its name", after: [Look.quiet(Look.whole), .paired], .graceEnded, [.giveUpName]),
    Row(
      "at once where a writer wants it", after: [Look.quiet(Look.whole), .paired], .writerWaits,
      [.giveUpName]),
    Row(
      "or another file has it", after: [Look.quiet(Look.whole), .paired, .noticed], Look.quiet(Look.short),
      [.giveUpName]),
    Row(
      "or nothing has", after: [Look.quiet(Look.whole), .paired, .noticed], .examined(.gone), [.giveUpName]),
    Row(
      "a name that cannot be given up is tried again",
      after: [Look.quiet(Look.whole), .paired, .graceEnded, .notSecured("read-only"), .retryDue],
      .examined(.preserved(isPair: true)), [.giveUpName]),
    Row(
      "a cloned dump is let go", after: [Look.quiet(Look.whole)], .keptInPlace,
      [.letGo, .withdraw, .examine(isSettled: false)]),
    Row(
      "and not cloned again", after: [Look.quiet(Look.whole), .keptInPlace, .noticed],
      .examined(.preserved(isPair: false)), [.letGo]),
    Row(
      "the next dump under its name is", after: [Look.quiet(Look.whole), .keptInPlace, .noticed],
      Look.quiet(Look.whole), [.secure(Look.whole, nil)]),
    Row("while a clone is made nothing is looked at", after: [Look.quiet(Look.whole)], .noticed, []),
  ]

  @Test("the lifecycle", arguments: looking + unleased + partial + failing + arriving + guarding + inPlace)
  func answers(row: Row) {
    var lifecycle = Lifecycle()
    for event in row.before { _ = lifecycle.handle(event) }
    #expect(lifecycle.handle(row.event) == row.answer)
  }

  @Test("a refused lease is asked for again after 100 µs, doubling to a second")
  func retriesWhileHeld() {
    var lifecycle = Lifecycle()
    var delays: [UInt64] = []
    for _ in 0..<20 {
      for case .retry(let delay) in lifecycle.handle(.examined(.held)) { delays.append(delay) }
      #expect(lifecycle.handle(.retryDue) == [.examine(isSettled: false)])
    }
    let doubling = (0..<14).map { UInt64(100) << UInt64($0) }
    #expect(delays == doubling + Array(repeating: 1_000_000, count: 6))
  }

  @Test("a close begins the quick retries anew")
  func retriesAnew() {
    var lifecycle = Lifecycle()
    for _ in 0..<20 { _ = lifecycle.handle(.examined(.held)) }
    #expect(lifecycle.handle(.noticed) == [.examine(isSettled: false)])
    #expect(lifecycle.handle(.examined(.held)) == [.letGo, .retry(afterMicroseconds: 100)])
  }

  @Test("a failure is retried after a second, doubling to five minutes")
  func retriesFailures() {
    var lifecycle = Lifecycle()
    var delays: [UInt64] = []
    for _ in 0..<12 {
      #expect(lifecycle.handle(Look.quiet(Look.whole)) == [.secure(Look.whole, nil)])
      for case .retry(let delay) in lifecycle.handle(.notSecured("disk full")) {
        delays.append(delay / 1_000_000)
      }
    }
    #expect(delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
  }

  @Test("without a lease a failure is retried after a second, doubling to five minutes")
  func retriesFailuresWithoutLease() {
    var lifecycle = Lifecycle()
    _ = lifecycle.handle(Look.unleased(Look.now, Look.whole))
    #expect(lifecycle.handle(.settled) == [.examine(isSettled: true)])
    var delays: [UInt64] = []
    for _ in 0..<12 {
      #expect(lifecycle.handle(Look.unleased(Look.now, Look.whole)) == [.secure(Look.whole, nil)])
      for case .retry(let delay) in lifecycle.handle(.notSecured("share mode")) {
        delays.append(delay / 1_000_000)
      }
      #expect(lifecycle.handle(.retryDue) == [.examine(isSettled: false)])
    }
    #expect(delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
  }
}
