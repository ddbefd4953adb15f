public import DumpFormats
public import Sizing

/// A kept dump as evidence of its host, and where it stands among the others.
public struct Delivery: Sendable, Equatable {
  /// What it says of its host.
  public let dump: DeliveredDump
  /// When the host crashed; when the dump arrived, where its header does not say that.
  public let moment: Timestamp

  /// The clocks of hosts are off by minutes; a header that is a day ahead says nothing of when it was.
  static let secondsAhead: Int64 = 86_400

  /// What a dump says; `nil` for one that is no reason to call the dump on its host safe.
  ///
  /// A partial one is none, and neither is one that was made while the host ran on.
  public init?(_ found: Identification, arrived: Timestamp, now: Timestamp) {
    guard found.state != .partial, found.kind != .live, found.kind != .header, !found.isTestDump else {
      return nil
    }
    let crashed = Self.crash(found, now: now)
    dump = DeliveredDump(crashed: crashed, type: Self.type(found), memory: Self.memory(found))
    moment = crashed.value ?? arrived
  }

  private static func crash(_ found: Identification, now: Timestamp) -> Fact<Timestamp> {
    guard let time = found.crashTime, found.crashTimeIsOfCrash else {
      return .unknown(because: "the newest kept dump does not say when its host crashed")
    }
    guard time <= now.advanced(bySeconds: secondsAhead) else {
      return .unknown(because: "the newest kept dump says that its host crashed in the future, at \(time)")
    }
    return .known(time)
  }

  private static func type(_ found: Identification) -> Fact<DumpType> {
    switch found.kind {
    case .complete: .known(.complete)
    case .active: .known(.active)
    case .kernel: .known(.kernel)
    case .automatic: .known(.automatic)
    case .small: .known(.small)
    case .completeOrActive:
      .unknown(because: "whether the newest kept dump is complete or active its header does not say")
    case .live, .header, nil:
      .unknown(because: "the newest kept dump, \(found.format.rawValue), is none of Windows' types")
    }
  }

  /// Only of a dump that is whole: the header of any other promises what it likes.
  private static func memory(_ found: Identification) -> Fact<Bytes> {
    guard found.state == .whole, let memory = found.memory else {
      return .unknown(because: "the newest kept dump does not say how much memory its host had")
    }
    guard !found.memoryIsUpperBound else {
      return .unknown(because: "the newest kept dump says only that its host had at most \(memory)")
    }
    return .known(memory)
  }
}
