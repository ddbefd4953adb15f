<#
.SYNOPSIS
Sends this machine's memory dump to a share, once and whole. For a start-up task, elevated.

.DESCRIPTION
Each dump goes through names, and each name says what has been done with it, so that the script can be ended at any
line, by a power cut too, and the next run goes on from there:

  MEMORY.DMP                      as Windows left it
  MEMORY.DMP.TIME.sending         taken aside: the next crash can no longer overwrite it, nothing was sent for certain
  MEMORY.DMP.TIME.sent-in-part    the share has all of it, under its temporary name HOST-TIME.part
  MEMORY.DMP.TIME.sent            the share has it under its final name; kept here, or deleted with -RemoveSent

The share never has a dump under its final name that is not whole. It never gets one a second time: the temporary
name is given up in the same step in which the final one is taken, so a run that finds "sent-in-part" and no temporary
file on the share knows that this step was done.

.PARAMETER Destination
The directory of this host on the share: \\share\dumps\SQL07.

.PARAMETER FinalName
The name that the dump is to have there. While a file of that name is there the script waits, and then leaves it to
the next run.

.PARAMETER WaitMinutes
How long to wait: for Windows to finish the dump, and for the final name to be free.

.PARAMETER RemoveSent
Delete a dump here once it is on the share. Without it the dump stays, under the name that ends in .sent.

.EXAMPLE
.\Send-Dump.ps1 -Destination \\share\dumps\SQL07 -RemoveSent
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string] $Destination,
    [string] $FinalName = 'MEMORY.DMP',
    [ValidateRange(0, 1440)]
    [int] $WaitMinutes = 240,
    [switch] $RemoveSent
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Get-DumpPath {
    $key = Get-Item -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\CrashControl'
    # GetValue expands %SystemRoot%.
    [string] $key.GetValue('DumpFile', "$env:SystemRoot\MEMORY.DMP")
}

# Whether nobody has the file open: Windows writes the dump out of the page file after the start.
function Test-Unused {
    param([string] $FilePath)
    try {
        $stream = [System.IO.File]::Open($FilePath, 'Open', 'Read', 'None')
        $stream.Close()
        $true
    } catch [System.IO.IOException] {
        $false
    }
}

