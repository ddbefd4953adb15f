/// The Attributes of a dump header, as mindumpdef.h of the Windows SDK names them.
struct DumpAttributes: OptionSet {
  let rawValue: UInt32

  /// Windows left pages out, because its page file was too small.
  static let insufficientDumpfileSize = DumpAttributes(rawValue: 1 << 2)
  /// The machine went on.
  static let liveDumpGenerated = DumpAttributes(rawValue: 1 << 4)
  /// Made from raw memory afterwards.
  static let generatedOffline = DumpAttributes(rawValue: 1 << 5)
  /// An active dump.
  static let filterDumpFile = DumpAttributes(rawValue: 1 << 6)
  static let encryptedDumpData = DumpAttributes(rawValue: 1 << 8)

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The field's bits; `nil` where reserved ones are set, since it is then fill of an older Windows.
  init?(field: UInt32) {
    guard field >> 10 == 0 else { return nil }
    rawValue = field
  }
}
