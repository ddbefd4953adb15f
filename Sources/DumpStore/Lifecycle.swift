public import DumpFormats
public import Sizing

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
    /// The file that is kept already, unchanged: in a pair the archive has its other name, else a clone of it, or it
    /// came under a name of its own.
    case preserved(isPair: Bool)
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
    /// The time that a sender has is over: for going on with a partial dump, or for touching a kept one by its name.
    case graceEnded
    /// A look was made.
    case examined(Finding)
    /// What is arriving lacks so much of what its header promises, and so much is free for it.
    case weighed(Identification, missing: Bytes, free: Bytes)
    /// The file is off its canonical name.
    case secured
    /// The file has its new name and the canonical one beside it.
    case paired
    /// The file is kept where it is, or a clone of it elsewhere.
    case keptInPlace
    /// None of these, and why.
    case notSecured(String)
    /// None of these, since another file took the name between the look and the call.
    case outpaced
    /// A writer waits for the lease, the file still uncut.
    case writerWaits
    /// What was rescued from that writer is, or cannot be.
    case rescued
    /// The file that was guarded has lost its last name: another was renamed over it, or it was deleted.
    case orphaned
  }

  /// What is to be done.
  public enum Action: Equatable, Sendable {
    /// Look at the name; `isSettled` as `identify` wants it.
    case examine(isSettled: Bool)
    /// See whether there is room for the rest of what is arriving.
    case weigh
    /// Look again after so many microseconds.
    case retry(afterMicroseconds: UInt64)
    /// Look again after the settling time.
    case settle
    /// Wait for the rest of the dump, so long as the directory's `partial-grace` says.
    case startGrace
    /// Leave a kept dump its canonical name, so long as the directory's `grace` says.
    case startNameGrace
    /// Take the file to safety, marked as what it is where it is not whole.
    case secure(Identification, PreservedName.Mark?)
    /// Take the canonical name from a dump that has its new one.
    case giveUpName
    /// Keep the contents of the file that is held open, which are about to go.
    case rescue(Identification, PreservedName.Mark?)
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
    /// What is arriving needs more room than there is.
    case willNotFit(Identification, missing: Bytes, free: Bytes)
  }

  enum State: Equatable, Sendable {
    case absent
    case held(attempt: Int, isTold: Bool)
    case settling(Doubt)
    /// The settling time is over, and the look that it was for comes next.
    case settled(Doubt)
    /// For the rest; with what unsettled and settled looks said of the file as it is.
    case waiting([Identification], Snapshot?)
    case overdue(Identification, Snapshot?)
    case refused(String)
    case securing(Try)
    case stuck(Try)
    case preserved(isPair: Bool)
    /// A writer waits until what it would cut is safe.
    case rescuing
  }

  /// What only time can answer.
  enum Doubt: Equatable, Sendable {
    /// Whether somebody writes, where no lease can be had.
    case unleased(Snapshot, Identification)
    /// Whether a file of full length has holes since its bytes are still to come, or since they are zeros.
    case holes(Identification)
  }

  /// A try to take a file to safety; `isOverdue` where it is not whole and its grace is over.
  struct Try: Equatable, Sendable {
    var isOverdue = false
    var identification: Identification?
    /// The file as it was then, where no lease holds it as it is: what has changed since must settle again.
    var snapshot: Snapshot?
  }

  var state = State.absent
  /// How many tries have failed since the last that did not.
  var failures = 0

  /// A name of which nothing has been seen.
  public init() {}

  /// Whether nothing is known of the name, so that it need not be remembered.
  public var isIdle: Bool { state == .absent }

  /// Whether there is something under the name that a person may still have to be told of as kept.
  public var isUntold: Bool {
    switch state {
    case .absent, .refused, .preserved: false
    // An empty file is never taken.
    case .waiting(let known, _): known.contains { $0.size > .zero }
    case .held, .settling, .settled, .overdue, .securing, .stuck, .rescuing: true
    }
  }

  /// What is known of a file that lies quiet under the name: it is guarded, by its lease and an open descriptor.
  ///
  /// Not of an empty one, which is never held.
  var guarded: Identification? {
    quietFile.flatMap { $0.size > .zero ? $0 : nil }
  }

  private var quietFile: Identification? {
    switch state {
    case .settling(.unleased(_, let identification)), .settled(.unleased(_, let identification)),
      .settling(.holes(let identification)), .settled(.holes(let identification)),
      .overdue(let identification, _):
      identification
    case .waiting(let known, _): known.first
    case .stuck(let attempt): attempt.identification
    default: nil
    }
  }
}

extension PreservedName.Mark {
  /// The mark of a dump that was kept as it was; none for a whole one.
  init?(of identification: Identification) {
    switch identification.state {
    case .whole: return nil
    case .partial: self = .partial
    case .unknown: self = .unknown
    }
  }
}

extension Identification {
  /// Whether what is missing is missing inside: a hole, which a copy that makes zeros sparse leaves as well.
  var hasFullLength: Bool { expected.map { size >= $0.bytes } ?? false }
}
