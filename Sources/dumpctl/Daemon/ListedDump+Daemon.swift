import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
import Inventory
import Sizing

extension ListedDump {
  /// A dump as the daemon describes it, with the keys of `show --json`; `nil` for what is none.
  init?(json: JSONContent) {
    guard let path = json["path"]?.text, let host = json["host"]?.text,
      let place = json["place"]?.text.flatMap(Place.init)
    else { return nil }
    self.init(path: path, host: host, directory: json["directory"]?.text ?? "", place: place)
    identification = Identification(json: json)
    allocated = json["allocated_bytes"]?.whole.map { Bytes(clamping: $0) }
    arrived = json["arrived"]?.text.flatMap { Timestamp($0) }
    isBeingWritten = json["is_being_written"]?.truth
    pin = json["pin"].flatMap(Pin.init)
    fate = json["retention"]?.text.flatMap(Fate.Verdict.init)
      .map { Fate(verdict: $0, reason: json["retention_reason"]?.text ?? "") }
  }

  /// A dump as the daemon lists it.
  init?(row: DumpRow) {
    guard let place = Place(rawValue: row.place) else { return nil }
    self.init(path: row.path, host: row.host, directory: row.directory, place: place)
    arrived = Timestamp(busTime: row.arrived)
    fate = Fate.Verdict(rawValue: row.retention).map { Fate(verdict: $0, reason: row.retentionReason) }
    guard let state = Identification.State(rawValue: row.state) else { return }
    var found = Identification(
      format: .unknown, state: state, reason: "", size: Bytes(clamping: row.size))
    found.kind = Identification.Kind(rawValue: row.dumpType)
    if found.kind == nil { found.format = Identification.Format(rawValue: row.dumpType) ?? .unknown }
    found.bugCheck = UInt32(hexadecimal: row.bugCheckCode).map { BugCheck(code: $0, parameters: []) }
    found.crashTime = Timestamp(busTime: row.crashed)
    found.crashTimeIsOfCrash = found.crashTime != nil
    identification = found
    allocated = Bytes(clamping: row.size)
  }

  private init(path: String, host: String, directory: String, place: Place) {
    self.init(
      path: path, host: host,
      directory: DumpDirectory(
        place: DirectoryPath(base: directory), host: host, settings: DumpDirectorySettings(path: directory)),
      place: place)
  }
}

extension Identification {
  fileprivate init?(json: JSONContent) {
    guard let state = json["state"]?.text.flatMap(State.init),
      let format = json["format"]?.text.flatMap(Format.init)
    else { return nil }
    self.init(
      format: format, state: state, reason: json["reason"]?.text ?? "",
      size: Bytes(clamping: json["size_bytes"]?.whole ?? 0))
    kind = json["dump_type"]?.text.flatMap(Kind.init)
    // Whether it is exact does not go over the wire; a lower bound is never wrong.
    expected = json["expected_bytes"]?.whole.map {
      ExpectedLength(bytes: Bytes(clamping: $0), isExact: false)
    }
    percentThere = json["percent_there"]?.whole.map { Int(clamping: $0) }
    bugCheck = json["bugcheck_code"]?.text.flatMap { UInt32(hexadecimal: $0) }.map { code in
      BugCheck(
        code: code,
        parameters: (json["bugcheck_parameters"]?.list ?? []).compactMap {
          $0.text.flatMap { UInt64(hexadecimal: $0) }
        })
    }
    let crashed = json["crash_time"]?.text.flatMap { Timestamp($0) }
    crashTime = crashed ?? json["header_time"]?.text.flatMap { Timestamp($0) }
    crashTimeIsOfCrash = crashed != nil
    uptimeSeconds = json["uptime_seconds"]?.whole
    machine = json["machine"]?.text
    processors = json["processors"]?.whole.map { Int(clamping: $0) }
    memory = json["memory_bytes"]?.whole.map { Bytes(clamping: $0) }
    memoryBasis = json["memory_source"]?.text
    build = json["build"]?.whole.map { Int(clamping: $0) }
    comment = json["comment"]?.text
    notes = (json["notes"]?.list ?? []).compactMap(\.text)
  }
}

extension Pin {
  fileprivate init?(json: JSONContent) {
    guard let reason = json["reason"]?.text else { return nil }
    self.init(
      reason: reason, until: json["until"]?.text.flatMap { CalendarDate($0) }, by: json["by"]?.text,
      since: json["since"]?.text.flatMap { Timestamp($0) })
  }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// A number such as `0x000000D1`.
  init?(hexadecimal text: String) {
    guard text.hasPrefix("0x") else { return nil }
    self.init(text.dropFirst(2), radix: 16)
  }
}

extension Timestamp {
  /// A time of the bus, in microseconds since the epoch; `nil` for 0, which stands for none.
  init?(busTime: UInt64) {
    guard busTime > 0 else { return nil }
    self.init(seconds: Int64(busTime / 1_000_000))
  }

  /// The same for the bus; what is before the epoch has none.
  var busTime: UInt64 { UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000).partialValue }
}
