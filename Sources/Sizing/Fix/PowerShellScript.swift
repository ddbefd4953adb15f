/// The script for a Windows host: CIM and the registry alone, for Windows PowerShell 5.1 and PowerShell 7.
struct PowerShellScript {
  let text: String

  init(_ plan: FixPlan, made: Timestamp) {
    var lines = FixScript.header(plan, made: made)
    lines += [
      "# Page files and CrashControl take effect at the next restart (REG-REBOOT); it does not restart.",
      "# What it finds is printed before it is changed, so that you can go back.",
      "",
      // A block is read whole before it runs: pasted into a console, a stop stops all of it.
      "& {",
    ]
    var body = Self.preamble(plan)
    if plan.steps.contains(where: \.change.isRegistry) { body += Self.registry }
    if plan.steps.contains(where: \.change.isPagefile) { body += Self.pagefile }
    body += Self.roomChecks(plan)
    for step in plan.steps {
      body.append("")
      body.append("# \(step.rule): \(ScriptText.comment(step.change.sentence)).")
      body += Self.lines(step)
    }
    body.append("")
    body.append("Write-Output 'Done. Restart the host, then let dumpctl check it again.'  # REG-REBOOT")
    lines += body.map { $0.isEmpty ? "" : "  " + $0 }
    lines.append("}")
    text = lines.joined(separator: "\n") + "\n"
  }

  /// Whose host it is, who runs it, and that memory is still what was reckoned with.
  private static func preamble(_ plan: FixPlan) -> [String] {
    let facts = plan.facts
    let names = ([facts.name] + facts.aliases).map(ScriptText.powerShell).joined(separator: ", ")
    var lines = [
      "Set-StrictMode -Version Latest",
      "$ErrorActionPreference = 'Stop'",
      "$expected = @(\(names))",
      "$computer = Get-CimInstance -ClassName Win32_ComputerSystem",
      "$full = '{0}.{1}' -f [System.Net.Dns]::GetHostName(), $computer.Domain",
      "if (-not ($expected -contains $env:COMPUTERNAME -or $expected -contains $full)) {",
      "  throw ('this script is for ' + $expected[0] + ', not for ' + $env:COMPUTERNAME)",
      "}",
      "$identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()",
      "$principal = New-Object System.Security.Principal.WindowsPrincipal $identity",
      "if (-not $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)) {",
      "  throw 'run this as administrator'",
      "}",
    ]
    let memory = [facts.memory.visible.value, facts.memory.installed.value].compactMap(\.self).max()
    if let memory, plan.steps.contains(where: { $0.change.size != nil }) {
      lines += [
        "# MEM-VISIBLE: the sizes below are for this much memory.",
        "$memory = [uint64](Get-CimInstance -ClassName Win32_OperatingSystem).TotalVisibleMemorySize * 1024",
        "if ($memory -gt \(memory.count)) {",
        "  throw ('this host has more memory than the facts say: ' + $memory + ' bytes, not \(memory.count)')",
        "}",
      ]
    }
    return lines
  }

  /// Sets a value of CrashControl, prints the old one, reads the new one back.
  private static let registry = [
    "$control = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\CrashControl'",
    "function Get-ControlValue([string]$Name) {",
    "  (Get-Item -LiteralPath $control).GetValue($Name, $null, 'DoNotExpandEnvironmentNames')",
    "}",
    "function Show-Before([string]$Name, $Value) {",
    "  if ($null -eq $Value) { $Value = '(not set)' }",
    "  Write-Output ('before: ' + $Name + ' = ' + $Value)",
    "}",
    "function Set-ControlValue([string]$Name, [string]$Kind, $Value) {",
    "  Show-Before $Name (Get-ControlValue $Name)",
    "  $null = New-ItemProperty -LiteralPath $control -Name $Name -PropertyType $Kind -Value $Value -Force",
    "  if ([string](Get-ControlValue $Name) -cne [string]$Value) { throw ($Name + ' was not set') }",
    "  Write-Output ('now: ' + $Name + ' = ' + $Value)",
    "}",
    "function Clear-ControlValue([string]$Name) {",
    "  Show-Before $Name (Get-ControlValue $Name)",
    "  if ($null -ne (Get-ControlValue $Name)) { Remove-ItemProperty -LiteralPath $control -Name $Name }",
    "}",
  ]

  /// Sets a page file, prints what was set, reads it back.
  private static let pagefile = [
    "function Get-PagefileSetting([string]$Path) {",
    "  Get-CimInstance -ClassName Win32_PageFileSetting | Where-Object { $_.Name -eq $Path }",
    "}",
    "function Set-Pagefile([string]$Path, [uint32]$Megabytes) {",
    "  if ((Get-CimInstance -ClassName Win32_ComputerSystem).AutomaticManagedPagefile) {",
    "    throw 'page files are on automatic management, which the facts did not say: collect them again'",
    "  }",
    "  $setting = Get-PagefileSetting $Path",
    "  if ($null -eq $setting) {",
    "    Write-Output ('before: ' + $Path + ' has no setting')",
    "    $null = New-CimInstance -ClassName Win32_PageFileSetting -Property @{ Name = $Path }",
    "    $setting = Get-PagefileSetting $Path",
    "  } else {",
    "    Write-Output ('before: ' + $Path + ' ' + $setting.InitialSize + ' ' + $setting.MaximumSize)",
    "  }",
    "  $sizes = @{ InitialSize = $Megabytes; MaximumSize = $Megabytes }",
    "  $setting | Set-CimInstance -Property $sizes",
    "  $setting = Get-PagefileSetting $Path",
    "  if ($setting.InitialSize -ne $Megabytes -or $setting.MaximumSize -ne $Megabytes) {",
    "    throw ($Path + ' was not set')",
    "  }",
    "  Write-Output ('now: ' + $Path + ' ' + $Megabytes + ' ' + $Megabytes)",
    "}",
  ]

