import ArgumentParser
import DumpFormats
import DumpReports
import Sizing

/// What `preserve` answers: each dump under a canonical name, and what became of it.
struct PreserveReport: Answering {
  let all: [Preservation]
  let directories: Int

  /// A warning where a dump is left where the next one will take its name; critical where keeping it failed.
  var status: Status {
    var worst = Status.ok
    for each in all {
      switch each.result {
      case .preserved, .known: continue
      case .left: worst = max(worst, .warning)
      case .failed: worst = max(worst, .critical)
      }
    }
    return worst
  }

  /// What a failed call asks for; `nil` where none failed.
  var failure: ExitCode? {
    let codes = all.compactMap { each -> Int32?? in
      guard case .failed(_, let errno) = each.result else { return nil }
      return .some(errno)
    }
    guard !codes.isEmpty else { return nil }
    return codes.contains { $0.map(DumpLook.isPermission) ?? false } ? .notPermitted : .inputOutput
  }

  var json: JSONFields {
    JSONFields([
      "version": 1, "status": status.rawValue, "directories": directories,
      "dumps": all.map { each in
        JSONFields([
          "path": each.path, "host": each.host, "result": each.words.result, "preserved_as": each.words.path,
          "reason": each.words.reason, "state": each.identification?.state.rawValue,
        ])
      },
    ])
  }

  func text(_ style: TextStyle) -> String {
    var text = style.answer(status, answer)
    for each in all {
      let (_, path, reason) = each.words
      text += "  \(each.path.asSafeText)\n"
      let words = [reason, path.map { "kept as \($0.asSafeText)" }].compactMap { $0 }.joined(separator: ", ")
      text += FoldedText.hanging(words, after: "    ", rest: 6)
    }
    return text
  }

  private var answer: String {
    guard directories > 0 else {
      return "no dump directory is configured, and none was named: dumpctl preserve DIR"
    }
    let place = counted(directories, "director", "y", "ies")
    guard !all.isEmpty else { return "no dump stands under a canonical name in \(place)" }
    func count(_ result: String) -> Int { all.count { $0.words.result == result } }
    var parts = ["\(counted(count("preserved"), "dump")) preserved"]
    for (result, words) in [("known", "kept before"), ("left", "left"), ("failed", "not kept")] {
      let number = count(result)
      if number > 0 { parts.append("\(number) \(words)") }
    }
    return parts.joined(separator: "; ")
  }
}

extension Preservation {
  /// The result as a word, the path that it was given, and why it has none.
  fileprivate var words: (result: String, path: String?, reason: String?) {
    switch result {
    case .preserved(let path): ("preserved", path, nil)
    case .known(let path): ("known", path, "it keeps its name")
    case .left(let why): ("left", nil, why)
    case .failed(let why, _): ("failed", nil, why)
    }
  }
}
