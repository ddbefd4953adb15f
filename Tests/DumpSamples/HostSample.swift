/// The text of a host file, of a Windows host of which nothing is wrong but what is given here.
public struct HostSample {
  private let name: String
  private let existing: String?
  private let memory: String
  private let more: String

  /// A host of that name; `existing` is when the dump that lies on it was written, if there is one, `more` what stands
  /// behind `[host.crash-control]`.
  public init(
    _ name: String = "SQL07", existing: String? = nil, memory: String = "1 MiB", more: String = ""
  ) {
    (self.name, self.existing, self.memory, self.more) = (name, existing, memory, more)
  }

  /// One `[[host]]` of a host file.
  public var text: String {
    let dump = existing.map { #"existing-dump = { size = "1 MiB", written = \#($0) }"# } ?? ""
    return """
      [[host]]
      name = "\(name)"
      os = "windows"
      build = 20348
      product = "server"
      [host.memory]
      visible = "\(memory)"
      [[host.volume]]
      id = "C:"
      boot = true
      size = "255 GiB"
      free = "120 GiB"
      [[host.pagefile]]
      path = 'C:\\pagefile.sys'
      management = "custom"
      initial = "16 GiB"
      maximum = "16 GiB"
      allocated = "16 GiB"
      [host.crash-control]
      type = "complete"
      overwrite = true
      \(dump)
      \(more)

      """
  }
}
