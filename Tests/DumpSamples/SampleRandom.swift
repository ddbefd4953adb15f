/// A generator of numbers that gives the same ones for the same seed (SplitMix64).
public struct SampleRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Numbers of a seed.
  public init(seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Pages that look like memory: no two alike, and different for each seed.
struct SamplePages {
  private let template: [UInt8]

  init(seed: UInt64) {
    var random = SampleRandom(seed: seed)
    var page: [UInt8] = []
    page.reserveCapacity(4096)
    while page.count < 4096 {
      let number = random.next()
      for shift in 0..<8 { page.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }
    template = page
  }

  subscript(index: Int) -> [UInt8] {
    var page = template
    page.put(UInt64(index) &+ 1, at: 0)
    return page
  }
}
