/// Where the files of target hosts are: `hosts.d` beside the configuration that is used.
public func hostsDirectory(beside configuration: String) -> String {
  guard let slash = configuration.lastIndex(of: "/") else { return "hosts.d" }
  return configuration[...slash] + "hosts.d"
}
