import Sizing

/// Says what a file is and whether it is whole.
///
/// - Parameter isSettled: whether nobody writes the file any more; a hole at its tail then is zero pages made
///   sparse, and "not yet" before.
public func identify(_ source: some ByteSource, isSettled: Bool) -> Identification {
  Identification(
    format: .unknown, state: .unknown, reason: "not a dump that is known here",
    size: Bytes(clamping: source.length))
}
