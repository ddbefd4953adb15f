internal import Sizing

/// Says what a file is and whether it is whole.
///
/// Reads 8 KiB and the little that the format asks for beyond; only tables that the verdict rests on (the bitmap
/// of stored pages above all) are read on, up to 32 MiB. Nothing ever depends on a size that only the header
/// claims.
///
/// - Parameter isSettled: whether nobody writes the file any more; a hole at its tail then is zero pages made
///   sparse, and "not yet" before.
public func identify(_ source: some ByteSource, isSettled: Bool) -> Identification {
  var unknown = Identification(
    format: .unknown, state: .unknown, reason: "not a dump that is known here",
    size: Bytes(clamping: source.length))
  guard source.length > 0 else {
    unknown.reason = "it is empty"
    return unknown
  }
  do throws(Refusal) {
    guard try source.data(from: 0) == 0 else {
      throw .notArrived("it begins with a hole: its header has not arrived", at: 0)
    }
    let first = Window(try source.bytes(at: 0, count: 8192))
    if let answer = identify(first, source, isSettled: isSettled) { return answer }
    if let reason = NearFormats.reason(first) { unknown.reason = reason }
    if source.length < 8 { unknown.reason = "too short to be a dump: \(source.length) bytes" }
    return unknown
  } catch {
    unknown.refuse(error)
    return unknown
  }
}

private func identify(_ first: Window, _ source: some ByteSource, isSettled: Bool) -> Identification? {
  if first.has("PAGEDU64", at: 0) || first.has("PAGEDUMP", at: 0) || first.has("PAGE\0\0\0\0", at: 0) {
    return WindowsDump.identify(first, source, isSettled: isSettled)
  }
  if first.bytes.starts(with: ElfCore.mark) {
    return ElfCore.identify(first, source, isSettled: isSettled)
  }
  if first.has("KDUMP   ", at: 0) || first.has("DISKDUMP", at: 0) {
    return KdumpCompressed.identify(first, source, isSettled: isSettled)
  }
  if first.has("makedumpfile\0\0\0\0", at: 0) { return FlattenedKdump.identify(first, source) }
  if first.has("EMiL", at: 0) { return Lime.identify(first, source) }
  if first.has("AVML", at: 0) { return Avml.identify(source) }
  if first.has("MDMP", at: 0) { return Minidump.identify(first, source) }
  return nil
}
