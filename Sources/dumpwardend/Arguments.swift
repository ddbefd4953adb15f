import Sizing

/// What the command line asks for: so little that a library would cost more than it saves at rest.
enum Arguments {
  case run(configuration: String)
  case print(String)
  case refused(String)

  init(_ words: [String]) {
    var configuration = "/etc/dumpwarden/dumpwarden.toml"
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help", "-h":
        self = .print(Self.usage)
        return
      case "--version":
        self = .print("dumpwardend \(Version.current)\n")
        return
      case "--config":
        guard let path = rest.popFirst(), !path.isEmpty else {
          self = .refused("dumpwardend: --config needs a file\n\n\(Self.usage)")
          return
        }
        configuration = path
      case _ where word.hasPrefix("--config=") && word != "--config=":
        configuration = String(word.dropFirst("--config=".count))
      default:
        self = .refused("dumpwardend: '\(word.asSafeText)' is not an option\n\n\(Self.usage)")
        return
      }
    }
    self = .run(configuration: configuration)
  }

  private static let usage = """
    usage: dumpwardend [--config FILE]

    Watches dump directories, preserves whole dumps and tells in the journal which hosts could not write one.

      --config FILE  the configuration; hosts.d and dumpwarden.toml.d stand beside it
                     (default: /etc/dumpwarden/dumpwarden.toml)
      --version      print the version
      --help         print this

    Signals: SIGHUP reads the configuration and the host files again; SIGTERM and SIGINT end it.

    """
}
