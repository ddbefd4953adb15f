/// One rule of the advisor: a value in ``RuleTable``, from which judgement, `explain`, documentation and
/// tests come.
public struct Rule: Sendable {
  /// How sure the sources make us, as the reference has it.
  public enum Confidence: String, Sendable, Equatable, CaseIterable {
    /// Current Microsoft documentation, or several of its documents agree.
    case high
    /// Archived Microsoft material, Windows Internals, or one source only.
    case med
    /// Community observation or reverse engineering: never critical by itself.
    case low
    /// Deduced from cited facts; no source says so.
    case inferred
  }

  /// Where the rule holds.
  public struct Validity: Sendable {
    /// In words: `Windows 8 / Server 2012 and later, 64-bit`.
    public let text: String
    let covers: @Sendable (Situation) -> Bool

    static let windows = Validity(text: "all versions of Windows") { $0.facts.os == .windows }
    static let vistaOnwards = Validity(text: "Windows Vista SP1 / Server 2008 and later") { $0.isBuild(6001) }
    static let windows7Onwards = Validity(text: "Windows 7 / Server 2008 R2 and later") { $0.isBuild(7600) }
    static let windows8Onwards = Validity(text: "Windows 8 / Server 2012 and later") { $0.isBuild(9200) }
    static let windows8Onwards64 = Validity(text: "Windows 8 / Server 2012 and later, 64-bit") {
      $0.isBuild(9200) && !$0.is32Bit
    }
    static let windows10Onwards = Validity(text: "Windows 10 / Server 2016 and later") { $0.isBuild(10240) }
    static let windows32 = Validity(text: "32-bit Windows") { $0.facts.os == .windows && $0.is32Bit }
    static let linux = Validity(text: "Linux") { $0.facts.os == .linux }
    static let everywhere = Validity(text: "Windows and Linux") { _ in true }
  }

  /// Whose dump a rule is about.
  enum Scope: Sendable {
    /// The one that the host itself writes.
    case guest
    /// The one that the hypervisor writes of it.
    case hypervisor
    /// Whoever writes it.
    case everybody

    func covers(_ writer: DumpWriter) -> Bool {
      switch self {
      case .guest: writer != .hypervisor
      case .hypervisor: writer == .hypervisor
      case .everybody: true
      }
    }
  }

  /// What a rule says of one host.
  public struct Remark: Sendable, Equatable {
    /// How bad it is.
    public var severity: Severity
    /// What is so, in one line.
    public var message: String
    /// What to change; empty where there is nothing to do.
    public var remedy: String
    /// The numbers it rests on.
    public var numbers: [FindingNumber]

    init(_ severity: Severity, _ message: String, remedy: String = "", numbers: [FindingNumber] = []) {
      self.severity = severity
      self.message = message
      self.remedy = remedy
      self.numbers = numbers
    }
  }

  /// What a rule makes of one host.
  public enum Verdict: Sendable, Equatable {
    /// Nothing to say.
    case silent
    /// Something to say.
    case speaks(Remark)
    /// Facts are missing.
    case unknown(because: String)
  }

  /// Its name, as the reference has it: `SIZ-COMPLETE-MIN`.
  public let id: String
  /// What it wants, in one line.
  public let title: String
  /// How bad it usually is.
  public let severity: Severity
  /// The keys of a host file that it needs.
  public let needs: [String]
  /// Where it holds.
  public let validity: Validity
  /// Whose dump it is about.
  var scope = Scope.guest
  /// Why it is so.
  public let why: String
  /// How it is worked out.
  public let formula: String
  /// An example with numbers.
  public let worked: String
  /// What to do, in general.
  public let remedy: String
  /// The title of the document that says so.
  public let source: String
  /// How sure that is.
  public let confidence: Confidence
  /// A host of which it speaks.
  public let speaks: Example
  /// A host of which it does not.
  public let silent: Example
  let judge: @Sendable (Situation) -> Verdict

  /// What the rule makes of a situation; silent where the rule does not hold at all.
  public func verdict(_ situation: Situation) -> Verdict {
    Judge(covers: validity.covers, scope: scope, isLow: confidence == .low, judge: judge).verdict(situation)
  }
}

/// What of a rule judges.
struct Judge: Sendable {
  let covers: @Sendable (Situation) -> Bool
  let scope: Rule.Scope
  let isLow: Bool
  let judge: @Sendable (Situation) -> Rule.Verdict

  func verdict(_ situation: Situation) -> Rule.Verdict {
    guard covers(situation), scope.covers(situation.writer) else { return .silent }
    let verdict = judge(situation)
    guard isLow, case .speaks(var remark) = verdict else { return verdict }
    // What only the community has seen is no reason to call a host's dump lost.
    remark.severity = Swift.min(remark.severity, .warning)
    return .speaks(remark)
  }
}

extension Situation {
  /// Whether this is Windows of that build or later, or of one that nobody gave.
  fileprivate func isBuild(_ least: Int) -> Bool {
    facts.os == .windows && facts.build.value ?? .max >= least
  }
}
