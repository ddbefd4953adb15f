import ArgumentParser
import DumpFormats
import DumpStore
import Glibc
import Linux
import Sizing

/// One file and what it is.
struct IdentifiedFile {
  let path: String
  let identification: Identification
  /// The exit code of a file that could not be read; `nil` where it could.
  let failure: ExitCode?

  init(path: String) {
    self.path = path
    do throws(SystemError) {
      identification = try Self.identified(path)
      failure = nil
    } catch  where error.errno == EAGAIN {
      // A write lease, as Samba takes it for a client: the file was opened for reading, and that is refused.
      identification = Self.unknown(because: "its writer keeps it to itself and has not given it back yet")
      failure = nil
    } catch {
      identification = Self.unknown(because: error.description)
      failure = [EACCES, EPERM].contains(error.errno) ? .notPermitted : .inputOutput
    }
  }

  private static func identified(_ path: String) throws(SystemError) -> Identification {
    // Asked before it is opened: opening a device may do something, and opening a socket says nothing.
    let named = try FileStatus(at: path)
    guard named.kind == .regular else {
      return unknown(because: "it is a \(named.kind.rawValue), not a file")
    }
    let file = try OpenFile(reading: path)
    let status = try FileStatus(of: file.descriptor)
    guard status.kind == .regular else {
      return unknown(because: "it is a \(status.kind.rawValue), not a file")
    }
    let rest = Rest(of: file, status, now: now)
    var identification = identify(FileSource(file, length: status.length), isSettled: rest.isSettled)
    if let note = rest.note { identification.notes.append(note) }
    return identification
  }

  private static func unknown(because reason: String) -> Identification {
    Identification(format: .unknown, state: .unknown, reason: reason, size: .zero)
  }

  private static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}

/// Whether somebody still writes a file.
enum Rest {
  /// Nobody has it open for writing, or nothing has happened to it for a while.
  case settled
  /// Somebody has it open for writing.
  case written
  /// It changed a moment ago, and whether its writer is done cannot be told.
  case untold(secondsAgo: Int64, because: SystemError)

  /// How long a file is left alone by whoever is done with it, where the kernel does not tell.
  private static let quiet: Int64 = 60

  /// Asks the kernel by a read lease that is given back at once.
  init(of file: OpenFile, _ status: FileStatus, now: Timestamp) {
    switch Lease.take(on: file) {
    case .granted:
      Lease.release(file)
      self = .settled
    case .held: self = .written
    case .unavailable(let error):
      let age = now.seconds.subtractingReportingOverflow(status.modified.seconds)
      let seconds = age.overflow ? Self.quiet : age.partialValue
      self = seconds >= Self.quiet ? .settled : .untold(secondsAgo: max(seconds, 0), because: error)
    }
  }

  /// Whether a hole at its tail will stay one.
  var isSettled: Bool { if case .settled = self { true } else { false } }

  /// What a person should know of it.
  var note: String? {
    switch self {
    case .settled: nil
    case .written: "it is being written: somebody has it open for that"
    case .untold(let seconds, let error):
      "it changed \(counted(Int(clamping: seconds), "second")) ago; whether its writer is done cannot be "
        + "told (\(error))"
    }
  }
}