  /// Facts age: that the volumes still have the room, for the file and for the dump, is looked at before
  /// anything is changed.
  private static func roomChecks(_ plan: FixPlan) -> [String] {
    let facts = plan.facts
    guard let after = apply(plan.steps, to: facts) else { return [] }
    let situation = Situation(after, wanted: plan.wanted)
    let need = situation.need
    let dump = (situation.target == .complete ? need?.atMost : need?.typical ?? need?.atLeast) ?? .zero
    let saved = [situation.saving.target, situation.saving.temporary].compactMap(\.self)
    var lines: [String] = []
    for volume in facts.volumes.value ?? [] {
      guard let root = volume.windowsRoot, let free = volume.free.value else { continue }
      let left = after.volumes.value?.first { $0.id == volume.id }?.free.value ?? free
      var wanted = free.less(left)
      for room in saved where room.volume.id == volume.id { wanted = wanted + dump.less(room.credit) }
      guard wanted > .zero else { continue }
      let name = ScriptText.powerShell(root + #"\"#)
      let least = Swift.min(wanted, free)
      lines += [
        "$volume = Get-CimInstance -ClassName Win32_Volume | Where-Object { $_.Name -eq \(name) }",
        "if ($null -eq $volume -or $volume.DriveType -ne 3) { throw ('no fixed volume is at ' + \(name)) }",
        "if ($volume.FreeSpace -lt \(least.count)) {",
        "  throw ('\(least.mebibytesRoundedUp) MB must be free, which the facts said, on ' + \(name))",
        "}",
      ]
    }
    let why = "# FACTS-STALE: the room for files and dump is looked for again before anything is changed."
    return lines.isEmpty ? [] : ["", why] + lines
  }

  private static func lines(_ step: FixStep) -> [String] {
    let mark = "  # \(step.rule)"
    switch step.change {
    case .stopAutomaticPagefiles:
      return [
        "Write-Output ('before: AutomaticManagedPagefile = ' + $computer.AutomaticManagedPagefile)",
        "$computer | Set-CimInstance -Property @{ AutomaticManagedPagefile = $false }" + mark,
      ]
    case .setPagefile(let path, let size):
      return ["Set-Pagefile \(ScriptText.powerShell(path)) \(size.mebibytesRoundedUp)" + mark]
    case .setType(let type):
      let (enabled, filter) = type.registryValues
      return [
        "Set-ControlValue 'CrashDumpEnabled' 'DWord' \(enabled)" + mark,
        (filter ? "Set-ControlValue 'FilterPages' 'DWord' 1" : "Clear-ControlValue 'FilterPages'") + mark,
      ]
    case .setDedicatedDumpFile(let path, let size):
      return [
        "Set-ControlValue 'DedicatedDumpFile' 'String' \(ScriptText.powerShell(path))" + mark,
        "Set-ControlValue 'DumpFileSize' 'DWord' \(size.mebibytesRoundedUp)" + mark,
      ]
    case .clearDedicatedDumpFile:
      return [
        "Clear-ControlValue 'DedicatedDumpFile'" + mark, "Clear-ControlValue 'DumpFileSize'" + mark,
      ]
    case .setDumpFile(let path):
      let path = ScriptText.powerShell(path)
      return [
        "if (Test-Path -LiteralPath \(path)) { throw ('a file has the name already: ' + \(path)) }",
        "Set-ControlValue 'DumpFile' 'ExpandString' \(path)" + mark,
      ]
    case .moveDumpAway(let path):
      return [
        "$dump = [Environment]::ExpandEnvironmentVariables(\(ScriptText.powerShell(path)))",
        "if (Test-Path -LiteralPath $dump) {",
        "  $stamp = (Get-Item -LiteralPath $dump).LastWriteTimeUtc.ToString('yyyyMMddTHHmmssZ')",
        "  $aside = [System.IO.Path]::GetFileNameWithoutExtension($dump) + '-' + $stamp + '.DMP'",
        "  Rename-Item -LiteralPath $dump -NewName $aside" + mark,
        "  Write-Output ('before: ' + $dump + ', now: ' + $aside)",
        "}",
      ]
    case .overwriteDump: return ["Set-ControlValue 'Overwrite' 'DWord' 1" + mark]
    case .keepDump: return ["Set-ControlValue 'AlwaysKeepMemoryDump' 'DWord' 1" + mark]
    case .checkPagefileSize: return ["Set-ControlValue 'IgnorePagefileSize' 'DWord' 0" + mark]
    case .addSwapFile, .reserveCrashKernel, .enableKdump: return []
    }
  }
}

extension FixChange {
  fileprivate var isRegistry: Bool {
    switch self {
    case .setType, .setDedicatedDumpFile, .clearDedicatedDumpFile, .setDumpFile, .overwriteDump, .keepDump,
      .checkPagefileSize:
      true
    case .stopAutomaticPagefiles, .setPagefile, .moveDumpAway, .addSwapFile, .reserveCrashKernel,
      .enableKdump:
      false
    }
  }

  fileprivate var isPagefile: Bool {
    if case .setPagefile = self { true } else { false }
  }
}

extension DumpType {
  /// `CrashDumpEnabled`, and whether `FilterPages` is 1 (rule TYP-DECODE).
  fileprivate var registryValues: (enabled: Int, filter: Bool) {
    switch self {
    case .none: (0, false)
    case .complete: (1, false)
    case .active: (1, true)
    case .kernel: (2, false)
    case .small: (3, false)
    case .automatic: (7, false)
    }
  }
}
