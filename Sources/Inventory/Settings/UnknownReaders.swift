internal import Linux

extension LoadedConfiguration {
  /// The groups in `readers` that this machine does not have.
  ///
  /// A directory service may be asked: never on a loop.
  public func unknownReaders() -> [Diagnostic] {
    configuration.dumpDirectories.enumerated().compactMap { index, directory in
      guard !directory.readers.isEmpty, Self.isMissing(directory.readers) else { return nil }
      let origin = origins["dump-directory[\(index)].readers"]
      return Diagnostic(
        file: origin?.file ?? "", line: origin?.line,
        message:
          "readers: this machine has no group \(quotedForMessage(directory.readers)), so nobody is let read "
          + "the dumps in \(safeText(directory.path)): make it (groupadd) or name another")
    }
  }

  /// Whether it is certain that there is no such group: a service that does not answer says nothing of it.
  private static func isMissing(_ name: String) -> Bool {
    do {
      return try GroupName(name).id() == nil
    } catch {
      return false
    }
  }
}
