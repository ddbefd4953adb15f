import Linux
import Sizing
import Systemd

/// Where entries go: the journal, or, when the daemon runs in a terminal, there in human form.
///
/// A thread of its own writes them, in order: a journal that hangs or a pipe that nobody reads stops what is told,
/// never a rescue.
struct Notifier: Sendable {
  private let journal = Journal(identifier: "dumpwardend")
  private let isInService = Journal.isConnected()
  private let messenger: Worker

  /// Has `messenger` write; who made it stops it, and so waits for the last word.
  init(messenger: Worker) { self.messenger = messenger }

  /// Writes an entry; one that cannot be written is written to standard error instead, never thrown away.
  func write(_ notification: Notification) { messenger.submit { send(notification) } }

  /// Says that something beside the work failed, which no alert is about.
  func complain(_ message: String) {
    messenger.submit { write(line: "\(isInService ? "<4>" : "")dumpwardend: \(message)") }
  }

  private func send(_ notification: Notification) {
    guard isInService else {
      writeLine(notification)
      return
    }
    do {
      try journal.send(
        priority: Journal.Priority(rawValue: UInt8(clamping: notification.priority)) ?? .warning,
        message: notification.message, messageID: MessageID(hexadecimal: notification.kind.id),
        fields: notification.fields.map { Journal.Field($0.name.rawValue, bytes: $0.value) })
    } catch {
      writeLine(notification)
    }
  }

  private func writeLine(_ notification: Notification) {
    let word =
      switch notification.priority {
      case ...2: "ALERT"
      case 3: "CRITICAL"
      case 4: notification.kind == .dumpPreserved ? "dump" : "warning"
      default: "notice"
      }
    write(line: "\(word): \(notification.message)")
  }

  private func write(line: String) {
    // Where nobody reads standard error any more there is nobody left to tell.
    try? StandardStream.error.write(line + "\n")
  }
}
