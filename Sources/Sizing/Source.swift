/// The titles of the documents that the rules rest on.
enum Source {
  static let completeDump = "Complete Memory Dump (Microsoft Learn, windows-driver-docs)"
  static let activeDump = "Active Memory Dump (Microsoft Learn, windows-driver-docs)"
  static let kernelDump = "Kernel Memory Dump (Microsoft Learn, windows-driver-docs)"
  static let dumpOptions =
    "Overview of memory dump file options (KB 254649, Microsoft Learn, SupportArticles-docs)"
  static let pageFileSize =
    "Page file size for 64-bit Windows (KB 2860880, Microsoft Learn, SupportArticles-docs)"
  static let recoveryOptions =
    "Configure system failure and recovery options (Microsoft Learn, SupportArticles-docs)"
  static let stopErrors =
    "Troubleshoot stop errors: best practices and dump configuration (Microsoft Learn, SupportArticles-docs)"
  static let freeze =
    "Windows-based computer freeze troubleshooting (Microsoft Learn, SupportArticles-docs)"
  static let event46 = "Event ID 46 (KB 2756313, Microsoft Learn, SupportArticles-docs)"
  static let notGenerated =
    "Kernel memory dump files may not be generated (KB 949052, Microsoft Learn, SupportArticles-docs)"
  static let pageFileUsage = "Win32_PageFileUsage (Microsoft Learn, win32)"
  static let memoryDump = "Configure memory dump files for Server Core (Microsoft Learn, windowsserverdocs)"
  static let dedicated = "How to use the DedicatedDumpFile registry value (ntdebugging blog, 2010)"
  static let physicalMemory = "Win32_ComputerSystem and Win32_PhysicalMemory (Microsoft Learn, win32)"
  static let savedAtBoot = "KB 886429 (Microsoft, archived)"
  static let internals = "Windows Internals 6th ed. part 2, crash dump chapter"
  static let ours = "dumpwarden: unknown is an answer"
}
