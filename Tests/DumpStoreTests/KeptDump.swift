import DumpStore

/// The dump that retention works on, not the one by which a host is judged.
typealias KeptDump = DumpStore.KeptDump
