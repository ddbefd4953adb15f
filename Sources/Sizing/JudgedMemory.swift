/// How much memory a dump has to hold, as far as the facts prove it.
struct JudgedMemory: Sendable {
  /// What a complete dump holds: what the operating system can use (rule MEM-VISIBLE).
  let counting: Fact<Bytes>
  /// No less than `counting` can be; `nil` where nothing bounds it.
  ///
  /// Firmware only ever takes memory away, so what is installed bounds what is visible: enough to prove that
  /// a dump fits, never that it does not.
  let atMost: Bytes?
  /// What a size to set is made for: the larger of both (rule MEM-CONSERVATIVE).
  let forAdvice: Fact<Bytes>

  init(_ memory: MemoryFacts) {
    counting = memory.visible
    atMost = memory.visible.value ?? memory.installed.value
    switch (memory.visible.value, memory.installed.value) {
    case (let visible?, let installed?): forAdvice = .known(Swift.max(visible, installed))
    case (_?, nil): forAdvice = memory.visible
    case (nil, _?): forAdvice = memory.installed
    case (nil, nil): forAdvice = memory.visible
    }
  }

  /// (⌈RAM / 1 MiB⌉ + 1) MiB, which design and Windows ask for.
  var required: Fact<Bytes> { counting.map { SizeFigures(ram: $0).required } }

  /// The size to set.
  var advised: Fact<Bytes> { forAdvice.map { SizeFigures(ram: $0).advised } }
}
