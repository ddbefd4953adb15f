internal import Glibc
public import Linux

extension Pin {
  /// Reads the pin beside a dump; `nil` where there is none.
  ///
  /// What cannot be read pins.
  public init?(beside dump: FileName, in directory: Directory) {
    guard let name = SideFile.pin.name(beside: dump) else { return nil }
    do throws(SystemError) {
      guard let status = try directory.status(of: name) else { return nil }
      guard status.kind == .regular else {
        self.init(reason: "its pin is a \(status.kind.rawValue), not a file")
        return
      }
      let file = try directory.openFile(name)
      let source = FileSource(file, length: min(status.length, UInt64(Self.longest)))
      self.init(parsing: (try? source.read(at: 0, count: Self.longest)) ?? [])
    } catch {
      guard error.errno != ENOENT else { return nil }
      self.init(reason: "its pin cannot be read: \(error.reason)")
    }
  }
}

extension Directory {
  /// The path of an entry, one for each name there can be: bytes that are no text are written as `\xNN`.
  public func path(of name: FileName) -> String {
    let text = String(validating: name.bytes, as: UTF8.self) ?? name.escaped
    return (path == "/" ? "" : path) + "/" + text
  }
}

extension FileName {
  fileprivate var escaped: String {
    bytes.map { byte in
      guard !(0x20...0x7E).contains(byte) || byte == UInt8(ascii: "\\") else {
        return String(UnicodeScalar(byte))
      }
      let digits = String(byte, radix: 16)
      return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
