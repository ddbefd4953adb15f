/// What happens to a dump at the next boot.
enum SaveNotes {
  static let notes = [
    RuleNote(
      "EXT-STEPS", "how a dump becomes a file",
      """
      The session manager looks for a dump in the page files that were in use, cuts and renames the file, to \
      DumpFile or to DUMPxxxx.tmp in the root of its volume, and later WerFault copies the temporary file to \
      DumpFile and deletes it. A new page file is made.
      """, source: Source.savedAtBoot, .med, spokenBy: "EXT-SAME-VOLUME"),
    RuleNote(
      "EXT-FREE-CHECK", "Windows compares room before it renames",
      """
      required < free + (Overwrite ? existing dump : 0), the size being the one in the dump's header. Where it \
      is not so the dump is dropped. That there is a check is documented, its formula is read from code.
      """, source: Source.internals, .med, spokenBy: "EXT-SAME-VOLUME"),
    RuleNote(
      "EXT-NO-RETRY", "a dump that was dropped is gone",
      "The file that held it becomes the page file again and is written over.", source: Source.savedAtBoot,
      .inferred,
      spokenBy: "EVT-NOT-SAVED"),
    RuleNote(
      "EXT-SMALL-KEEP", "small dumps replace nothing",
      """
      Each has date and sequence in its name, up to MinidumpsCount, of which the oldest goes. One is carved out \
      of every larger dump at the next boot.
      """, source: Source.smallDump, .high),
    RuleNote(
      "EXT-OTHER-DELETERS", "others delete dumps too",
      "Disk Cleanup, Storage Sense and tools that tidy up remove MEMORY.DMP and small dumps.",
      source: Source.truncatedDump, .low),
    RuleNote(
      "EXT-EARLY-CRASH", "of a crash before the page file is open there is no dump",
      "Crashes in the HAL and in boot drivers come before anything could take a dump.",
      source: Source.internals, .high),
    RuleNote(
      "EXT-INTEGRITY", "dump code that was damaged does not run",
      """
      At the crash Windows compares the dump code's state with a sum that it took at boot, and writes nothing \
      if memory was scribbled over there.
      """, source: Source.internals, .high),
  ]
}

/// Platforms and protection.
enum PlatformNotes {
  static let notes = [
    RuleNote(
      "SEC-VBS", "memory that Windows itself cannot read is missing from dumps",
      applies: "Windows 10 / Server 2016 and later",
      """
      With virtualisation-based security the isolated part is unreadable to the ordinary kernel: expect pages \
      to be missing. No rule about sizes was found.
      """, source: Source.ours, .inferred),
    RuleNote(
      "LIV-LIVEDUMP", "live dumps are another matter", applies: "Windows 8.1 and later",
      """
      They go to %SystemRoot%\\LiveKernelReports, need no page file and leave MEMORY.DMP alone. Without room \
      Kernel-LiveDump logs event 202.
      """, source: Source.liveDumps, .high),
    RuleNote(
      "CMD-WMIC-GONE", "wmic is gone", applies: "Windows 11 24H2, Server 2025",
      "Deprecated since 21H1 and no longer installed: use CIM and the registry.", source: Source.wmic, .high),
    RuleNote(
      "CMD-KB-TYPO", "an article of Microsoft's misspells wmic's verb",
      "It prints creates; the verb is create.", source: Source.beyond2TB, .inferred),
  ]
}

/// How dumps are kept once they are there.
enum KeepingNotes {
  static let notes = [
    RuleNote(
      "ROT-DEADLINE", "a dump must be taken away before the next crash",
      """
      The next dump replaces it early in the boot after the next crash, sooner than any watcher could act: take \
      it away as soon as it is whole.
      """, source: Source.internals, .inferred, spokenBy: "EXT-OVERWRITE-1"),
    RuleNote(
      "ROT-READY", "only a whole dump is taken away",
      """
      After event 1001, or when the file is stable, its header valid and its length what the header asks for. \
      DUMP*.tmp, page files and dedicated dump files are never touched.
      """, source: Source.savedAtBoot, .inferred),
    RuleNote(
      "ROT-SPACE", "a renamed dump still takes its room",
      """
      Renaming on the same volume frees nothing, and takes away what the next dump could have overwritten: \
      afterwards the room of one dump must be free, and 25 GB more on a client.
      """, source: Source.internals, .inferred, spokenBy: "EXT-SAME-VOLUME"),
    RuleNote(
      "ROT-OVERWRITE", "with dumpwarden Overwrite stays on",
      "A dump that could not be taken away in time then costs the oldest, not the newest.",
      source: Source.ours,
      .inferred, spokenBy: "EXT-OVERWRITE-0"),
    RuleNote(
      "ROT-NAME", "a kept dump is named after its crash",
      "Time and bug check of its header, and the host: people look for it by those.", source: Source.ours,
      .inferred),
  ]
}
