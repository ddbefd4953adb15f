import Inventory

extension Configuration {
  /// What tells this configuration from another, in 16 digits, as long as the program is the same.
  ///
  /// Of what is in force, not of the files: a comment changes nothing. Nobody is kept from anything by it, so FNV-1a
  /// will do.
  var digest: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(self)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
