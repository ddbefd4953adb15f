import Glibc
import Inventory
import Sizing
import Testing

/// Files as collectors and administrators leave them.
enum Collected {
  static let now = Timestamp(seconds: 1_772_500_000)

  /// A file that was collected on a host.
  static func file(_ name: String) throws -> [UInt8] {
    let folder = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    let stream = try #require(fopen("\(folder)/Collected/\(name)", "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    bytes.removeSubrange(fread(&bytes, 1, bytes.count, stream)...)
    return bytes
  }

  /// Text as `regedit` and `>` in Windows PowerShell write it.
  static func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }
}

/// What an import said when it refused a file.
func refusal<Value>(_ body: () throws(ImportFailure) -> Value) throws -> [String] {
  do throws(ImportFailure) {
    _ = try body()
  } catch {
    return error.diagnostics.map(\.description)
  }
  Issue.record("it was not refused")
  return []
}
