internal import Sizing

/// The first header of a Windows kernel dump, its unset fields told apart from zeros.
struct WindowsHeader {
  let layout: WindowsHeaderLayout
  let window: Window
  let machine: UInt32
  /// `nil` before Windows 2000, which did not know the field.
  let dumpType: UInt32?
  let build: Int?
  let processors: Int?
  let bugCheck: BugCheck?
  let requiredDumpSpace: UInt64?
  let time: Timestamp?
  let uptimeSeconds: UInt64?
  let attributes: DumpAttributes?
  let bootID: UInt32?
  let comment: String?
  /// Which parts a small dump has.
  let miniDumpFields: UInt32?
  let memory: MemoryBlock

  init(_ window: Window, layout: WindowsHeaderLayout) throws(Refusal) {
    self.window = window
    self.layout = layout
    machine = try window.u32(layout.machine)
    dumpType = Fill.unlessUnset(try window.u32(layout.dumpType))
    build = Fill.unlessUnset(try window.u32(layout.build)).flatMap {
      (1...999_999).contains($0) ? Int($0) : nil
    }
    // More than 4096 processors are no machine.
    processors = Fill.unlessUnset(try window.u32(layout.processors))
      .flatMap { (1...4096).contains($0) ? Int($0) : nil }
    bugCheck = try Self.bugCheck(window, layout)
    requiredDumpSpace = Fill.unlessUnset(try window.u64(layout.requiredDumpSpace))
    time = Fill.unlessUnset(try window.u64(layout.time)).flatMap { Timestamp(fileTime: $0) }
    // A century is more than any machine has been up; 0 stands for unknown.
    uptimeSeconds = Fill.unlessUnset(try window.u64(layout.uptime)).map { $0 / 10_000_000 }
      .flatMap { (1...3_155_760_000).contains($0) ? $0 : nil }
    let bits = try window.u32(layout.attributes)
    attributes = DumpAttributes(field: bits)
    // BootId came with Attributes; behind reserved bytes that mean nothing it means nothing either.
    bootID = attributes == nil ? nil : Fill.unlessUnset(try window.u32(layout.attributes + 4))
    comment = safeText(window.slice(layout.comment, 128))
    miniDumpFields = Fill.unlessUnset(try window.u32(layout.miniDumpFields))
    memory = try MemoryBlock(window, layout)
  }

  /// How long the header is, where pages or a second header begin.
  var length: UInt64 { UInt64(layout.length) }

  private static func bugCheck(_ window: Window, _ layout: WindowsHeaderLayout) throws(Refusal) -> BugCheck? {
    guard let code = Fill.unlessUnset(try window.u32(layout.bugCheckCode)) else { return nil }
    var parameters: [UInt64] = []
    for index in 0..<4 {
      parameters.append(try layout.word(window, layout.bugCheckParameters + index * layout.wordSize))
    }
    return BugCheck(code: code, parameters: parameters)
  }
}
