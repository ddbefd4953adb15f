public import Linux
import CSystemd
import Glibc

/// What happens in a directory, and how to watch it, as inotify(7) has it.
public struct InotifyMask: OptionSet, Hashable, Sendable {
  /// The bits of `struct inotify_event`.
  public let rawValue: UInt32

  /// A mask of raw bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  private init(_ bits: Int32) { rawValue = UInt32(truncatingIfNeeded: bits) }

  /// A name came to be: a new file, which is still empty, or a link to a whole one.
  public static let create = InotifyMask(IN_CREATE)
  /// A file that was open for writing was closed.
  public static let closeWrite = InotifyMask(IN_CLOSE_WRITE)
  /// A file was opened.
  public static let open = InotifyMask(IN_OPEN)
  /// A file was written to or cut.
  public static let modify = InotifyMask(IN_MODIFY)
  /// Mode, owner, times or the number of links changed.
  public static let attributes = InotifyMask(IN_ATTRIB)
  /// A name left by renaming.
  public static let movedFrom = InotifyMask(IN_MOVED_FROM)
  /// A name arrived by renaming.
  public static let movedTo = InotifyMask(IN_MOVED_TO)
  /// A name was removed.
  public static let delete = InotifyMask(IN_DELETE)
  /// The watched directory itself was removed.
  public static let deleteSelf = InotifyMask(IN_DELETE_SELF)
  /// The watched directory itself was renamed; the watch follows it.
  public static let moveSelf = InotifyMask(IN_MOVE_SELF)

  /// The path must be a directory.
  public static let onlyDirectory = InotifyMask(IN_ONLYDIR)
  /// A path that is a symbolic link is not followed.
  public static let doNotFollow = InotifyMask(IN_DONT_FOLLOW)
  /// Files that have no name any more are not reported.
  public static let excludeUnlinked = InotifyMask(IN_EXCL_UNLINK)

  /// The event is about a directory; reported, never asked for.
  public static let isDirectory = InotifyMask(IN_ISDIR)
  /// The watch is dead; reported, never asked for.
  public static let ignored = InotifyMask(IN_IGNORED)
  /// The file system was unmounted; reported, never asked for.
  public static let unmounted = InotifyMask(IN_UNMOUNT)
  /// The kernel dropped events; reported, never asked for.
  public static let overflow = InotifyMask(IN_Q_OVERFLOW)
}

/// A hint that something happened in a directory.
///
/// It is no fact: the kernel invents names for files that had none, and the name may mean another file by now.
public struct DirectoryEvent: Equatable, Sendable {
  /// What happened.
  public let mask: InotifyMask

  /// The name in the directory as raw bytes; `nil` when the event is about the directory itself.
  public let name: [UInt8]?

  /// The same number in the two halves of a rename, otherwise 0.
  public let cookie: UInt32

  /// Whether events were lost, so that every watched directory has to be looked at.
  public var overflow: Bool { mask.contains(.overflow) }
}

extension EventLoop {
  /// Calls the actor with what happens in the directory (or to the file) that now has this path.
  public func watch<A: Actor>(
    _ path: String, _ mask: InotifyMask, for actor: A,
    _ body: @escaping @Sendable (isolated A, DirectoryEvent) -> Void
  ) throws(SystemError) -> EventSource {
    let handler = Handler<DirectoryEvent> { [weak actor] event in actor?.assumeIsolated { body($0, event) } }
    return try add("sd_event_add_inotify", on: path, handler: handler) { source, context in
      sd_event_add_inotify(event, &source, path, mask.rawValue, passOn, context)
    }
  }

  /// Calls the actor with what happens in the directory that a descriptor stands for, whatever its path may mean by now.
  ///
  /// The descriptor may be closed afterwards. Errors call the directory by its `name`.
  public func watch<A: Actor>(
    descriptor: Int32, named name: String, _ mask: InotifyMask, for actor: A,
    _ body: @escaping @Sendable (isolated A, DirectoryEvent) -> Void
  ) throws(SystemError) -> EventSource {
    let handler = Handler<DirectoryEvent> { [weak actor] event in actor?.assumeIsolated { body($0, event) } }
    return try add("sd_event_add_inotify_fd", on: name, handler: handler) { source, context in
      sd_event_add_inotify_fd(event, &source, descriptor, mask.rawValue, passOn, context)
    }
  }
}

/// The callback of both kinds of watch.
private func passOn(
  _ source: OpaquePointer?, _ event: UnsafePointer<inotify_event>?, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let event else { return 0 }
  return Handler<DirectoryEvent>.call(context, DirectoryEvent(event))
}

extension DirectoryEvent {
  fileprivate init(_ event: UnsafePointer<inotify_event>) {
    mask = InotifyMask(rawValue: event.pointee.mask)
    cookie = event.pointee.cookie
    // The name follows the struct as a flexible array, which is not imported, padded with zeros to `len`.
    let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(event + 1), count: Int(event.pointee.len))
    name = bytes.isEmpty ? nil : Array(bytes.prefix { $0 != 0 })
  }
}
