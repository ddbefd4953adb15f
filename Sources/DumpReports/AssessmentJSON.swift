package import Sizing

extension Assessment {
  /// The source of a host that is known by name alone, so that not even its system is.
  package static let undescribed = "none"

  /// The host with the keys of `check --json`.
  package var json: JSONFields { JSONFields(fields) }

  /// The same and how it came about.
  package func json(explained explanation: JSONFields?) -> JSONFields {
    JSONFields(Array(fields) + [("explanation", explanation)])
  }

  private var fields: KeyValuePairs<String, (any Encodable)?> {
    [
      "name": name, "source": source, "os": source == Self.undescribed ? nil : os.rawValue,
      "status": status.rawValue, "want": want.rawValue, "holds_complete": holdsComplete.rawValue,
      "can_write": canWrite.rawValue, "can_save": canSave.rawValue, "dump_type": dumpType.value?.rawValue,
      "memory_bytes": memory.json, "memory_source": memorySource,
      "installed_memory_bytes": installedMemory.json, "maximum_memory_bytes": maximumMemory.json,
      "required_bytes": required.json, "advised_bytes": advised.json,
      "advised_at_maximum_bytes": advisedAtMaximum.json, "shortfall_bytes": shortfall.json,
      "backing": backing?.json, "boot_volume": bootVolume?.json, "findings": findings.map(\.json),
    ]
  }
}

extension Fact<Bytes> {
  fileprivate var json: UInt64? { value?.count }
}

extension Backing {
  fileprivate var json: JSONFields {
    JSONFields(["kind": kind.rawValue, "path": path, "volume": volume, "bytes": bytes.json])
  }
}

extension Volume {
  fileprivate var json: JSONFields {
    JSONFields(["id": id, "size_bytes": size.json, "free_bytes": free.json])
  }
}

extension Finding {
  fileprivate var json: JSONFields {
    JSONFields([
      "rule": rule, "severity": severity.rawValue, "accepted": isAccepted, "message": message,
      "remedy": remedy, "source": source,
      "numbers": Dictionary(numbers.map { ($0.name, $0.value) }) { $1 },
    ])
  }
}
