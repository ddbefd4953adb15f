import DumpStore
import Inventory
import Linux
import Sizing
import Systemd

/// What outlives a restart: the alerts that were told, and up to which dump everything was.
///
/// It is a file of TOML, so that a person can read it. Without it alerts are told once more, and no more than
/// that: what must be known of the dumps themselves is read back from their directories.
struct State: Equatable {
  /// The alerts that stand.
  var entries: [AlertBook.Entry] = []
  /// The inode change time of the newest dump that was announced.
  var announcedUntil: Int64?
  /// When a self-test passed last.
  var tested: Timestamp?
  /// The digest of the configuration that it passed with.
  var testedConfiguration: String?

  /// The file's name in the state directory.
  static let fileName = FileName("alerts.toml")
}

extension State {
  /// The file's contents.
  var text: String {
    var text = "# What dumpwardend has told. Without this file it tells everything once more.\n"
    if let announcedUntil { text += "announced-until = \(announcedUntil)\n" }
    if let tested, let testedConfiguration {
      text += "tested = \(tested)\ntested-configuration = \(tomlQuoted(testedConfiguration))\n"
    }
    for entry in entries.sorted(by: { $0.alert.subject.key < $1.alert.subject.key }) {
      text += """

        [[alert]]
        subject = \(tomlQuoted(entry.alert.subject.key))
        kind = \(tomlQuoted(entry.alert.kind.rawValue))
        priority = \(entry.alert.priority)
        message = \(tomlQuoted(entry.alert.message))
        raised = \(entry.raised)
        told = \(entry.told)

        """
      if let magnitude = entry.alert.magnitude, let number = Int64(exactly: magnitude) {
        text += "magnitude = \(number)\n"
      }
    }
    return text
  }

  /// Reads the file; entries that make no sense are left out, since they are only told again.
  init(reading bytes: [UInt8]) {
    let document = Document(toml: bytes, file: "alerts.toml")
    guard let root = document.root else { return }
    announcedUntil = root["announced-until"]?.integer
    tested = root["tested"]?.timestamp
    testedConfiguration = root["tested-configuration"]?.string
    guard let alerts = root["alert"] else { return }
    entries = alerts.children.compactMap { node in
      guard let subject = node["subject"]?.string.flatMap(Alert.Subject.init(key:)),
        let kind = node["kind"]?.string.flatMap(MessageKind.init(rawValue:)),
        let message = node["message"]?.string, let raised = node["raised"]?.timestamp,
        let told = node["told"]?.timestamp, let priority = node["priority"]?.integer
      else { return nil }
      let magnitude = node["magnitude"]?.integer.flatMap { UInt64(exactly: $0) }
      let alert = Alert(
        subject, kind, message: message, priority: Int(clamping: priority), magnitude: magnitude)
      return AlertBook.Entry(alert: alert, raised: raised, told: told)
    }
  }
}

extension Daemon {
  /// Reads what the daemon before this one had told.
  func readState() {
    guard let path = options.stateDirectory, let name = State.fileName,
      let directory = try? Directory(DirectoryPath(base: path)), let file = try? directory.openFile(name),
      let status = try? FileStatus(of: file.descriptor),
      let bytes = try? FileSource(file, length: status.length).read(at: 0, count: 1 << 26)
    else { return }
    let state = State(reading: bytes)
    book = AlertBook(state.entries)
    announcedUntil = state.announcedUntil
    (tested, testedConfiguration) = (state.tested, state.testedConfiguration)
  }

  private var state: State {
    State(
      entries: Array(book.entries.values), announcedUntil: announcedUntil, tested: tested,
      testedConfiguration: testedConfiguration)
  }

  /// Writes the state here and now, which only a start and an end may take the time for.
  func writeState() {
    guard let path = options.stateDirectory, let name = State.fileName else { return }
    let state = self.state
    attempt {
      try operations.replace(name, in: Directory(DirectoryPath(base: path)), with: Array(state.text.utf8))
    }
  }

  /// Has the worker write the state; changes while it writes are written when it has.
  func saveState() {
    isStateStale = true
    guard !isStateBeingWritten, let path = options.stateDirectory, let name = State.fileName else { return }
    isStateBeingWritten = true
    Task {
      while isStateStale {
        isStateStale = false
        let contents = Array(state.text.utf8)
        let operations = self.operations
        do {
          try await worker.run { () throws(SystemError) in
            let directory = try Directory(DirectoryPath(base: path))
            try operations.replace(name, in: directory, with: contents)
          }
        } catch {
          // A full state file system must never stop a rescue (failure story D7).
          notifier.complain("what was told cannot be remembered, and is told again after a restart: \(error)")
        }
      }
      isStateBeingWritten = false
    }
  }
}
