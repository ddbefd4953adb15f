import DumpFormats
import DumpSamples
import Glibc
import Testing

@Suite("The corpus that fuzzing starts from")
struct CorpusTests {
  /// Beside the sources, so that a failing input needs only to be put there.
  static let directory =
    "\(#filePath)".split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Fuzz/Corpus"

  static let names: [String] = {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }()

  @Test("holds a file of every format")
  func everyFormat() throws {
    let formats = try Self.names.map { identify(try Self.source($0), isSettled: true).format }
    #expect(Set(formats).isSuperset(of: Identification.Format.allCases.filter { $0 != .unknown }))
  }

  @Test("holds whole dumps where the format has a rule for it", arguments: names)
  func whole(_ name: String) throws {
    let answer = identify(try Self.source(name), isSettled: true)
    guard name.hasPrefix("windows") || name.hasPrefix("elf") || ["kdump", "flattened"].contains(name) else {
      return
    }
    #expect(answer.state == .whole, "\(answer.reason)")
  }

  private static func source(_ name: String) throws -> ArraySource {
    let file = try #require(fopen("\(directory)/\(name)", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    let input = try #require(FuzzInput(encoded: bytes))
    // What is behind the bytes given reads as zeros.
    let zeros = Int(clamping: input.length) - input.bytes.count
    return ArraySource(input.bytes + [UInt8](repeating: 0, count: max(zeros, 0)), length: input.length)
  }
}
