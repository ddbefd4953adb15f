import Glibc
import Testing

/// The beginnings of files that other programs wrote.
enum Captured {
  static func file(_ name: String) throws -> [UInt8] {
    let folder = "\(#filePath)".split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    let stream = try #require(fopen("\(folder)/Captured/\(name)", "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    bytes.removeSubrange(fread(&bytes, 1, bytes.count, stream)...)
    return bytes
  }
}
