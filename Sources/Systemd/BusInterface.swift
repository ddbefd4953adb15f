/// An interface as a table of values: what is served, what is documented and what is tested come from it.
public struct BusInterface: Sendable {
  /// Who may call a method.
  public enum Access: Equatable, Sendable {
    /// Anybody.
    case everyone
    /// Root, the service's own user, and whom polkit lets do this action.
    case authorized(action: String)
  }

  /// What goes in or comes out, by name.
  public struct Argument: Equatable, Sendable {
    /// Its name, as introspection shows it.
    public let name: String
    /// Its type, one complete one.
    public let signature: String
    /// What it is; empty where the name says it.
    public let documentation: String

    /// An argument.
    public init(_ name: String, _ signature: String, _ documentation: String = "") {
      self.name = name
      self.signature = signature
      self.documentation = documentation
    }
  }

  /// A method.
  public struct Method: Sendable {
    /// Its name.
    public let name: String
    /// What it takes.
    public let takes: [Argument]
    /// What it answers.
    public let answers: [Argument]
    /// Who may call it.
    public let access: Access
    /// What it does, in sentences.
    public let documentation: String

    /// A method.
    public init(
      _ name: String, takes: [Argument] = [], answers: [Argument] = [], access: Access = .everyone,
      _ documentation: String
    ) {
      self.name = name
      self.takes = takes
      self.answers = answers
      self.access = access
      self.documentation = documentation
    }
  }

  /// A property, which everyone may read and nobody write.
  public struct Property: Sendable {
    /// Whether it changes, and whether that is told.
    public enum Change: Sendable {
      /// It never does.
      case constant
      /// It is told with its new value.
      case emitted
      /// It is not told.
      case silent
    }

    /// Its name.
    public let name: String
    /// Its type.
    public let signature: String
    /// Whether it changes.
    public let change: Change
    /// What it is, in sentences.
    public let documentation: String

    /// A property.
    public init(_ name: String, _ signature: String, _ change: Change, _ documentation: String) {
      self.name = name
      self.signature = signature
      self.change = change
      self.documentation = documentation
    }
  }

  /// A signal.
  public struct Signal: Sendable {
    /// Its name.
    public let name: String
    /// What it carries.
    public let carries: [Argument]
    /// When it is sent, in sentences.
    public let documentation: String

    /// A signal.
    public init(_ name: String, carries: [Argument], _ documentation: String) {
      self.name = name
      self.carries = carries
      self.documentation = documentation
    }
  }

  /// Its name, as `org.example1.Thing`.
  public let name: String
  /// What it is about, in sentences.
  public let documentation: String
  /// Its methods.
  public let methods: [Method]
  /// Its properties.
  public let properties: [Property]
  /// Its signals.
  public let signals: [Signal]

  /// An interface.
  public init(
    _ name: String, methods: [Method], properties: [Property], signals: [Signal], _ documentation: String
  ) {
    self.name = name
    self.methods = methods
    self.properties = properties
    self.signals = signals
    self.documentation = documentation
  }

  /// The method of a name.
  public func method(_ name: String) -> Method? { methods.first { $0.name == name } }
}

extension [BusInterface.Argument] {
  /// The signature of all of them in their order.
  public var signature: String { map(\.signature).joined() }
}