# Whether Windows still has a temporary dump file that it will copy to the dump's place.
function Test-BeingSaved {
    param([string] $Directory)
    $root = [System.IO.Path]::GetPathRoot($Directory)
    $temporary = @($Directory, $root) | Select-Object -Unique | ForEach-Object {
        [System.IO.Directory]::GetFiles($_, 'DUMP*.tmp')
    }
    @($temporary).Count -gt 0 -and (Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\CrashControl\MachineCrash')
}

function Wait-Until {
    param([datetime] $Deadline, [scriptblock] $Condition)
    while (-not (& $Condition)) {
        if ([DateTime]::UtcNow -ge $Deadline) { return $false }
        Start-Sleep -Seconds 10
    }
    $true
}

# Takes the dump aside, under a name that tells of its time. A rename is one step, whatever happens.
function Move-DumpAside {
    param([string] $DumpPath, [datetime] $Deadline)
    $directory = [System.IO.Path]::GetDirectoryName($DumpPath)
    if (-not [System.IO.File]::Exists($DumpPath) -and -not (Test-BeingSaved $directory)) { return }
    $isReady = Wait-Until $Deadline {
        [System.IO.File]::Exists($DumpPath) -and -not (Test-BeingSaved $directory) -and (Test-Unused $DumpPath)
    }
    if (-not $isReady) {
        Write-Warning "$DumpPath is still being written: left to the next run"
        return
    }
    $time = [System.IO.File]::GetLastWriteTimeUtc($DumpPath).ToString(
        'yyyyMMddTHHmmssZ', [Globalization.CultureInfo]::InvariantCulture)
    # Two crashes within a second, or a clock set back: a number keeps the names apart.
    $aside = "$DumpPath.$time"
    for ($number = 2; @([System.IO.Directory]::GetFiles($directory, "$([System.IO.Path]::GetFileName($aside)).*")).Count -gt 0; $number++) {
        $aside = "$DumpPath.$time-$number"
    }
    [System.IO.File]::Move($DumpPath, "$aside.sending")
}

# Copies under the temporary name, from the start: what an earlier run left of it is overwritten.
function Copy-Dump {
    param([string] $Source, [string] $Temporary)
    [System.IO.File]::Copy($Source, $Temporary, $true)
    # Asked of the server anew, since a full share may have told of the failure to nobody.
    $wanted = (New-Object System.IO.FileInfo($Source)).Length
    $there = (New-Object System.IO.FileInfo($Temporary)).Length
    if ($there -ne $wanted) {
        throw "$Temporary has $there bytes of ${wanted}: the copy is not whole"
    }
}

# Gives the copy its final name; $false where that is taken for longer than we wait.
function Publish-Dump {
    param([string] $Temporary, [string] $Final, [datetime] $Deadline)
    while ($true) {
        # Move refuses a name that exists, so nothing is overwritten whoever comes first.
        try {
            [System.IO.File]::Move($Temporary, $Final)
            return $true
        } catch [System.IO.IOException] {
            if (-not [System.IO.File]::Exists($Temporary)) { return $true }
            if (-not [System.IO.File]::Exists($Final)) { throw }
        }
        if ([DateTime]::UtcNow -ge $Deadline) { return $false }
        Start-Sleep -Seconds 10
    }
}

function Send-One {
    param([string] $Local, [datetime] $Deadline)
    $stem = $Local -replace '\.(sending|sent-in-part)$', ''
    # The part of the name behind MEMORY.DMP tells one dump of this host from another.
    $label = [System.IO.Path]::GetExtension($stem).TrimStart('.')
    $temporary = [System.IO.Path]::Combine($Destination, "$env:COMPUTERNAME-$label.part")
    $final = [System.IO.Path]::Combine($Destination, $FinalName)

    $wasInterrupted = $Local -match '\.sent-in-part$'
    if (-not $wasInterrupted) {
        Copy-Dump $Local $temporary
        [System.IO.File]::Move($Local, "$stem.sent-in-part")
    }
    $isPublished = $true
    if ([System.IO.File]::Exists($temporary)) {
        $isPublished = Publish-Dump $temporary $final $Deadline
    } elseif (-not [System.IO.Directory]::Exists($Destination)) {
        throw "$Destination cannot be reached"
    }
    if (-not $isPublished) {
        Write-Warning "$final is taken: $temporary is given its name by the next run"
        return $false
    }
    # Only what this very run saw arrive is deleted; after an interruption the copy here is the proof.
    if ($RemoveSent -and -not $wasInterrupted) {
        [System.IO.File]::Delete("$stem.sent-in-part")
    } else {
        [System.IO.File]::Move("$stem.sent-in-part", "$stem.sent")
    }
    Write-Verbose "$stem is on the share as $final"
    $true
}

# Two runs at once, a task and a person's, would send one dump twice.
$mutex = New-Object System.Threading.Mutex($false, 'Global\dumpwarden-Send-Dump')
$isOurs = $false
try {
    try {
        $isOurs = $mutex.WaitOne(0)
    } catch [System.Threading.AbandonedMutexException] {
        # The run that had it was ended; it is ours now.
        $isOurs = $true
    }
    if (-not $isOurs) {
        Write-Warning 'another run is sending: nothing to do'
        return
    }
    $deadline = [DateTime]::UtcNow.AddMinutes($WaitMinutes)
    $dumpPath = Get-DumpPath
    # First of all: the next crash must not find it under its name.
    Move-DumpAside $dumpPath $deadline

    $directory = [System.IO.Path]::GetDirectoryName($dumpPath)
    $name = [System.IO.Path]::GetFileName($dumpPath)
    $waiting = @([System.IO.Directory]::GetFiles($directory, "$name.*")) |
        Where-Object { $_ -match '\.(sending|sent-in-part)$' } | Sort-Object
    # In the order of their crashes; where one has to wait, those after it do too.
    foreach ($local in $waiting) {
        if (-not (Send-One $local $deadline)) { break }
    }
} finally {
    if ($isOurs) { $mutex.ReleaseMutex() }
    $mutex.Dispose()
}
