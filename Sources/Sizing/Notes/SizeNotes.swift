/// Words that the rules use, and what the registry has.
enum WordNotes {
  static let notes = [
    RuleNote(
      "VOC-BOOT-VOLUME", "the boot volume holds Windows, the system volume starts it",
      """
      The boot volume is the one with %SystemRoot%, the system volume the one that the machine starts from; \
      they may be the same. Rules about dumps mean the boot volume, also where a document says system drive, \
      system partition or boot drive.
      """, source: Source.volumes, .high),
    RuleNote(
      "VOC-BACKING", "a dump is written into the backing file and appears at the next boot",
      """
      While the machine is down the crash code writes into the page file of the boot volume or a dedicated \
      dump file. MEMORY.DMP appears only at the next boot. So there are two questions: can it be written, and \
      can it be saved.
      """, source: Source.stopErrors, .high),
    RuleNote(
      "VOC-SECONDARY", "drivers add to a dump",
      """
      Drivers may append tagged data after the memory image, and add pages to it, so that a dump is larger \
      than memory.
      """, source: Source.callbacks, .high, spokenBy: "SIZ-COMPLETE-REC"),
    RuleNote(
      "PGF-GRAMMAR", "how PagingFiles is read",
      """
      One line a file: path, initial MB, maximum MB. '?:\\pagefile.sys' is automatic on all drives; a path \
      with 0 0, or without numbers, is system-managed on that drive; two numbers are a custom size; one number \
      is taken for both; an empty list is no page file.
      """, source: Source.freeze, .high),
  ]
}

/// How large a dump is.
enum SizeNotes {
  static let notes = [
    RuleNote(
      "MEM-VISIBLE", "a complete dump holds the memory that Windows uses", applies: "Windows and Linux",
      """
      What firmware keeps for itself is not in the dump, so that the memory that the operating system can use \
      decides whether it fits.
      """, source: Source.completeDump, .high, spokenBy: "SIZ-COMPLETE-MIN"),
    RuleNote(
      "SIZ-COMPLETE-SAFE", "RAM + 300 MB satisfies every published margin",
      applies: "hosts up to 32 GB; deduced above",
      """
      Microsoft's support recommends RAM + 300 MB for hosts up to 32 GB, more than the 1, 100 and 257 MB of \
      its other documents. It is a term of the advised size. 64 GiB: 65836 MB.
      """, source: Source.stopErrors, .high, spokenBy: "SIZ-ADVICE"),
    RuleNote(
      "SIZ-COMPLETE-BITMAP", "the header of current dumps grows with memory",
      applies: "Windows 8 / Server 2012 and later, 64-bit",
      """
      A complete dump of current builds has a bitmap of one bit a page in its header: RAM + 256 MB + \
      (8256 + pages / 8, rounded up to 4 KB). Above 32 GB of memory that is more than RAM + 257 MB, above \
      1.4 TB more than RAM + 300. It is a term of the advised size. 2 TiB: 2097473 MB.
      """, source: Source.sessionManager, .low, spokenBy: "SIZ-ADVICE"),
    RuleNote(
      "SIZ-ADDPAGES", "drivers may add pages to complete dumps too",
      applies: "Windows 8 / Server 2012 and later",
      """
      Until then only to kernel dumps. How much cannot be told from settings, so the margin of 257 MB stays.
      """, source: Source.callbacks, .high, spokenBy: "SIZ-COMPLETE-REC"),
    RuleNote(
      "SIZ-RANGES", "a dump's header describes 42 ranges of memory",
      """
      42 on 64-bit and 86 on 32-bit Windows. Of a machine whose memory lies in more pieces some is missing \
      from kernel and complete dumps, whatever the page file.
      """, source: Source.ranges, .med),
    RuleNote(
      "STO-2TB", "no limit of 2 TB for dumps is known",
      "No statement of Microsoft's about dumps beyond 2 TB was found, but for the dialog's fault.",
      source: Source.beyond2TB, .inferred, spokenBy: "PGF-UI-2TB"),
  ]
}

/// Page files and dedicated dump files.
enum PagefileNotes {
  static let notes = [
    RuleNote(
      "PGF-SYSMANAGED-COMPLETE", "for a complete dump Windows aims at RAM + 256 MB, and does not insist",
      applies: "Windows 8 / Server 2012 and later",
      """
      A system-managed page file is sized for RAM (kernel, active) or RAM + 256 MB and the header (complete). \
      For complete that is a wish: on a tight volume the file is smaller and nothing is said. Look at \
      Win32_PageFileUsage.AllocatedBaseSize.
      """, source: Source.sessionManager, .low, spokenBy: "PGF-SYSMANAGED"),
    RuleNote(
      "PGF-AUTO-NOSETTING", "automatic page files have no settings to read",
      """
      Where AutomaticManagedPagefile is true Win32_PageFileSetting has no instances, which does not mean that \
      there is no page file.
      """, source: Source.pagefileModules, .med),
    RuleNote(
      "PGF-DISABLE-AUTO-FIRST", "sizes can be set only with automatic management off",
      "AutomaticManagedPagefile = false comes before InitialSize and MaximumSize.",
      source: Source.memoryDump, .high, spokenBy: "PGF-SYSMANAGED"),
    RuleNote(
      "PGF-COMMIT", "page files serve programs too",
      """
      What programs may commit is memory and all page files together: a page file of the size of the dump must \
      be enough for that as well.
      """, source: Source.pageFileSize, .high),
    RuleNote(
      "DDF-PAGEFILE-SMALL", "beside a dedicated dump file the page file is not enlarged for dumps",
      "A system-managed page file then has the size that programs need.", source: Source.sessionManager, .low,
      spokenBy: "DDF-WHAT"),
    RuleNote(
      "DDF-AZLOCAL", "Azure Local sizes its dedicated dump file for kernel dumps",
      applies: "Azure Local",
      """
      Up to 128 GiB of memory 32 GiB, up to 767 GiB 64 GiB, from 768 GiB 128 GiB: not enough for complete \
      dumps.
      """, source: Source.azureLocal, .med, spokenBy: "DDF-SIZE"),
  ]
}
