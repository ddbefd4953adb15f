internal import Inventory
public import Sizing

extension HoldingsByHost {
  /// What a survey of retention saw: nothing is read again.
  ///
  /// `directories` are all that it was asked for, so that one that it could not look at makes its host unknown, not
  /// a host of which nothing is kept.
  public init(_ survey: RetentionSurvey, of directories: [DumpDirectory], now: Timestamp) {
    self.init()
    let mixed = directories.archivesOfSeveralHosts
    for look in survey.directories {
      var newest: Fact<Delivery?> = .known(nil)
      if let reason = look.unseen {
        newest = .unknown(because: reason)
      } else if let place = look.directory.archivePlace, mixed[place] != nil {
        newest = .unknown(because: Self.mixedArchive(place))
      } else {
        var last: Delivery?
        for dump in look.dumps {
          let arrived = Timestamp(seconds: dump.kept.arrivedNanoseconds / 1_000_000_000)
          last = Holdings.later(last, Delivery(dump.kept.identification, arrived: arrived, now: now))
        }
        newest = .known(last)
      }
      add(Holdings(newest: newest, free: look.space.map(\.free)), of: look.directory.host)
    }
    let seen = Set(survey.directories.map(\.directory.place.path))
    for directory in directories where !seen.contains(directory.place.path) {
      let path = directory.place.path
      let reason =
        survey.troubles.first { $0.path == path }?.reason ?? "\(path.asSafeText) could not be looked at"
      add(Holdings(newest: .unknown(because: reason), free: .unknown(because: reason)), of: directory.host)
    }
  }

  static func mixedArchive(_ place: Archive.Place) -> String {
    let name = if case .outside(let path) = place { path.path.asSafeText } else { "the archive" }
    return "\(name) keeps dumps of several hosts, which cannot be told apart there"
  }
}

extension [DumpDirectory] {
  /// Archives outside of their directories that more than one host has, with their paths.
  var archivesOfSeveralHosts: [Archive.Place: String] {
    var hosts: [Archive.Place: Set<String>] = [:]
    for directory in self {
      guard case .outside = directory.archivePlace, let place = directory.archivePlace else { continue }
      hosts[place, default: []].insert(directory.host.lowercased())
    }
    var mixed: [Archive.Place: String] = [:]
    for case (.outside(let path), let hosts) in hosts where hosts.count > 1 {
      mixed[.outside(path)] = path.path
    }
    return mixed
  }
}
