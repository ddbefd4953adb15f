/// polkit, asked whether a caller on the system bus may do something; the loop goes on meanwhile.
public enum BusAuthority {
  private static let service = "org.freedesktop.PolicyKit1"

  /// Throws unless polkit lets whoever made a call do an action.
  ///
  /// polkit answers about others only to the action's owner, which its policy file has to name
  /// (`org.freedesktop.policykit.owner`), and to root. Where it does not run nobody is let.
  public static func check(
    _ call: BusCall, action: String, isInteractive: Bool
  ) async throws(BusError) {
    guard let sender = call.sender else {
      throw .accessDenied("only root and the service's own user may do this here")
    }
    let subject = BusSubject(sender: sender)
    // 1 has a person asked, who takes as long as people do.
    let answer: (isAuthorized: Bool, isChallenge: Bool)
    do throws(BusError) {
      answer = try await call.connection.call(
        "CheckAuthorization", of: "org.freedesktop.PolicyKit1.Authority",
        at: "/org/freedesktop/PolicyKit1/Authority", of: service,
        [subject, action, [String: String](), UInt32(isInteractive ? 1 : 0), ""],
        timeout: isInteractive ? .max : 25_000_000
      ) { reader throws(BusError) in try BusVerdict(reading: reader).answer }
    } catch {
      throw .accessDenied("polkit did not say that you may (\(action)): \(error)")
    }
    guard !answer.isAuthorized else { return }
    guard !answer.isChallenge || isInteractive else {
      throw .interactiveAuthorizationRequired("a password is needed for this (\(action))")
    }
    throw .accessDenied("polkit says that you may not do this (\(action))")
  }
}

/// polkit's subject: a caller by its unique name, which no other will ever have.
private struct BusSubject: BusValue {
  static let busSignature = "(sa{sv})"
  let sender: String

  init(sender: String) { self.sender = sender }

  init(reading reader: BusReader) throws(BusError) { throw .invalidArguments("nobody sends these") }

  func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append("system-bus-name", ["name": BusVariant(sender)])
    }
  }
}

/// polkit's answer.
private struct BusVerdict: BusValue {
  static let busSignature = "(bba{ss})"
  let answer: (isAuthorized: Bool, isChallenge: Bool)

  init(reading reader: BusReader) throws(BusError) {
    var answer = (isAuthorized: false, isChallenge: false)
    try reader.structure(Self.self) { reader throws(BusError) in
      answer = (try reader.read(), try reader.read())
      _ = try reader.read([String: String].self)
    }
    self.answer = answer
  }

  func append(to writer: BusWriter) throws(BusError) { throw .invalidArguments("nobody sends these") }
}
