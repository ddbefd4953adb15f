import DumpStore

/// A dump as it lies in its directory; what the rules are told of one is another type.
typealias KeptDump = DumpStore.KeptDump
