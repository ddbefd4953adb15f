<#
.SYNOPSIS
Prints what decides whether this machine could write a memory dump, as JSON for `dumpctl import windows-facts`.

.DESCRIPTION
Reads and changes nothing. Runs in Windows PowerShell 5.1 and PowerShell 7, without modules. Without elevation some
facts may be missing; what is missing is null, which dumpwarden takes for "not known".

.PARAMETER Path
The file to write, UTF-8 without a byte order mark, put in place whole. Without it the JSON goes to standard output.

.EXAMPLE
.\Get-DumpFacts.ps1 -Path \\share\dumps\SQL07\dump-facts.json
Drops the facts beside the dumps of this host, where dumpwarden finds them by itself.

.EXAMPLE
.\Get-DumpFacts.ps1 > facts.json
In Windows PowerShell that is UTF-16, which dumpctl reads too.
#>
[CmdletBinding()]
param(
    [string] $Path
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# One fact that cannot be had must not take the others along.
function Get-OrNull {
    param([scriptblock] $Query)
    try {
        & $Query
    } catch {
        Write-Warning "not collected: $($_.Exception.Message)"
        $null
    }
}

# Some properties are missing on older versions; a missing one is null, as one that is not known.
function Get-Fields {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSingularNouns', '')]
    param($InputObject, [string[]] $Names)
    $fields = [ordered]@{}
    foreach ($name in $Names) {
        $property = $InputObject.PSObject.Properties[$name]
        $fields[$name] = if ($null -ne $property) { $property.Value } else { $null }
    }
    $fields
}

function Get-UtcText {
    param([datetime] $Time)
    $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

# Values as they stand in the registry: Get-ItemProperty would expand %SystemRoot%.
function Get-RawValue {
    param([string] $KeyPath, [string[]] $Names)
    $values = [ordered]@{}
    $key = Get-Item -LiteralPath $KeyPath
    foreach ($name in $key.GetValueNames()) {
        if ($Names -notcontains $name) { continue }
        $value = $key.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
        # A DWORD comes as a signed number.
        if ($value -is [int]) { $value = [BitConverter]::ToUInt32([BitConverter]::GetBytes($value), 0) }
        if ($value -is [long]) { $value = [BitConverter]::ToUInt64([BitConverter]::GetBytes($value), 0) }
        $values[$name] = [ordered]@{ type = "$($key.GetValueKind($name))"; value = $value }
    }
    $values
}

function Get-FileFact {
    param([string] $FilePath)
    $expanded = [Environment]::ExpandEnvironmentVariables($FilePath)
    $fact = [ordered]@{ Path = $expanded; Exists = $false; Length = $null; LastWriteTimeUtc = $null }
    # Not Test-Path: it says "no" where it may not look.
    try {
        $null = [System.IO.File]::GetAttributes($expanded)
        $file = New-Object System.IO.FileInfo($expanded)
        $fact['Length'] = $file.Length
        $fact['LastWriteTimeUtc'] = Get-UtcText $file.LastWriteTimeUtc
        $fact['Exists'] = $true
    } catch [System.IO.FileNotFoundException], [System.IO.DirectoryNotFoundException] {
        $fact['Exists'] = $false
    } catch {
        $fact['Exists'] = $null
    }
    $fact
}

$crashControlPath = 'HKLM:\SYSTEM\CurrentControlSet\Control\CrashControl'
$memoryManagementPath = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management'

$os = Get-OrNull { Get-CimInstance -ClassName Win32_OperatingSystem }
$computer = Get-OrNull { Get-CimInstance -ClassName Win32_ComputerSystem }
$crashControl = Get-OrNull {
    Get-RawValue $crashControlPath @(
        'CrashDumpEnabled', 'FilterPages', 'DumpFile', 'MinidumpDir', 'MinidumpsCount', 'Overwrite', 'AutoReboot',
        'LogEvent', 'AlwaysKeepMemoryDump', 'DedicatedDumpFile', 'DumpFileSize', 'IgnorePagefileSize',
        'NMICrashDump', 'DumpFilters', 'DumpEncryptionEnabled')
}

# By volume: whether BitLocker protects it. The class is there where the feature is, for those who are elevated.
$protection = @{}
$encryptable = Get-OrNull {
    Get-CimInstance -Namespace 'root\CIMV2\Security\MicrosoftVolumeEncryption' -ClassName Win32_EncryptableVolume
}
foreach ($volume in @($encryptable)) {
    # 0 off, 1 on, 2 not known: locked.
    if ($null -ne $volume -and $volume.ProtectionStatus -ne 2) {
        $protection[$volume.DeviceID] = $volume.ProtectionStatus -eq 1
    }
}

$dumpFile = '%SystemRoot%\MEMORY.DMP'
$dedicatedDumpFile = $null
if ($null -ne $crashControl) {
    if ($crashControl.Contains('DumpFile')) { $dumpFile = "$($crashControl['DumpFile'].value)" }
    if ($crashControl.Contains('DedicatedDumpFile')) { $dedicatedDumpFile = "$($crashControl['DedicatedDumpFile'].value)" }
}

$facts = [ordered]@{
    schema = 'dump-facts/1'
    collector = [ordered]@{ name = 'Get-DumpFacts.ps1'; version = 1; powershell = "$($PSVersionTable.PSVersion)" }
    collectedUtc = Get-UtcText (Get-Date)
    host = $env:COMPUTERNAME
    # A 32-bit PowerShell is told its own architecture, and the machine's in the second variable.
    architecture = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
    os = if ($null -ne $os) {
        Get-Fields $os @('Caption', 'BuildNumber', 'ProductType', 'SystemDrive', 'WindowsDirectory', 'TotalVisibleMemorySize')
    } else { $null }
    computer = if ($null -ne $computer) {
        Get-Fields $computer @(
            'TotalPhysicalMemory', 'AutomaticManagedPagefile', 'PartOfDomain', 'DomainRole', 'Manufacturer', 'Model',
            'HypervisorPresent')
    } else { $null }
    dimmBytes = @(Get-OrNull { Get-CimInstance -ClassName Win32_PhysicalMemory | ForEach-Object { $_.Capacity } })
    # Null, and not an empty list, where a query failed: an empty list says that there is none.
    volumes = Get-OrNull {
        , @(Get-CimInstance -ClassName Win32_Volume -Filter 'DriveType=3' | ForEach-Object {
                $fields = Get-Fields $_ @(
                    'DriveLetter', 'Name', 'DeviceID', 'DriveType', 'FileSystem', 'Capacity', 'FreeSpace', 'BootVolume',
                    'SystemVolume', 'PageFilePresent')
                $fields['BitLocker'] = $protection[$_.DeviceID]
                $fields
            })
    }
    pageFileUsage = Get-OrNull {
        , @(Get-CimInstance -ClassName Win32_PageFileUsage | ForEach-Object {
                Get-Fields $_ @('Name', 'AllocatedBaseSize', 'CurrentUsage', 'PeakUsage', 'TempPageFile')
            })
    }
    pageFileSetting = Get-OrNull {
        , @(Get-CimInstance -ClassName Win32_PageFileSetting | ForEach-Object {
                Get-Fields $_ @('Name', 'InitialSize', 'MaximumSize')
            })
    }
    crashControl = $crashControl
    # A subkey that only a guarded host has.
    forceDumpsDisabled = if (Test-Path -LiteralPath "$crashControlPath\ForceDumpsDisabled") {
        Get-OrNull { Get-RawValue "$crashControlPath\ForceDumpsDisabled" @('GuardedHost') }
    } else { $null }
    memoryManagement = Get-OrNull { Get-RawValue $memoryManagementPath @('PagingFiles', 'ExistingPageFiles', 'TempPageFile') }
    dumpFile = Get-OrNull { Get-FileFact $dumpFile }
    dedicatedDumpFile = if ($dedicatedDumpFile) { Get-OrNull { Get-FileFact $dedicatedDumpFile } } else { $null }
    events = Get-OrNull {
        $filter = @{
            LogName = 'System'
            Id = 41, 44, 45, 46, 47, 48, 49, 156, 161, 162, 163, 164, 1001, 1018
        }
        $providers = 'volmgr', 'Microsoft-Windows-WER-SystemErrorReporting', 'Microsoft-Windows-Kernel-Power', 'BugCheck'
        # That no such event was logged is an error to Get-WinEvent, and the best that there is.
        , @(Get-WinEvent -FilterHashtable $filter -MaxEvents 200 -ErrorAction SilentlyContinue |
                Where-Object { $providers -contains $_.ProviderName } |
                Select-Object -First 50 |
                ForEach-Object {
                    [ordered]@{
                        utc = Get-UtcText $_.TimeCreated
                        provider = $_.ProviderName
                        id = $_.Id
                        data = @($_.Properties | ForEach-Object { "$($_.Value)" })
                    }
                })
    }
}

# The default depth of 2 would print what is deeper as "System.Object[]".
$json = ConvertTo-Json -InputObject $facts -Depth 6

if (-not $Path) {
    $json
    return
}

# A name of its own first, so that whoever reads meanwhile finds the old file or the new one.
$target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$temporary = "$target.$PID.tmp"
try {
    # Not Out-File: "utf8" has a byte order mark in Windows PowerShell and none in PowerShell 7.
    [System.IO.File]::WriteAllText($temporary, $json, (New-Object System.Text.UTF8Encoding($false)))
    Move-Item -LiteralPath $temporary -Destination $target -Force
} finally {
    if ([System.IO.File]::Exists($temporary)) { [System.IO.File]::Delete($temporary) }
}
