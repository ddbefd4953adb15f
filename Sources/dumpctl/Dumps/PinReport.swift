import DumpReports
import DumpStore
import Sizing

/// What `pin` and `unpin` answer.
struct PinReport: Answering {
  let path: String
  let pin: Pin?
  let previous: Pin?

  var json: JSONFields {
    JSONFields(["version": 1, "path": path, "pin": pin?.json, "previous": previous?.json])
  }

  func text(_ style: TextStyle) -> String {
    let path = path.asSafeText
    guard let pin else {
      return style.answer(
        .ok, previous.map { "\(path) is pinned no more (it was: \($0.words))" } ?? "\(path) was not pinned")
    }
    return style.answer(
      .ok,
      "\(path) is pinned\(pin.until.map { " until \($0)" } ?? ""): \(pin.reason.asSafeText)"
        + (previous.map { " (before: \($0.words))" } ?? ""))
  }
}
