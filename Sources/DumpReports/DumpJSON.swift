internal import DumpFormats
package import DumpStore
internal import Sizing

extension ListedDump {
  /// The dump with the keys of `list --json`.
  package var json: JSONFields { JSONFields(fields) }

  /// The dump with the keys of `show --json`.
  package var detailedJSON: JSONFields { detailedJSON(and: []) }

  /// The same with further keys.
  package func detailedJSON(and others: [(String, (any Encodable)?)]) -> JSONFields {
    let found = identification
    return JSONFields(
      [("version", 1)] + fields + others + [
        (
          "bugcheck_parameters",
          found?.bugCheck?.parameters.map { "0x" + String($0, radix: 16, uppercase: true) }
        ),
        ("header_time", found?.crashTime?.description), ("uptime_seconds", found?.uptimeSeconds),
        ("machine", found?.machine), ("processors", found?.processors),
        ("memory_bytes", found?.memory?.count), ("memory_source", found?.memoryBasis),
        ("build", found?.build), ("comment", found?.comment), ("notes", found?.notes),
      ])
  }

  private var fields: [(String, (any Encodable)?)] {
    [
      ("path", path), ("host", host), ("directory", directory.place.path), ("place", place.rawValue),
      ("state", identification?.state.rawValue ?? Place.missing.rawValue), ("reason", identification?.reason),
      ("format", identification?.format.rawValue), ("dump_type", identification?.kind?.rawValue),
      ("size_bytes", identification?.size.count), ("expected_bytes", identification?.expected?.bytes.count),
      ("percent_there", identification?.percentThere), ("allocated_bytes", allocated?.count),
      ("bugcheck_code", identification?.bugCheck?.codeText),
      ("bugcheck_name", identification?.bugCheck?.name), ("crash_time", crashed?.description),
      ("arrived", arrived?.description), ("is_being_written", isBeingWritten), ("pin", pin?.json),
      ("retention", fate?.verdict.rawValue), ("retention_reason", fate?.reason), ("is_test", isTest),
    ]
  }
}

extension Pin {
  /// The pin with its keys.
  package var json: JSONFields {
    JSONFields([
      "reason": reason, "until": until?.description, "by": by, "since": since?.description,
    ])
  }
}
