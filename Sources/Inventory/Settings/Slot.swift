/// Where a value stands in what it is part of.
///
/// Writing through a key path takes longer than parsing the value; where the path leads to stored properties alone the
/// value stands at a fixed distance, and is written there.
struct Slot<Owner, Value>: Sendable {
  private let path: any WritableKeyPath<Owner, Value> & Sendable
  private let offset: Int?

  init(_ path: any WritableKeyPath<Owner, Value> & Sendable) {
    self.path = path
    offset = MemoryLayout<Owner>.offset(of: path)
  }

  func modify<Result>(_ owner: inout Owner, _ body: (inout Value) -> Result) -> Result {
    guard let offset else { return body(&owner[keyPath: path]) }
    return withUnsafeMutablePointer(to: &owner) { start in
      let place = UnsafeMutableRawPointer(start).advanced(by: offset)
      return body(&place.assumingMemoryBound(to: Value.self).pointee)
    }
  }

  func set(_ owner: inout Owner, _ value: Value) {
    modify(&owner) { $0 = value }
  }
}
