internal import DumpFormats
internal import Glibc
public import Linux

extension FileOperations {
  /// Removes the dump of a self-test, and nothing else: what the name means is read now, to its end.
  ///
  /// If the power goes it is there or it is not, and no policy counts it either way. A stranger who puts another file
  /// under the name between the look and the removal could as well have removed his own.
  public func removeTestDump(_ name: FileName, in directory: Directory) throws(SystemError) {
    let file = try directory.openFile(name)
    let status = try FileStatus(of: file.descriptor)
    let path = directory.path(of: name)
    guard status.kind == .regular, status.links == 1 else {
      throw SystemError("unlinkat", on: path, errno: EINVAL)
    }
    let found = identify(FileSource(file, length: status.length), isSettled: true)
    guard found.isTestDump, found.state == .whole else {
      throw SystemError("unlinkat", on: path, errno: EPERM)
    }
    guard try directory.status(of: name)?.identity == status.identity else {
      throw SystemError("unlinkat", on: path, errno: ESTALE)
    }
    try unlink(name, in: directory)
    try sync(directory)
  }
}
