internal import Glibc
public import Linux

extension FileOperations {
  /// Pins a dump: from when this returns on, retention leaves it alone, whatever happens to this machine.
  ///
  /// A pin that is there is replaced.
  public func pin(_ dump: FileName, in directory: Directory, _ pin: Pin) throws(SystemError) {
    guard let name = SideFile.pin.name(beside: dump) else {
      throw SystemError("linkat", on: "\(directory.path)/\(dump).pin", errno: ENAMETOOLONG)
    }
    try write(Array(pin.text.utf8), as: name, in: directory)
  }

  /// Removes a dump's pin and says what it was; `nil` where there was none.
  public func unpin(_ dump: FileName, in directory: Directory) throws(SystemError) -> Pin? {
    guard let name = SideFile.pin.name(beside: dump), let status = try directory.status(of: name) else {
      return nil
    }
    // Nothing that we made: whoever made it may want it.
    guard status.kind == .regular else {
      throw SystemError("unlinkat", on: "\(directory.path)/\(name)", errno: EINVAL)
    }
    let pin = Pin(beside: dump, in: directory)
    try unlink(name, in: directory)
    try sync(directory)
    return pin
  }
}
