internal import Glibc
internal import Inventory
internal import Linux
internal import Sizing

/// Whether deleting gives back what it was to give back.
///
/// A dump whose blocks a clone or a snapshot shares frees nothing, and neither does one that somebody still has
/// open: then more deletions would cost dumps for no room.
struct RoomReckoning {
  private let rules: DeletionRules
  private var planned = Bytes.zero
  private var risen: Int64 = 0

  init(_ rules: DeletionRules) { self.rules = rules }

  /// Reckons with one deletion; answers why there must be no further one, or `nil`.
  mutating func hasDeleted(
    _ path: String, _ bytes: Bytes, freeBefore: Bytes, in directory: Directory, _ operations: FileOperations
  ) -> (free: Bytes, problem: String?) {
    planned = planned + bytes
    let before = risen
    var waited: UInt64 = 0
    while true {
      guard case .known(let space) = directory.space() else {
        return (freeBefore, "the free space of \(directory.path.asSafeText) cannot be asked for any more")
      }
      risen = before + Int64(space.free.count) - Int64(freeBefore.count)
      if isAsPlanned { return (space.free, nil) }
      guard waited < rules.roomMilliseconds else {
        let back = space.free.less(freeBefore)
        return (
          space.free,
          "deleting \(path.asSafeText) was to give back \(bytes) and gave back \(back) (free \(freeBefore) "
            + "before, \(space.free) after): a clone or a snapshot may share its blocks, or something else "
            + "may be taking the room; nothing more is deleted"
        )
      }
      // Some file systems give room back only with the next transaction, or by and by.
      try? operations.syncFileSystem(of: directory)
      let pause = max(1, waited)
      usleep(UInt32(min(pause, 1000)) * 1000)
      waited += min(pause, 1000)
    }
  }

  private var isAsPlanned: Bool {
    let tolerated = Int64(max(rules.roomTolerance.count, planned.count / 8))
    return risen + tolerated >= Int64(planned.count)
  }
}
