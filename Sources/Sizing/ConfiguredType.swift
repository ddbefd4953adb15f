extension HostFacts {
  /// What the host is configured to write, a value absent from a registry that was read having its default
  /// (rule TYP-DECODE).
  var configuredType: Fact<DumpType> {
    guard os == .windows else { return .unknown(because: "dump types are a matter of Windows") }
    guard crashControl.type.value == nil, crashControl.wasRead, let build = build.value else {
      return crashControl.type
    }
    switch build {
    case 9200...: return .known(.automatic)
    case 6000..<9200: return .known(.kernel)
    case 3790: return .known(.complete)
    case 2600: return .known(.small)
    default: return crashControl.type
    }
  }

  /// Whether the architecture is known to be 32-bit x86.
  var is32Bit: Bool {
    guard let architecture = architecture.value, architecture != "amd64" else { return false }
    return ["x86", "i386", "i486", "i586", "i686", "32-bit"].contains(architecture.lowercased())
  }
}

extension DumpType {
  /// How much a dump tells: none, small, kernel and automatic, active, complete.
  var rank: Int {
    switch self {
    case .none: 0
    case .small: 1
    case .kernel, .automatic: 2
    case .active: 3
    case .complete: 4
    }
  }
}

extension Want {
  /// The dump that is asked for, of a host that is configured so.
  func dump(configured: DumpType?) -> DumpType {
    switch self {
    case .small: .small
    case .kernel: .kernel
    case .automatic: .automatic
    case .active: .active
    case .complete, .report: .complete
    case .none: .none
    case .asConfigured:
      switch configured {
      // Dumps that are switched off are nobody's wish, and what is not known is judged as the most that it
      // can be.
      case nil, .some(.none): .complete
      case let type?: type
      }
    }
  }
}
