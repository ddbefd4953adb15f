import Sizing

/// What `check` answers: the assessments, their count, and which of them are shown.
struct CheckReport: Answering {
  /// The hosts, worst first.
  let hosts: [Assessment]
  let tally: Tally
  /// How many mistakes the files had.
  let problems: Int
  /// This machine's name, where it is among the hosts.
  let localName: String?
  /// Whether hosts were named.
  let isSelection: Bool

  init(_ assessments: [Assessment], problems: Int, shown: Status?, localName: String?, asked: [String]) {
    tally = Tally(assessments)
    let sorted = assessments.enumerated().sorted {
      ($1.element.status, $0.offset) < ($0.element.status, $1.offset)
    }
    hosts = sorted.map(\.element).filter { shown == nil || $0.status == shown }
    self.problems = problems
    self.localName = localName
    isSelection = !asked.isEmpty || shown != nil
  }

  /// The worst status; a file that could not be read whole leaves something unknown.
  var exitCode: Int32 {
    let worst = tally.worst
    return problems > 0 ? max(worst, .unknown).exitCode : worst.exitCode
  }

  private enum Key: String, CodingKey { case version, hosts }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(hosts.map(AssessmentJSON.init), forKey: .hosts)
  }
}

/// One assessment with the keys of `check --json`; what is not known is `null`.
private struct AssessmentJSON: Encodable {
  let assessment: Assessment

  init(_ assessment: Assessment) { self.assessment = assessment }

  private enum Key: String, CodingKey {
    case name, source, os, status, want, backing, findings
    case holdsComplete = "holds_complete"
    case canWrite = "can_write"
    case canSave = "can_save"
    case dumpType = "dump_type"
    case memoryBytes = "memory_bytes"
    case memorySource = "memory_source"
    case installedMemoryBytes = "installed_memory_bytes"
    case maximumMemoryBytes = "maximum_memory_bytes"
    case requiredBytes = "required_bytes"
    case advisedBytes = "advised_bytes"
    case advisedAtMaximumBytes = "advised_at_maximum_bytes"
    case shortfallBytes = "shortfall_bytes"
    case bootVolume = "boot_volume"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(assessment.name, forKey: .name)
    try container.encode(assessment.source, forKey: .source)
    try container.encode(assessment.os.rawValue, forKey: .os)
    try container.encode(assessment.status.rawValue, forKey: .status)
    try container.encode(assessment.want.rawValue, forKey: .want)
    try container.encode(assessment.holdsComplete.rawValue, forKey: .holdsComplete)
    try container.encode(assessment.canWrite.rawValue, forKey: .canWrite)
    try container.encode(assessment.canSave.rawValue, forKey: .canSave)
    try container.encode(assessment.dumpType.value?.rawValue, forKey: .dumpType)
    try container.encode(assessment.memory.value?.count, forKey: .memoryBytes)
    try container.encode(assessment.memorySource, forKey: .memorySource)
    try container.encode(assessment.installedMemory.value?.count, forKey: .installedMemoryBytes)
    try container.encode(assessment.maximumMemory.value?.count, forKey: .maximumMemoryBytes)
    try container.encode(assessment.required.value?.count, forKey: .requiredBytes)
    try container.encode(assessment.advised.value?.count, forKey: .advisedBytes)
    try container.encode(assessment.advisedAtMaximum.value?.count, forKey: .advisedAtMaximumBytes)
    try container.encode(assessment.shortfall.value?.count, forKey: .shortfallBytes)
    try container.encode(assessment.backing.map(BackingJSON.init), forKey: .backing)
    try container.encode(assessment.bootVolume.map(VolumeJSON.init), forKey: .bootVolume)
    try container.encode(assessment.findings.map(FindingJSON.init), forKey: .findings)
  }
}

private struct BackingJSON: Encodable {
  let backing: Backing

  private enum Key: String, CodingKey { case kind, path, volume, bytes }

  init(_ backing: Backing) { self.backing = backing }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(backing.kind.rawValue, forKey: .kind)
    try container.encode(backing.path, forKey: .path)
    try container.encode(backing.volume, forKey: .volume)
    try container.encode(backing.bytes.value?.count, forKey: .bytes)
  }
}

private struct VolumeJSON: Encodable {
  let volume: Volume

  private enum Key: String, CodingKey {
    case id
    case sizeBytes = "size_bytes"
    case freeBytes = "free_bytes"
  }

  init(_ volume: Volume) { self.volume = volume }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(volume.id, forKey: .id)
    try container.encode(volume.size.value?.count, forKey: .sizeBytes)
    try container.encode(volume.free.value?.count, forKey: .freeBytes)
  }
}

private struct FindingJSON: Encodable {
  let finding: Finding

  private enum Key: String, CodingKey { case rule, severity, accepted, message, remedy, source, numbers }

  init(_ finding: Finding) { self.finding = finding }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(finding.rule, forKey: .rule)
    try container.encode(finding.severity.rawValue, forKey: .severity)
    try container.encode(finding.isAccepted, forKey: .accepted)
    try container.encode(finding.message, forKey: .message)
    try container.encode(finding.remedy, forKey: .remedy)
    try container.encode(finding.source, forKey: .source)
    var numbers: [String: UInt64] = [:]
    for number in finding.numbers { numbers[number.name] = number.value }
    try container.encode(numbers, forKey: .numbers)
  }
}
