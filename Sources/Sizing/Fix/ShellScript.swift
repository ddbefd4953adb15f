/// The script for a Linux host, for any POSIX shell: a swap file on the boot volume, and kdump.
struct ShellScript {
  let text: String

  init?(_ plan: FixPlan, made: Timestamp) {
    guard !plan.steps.isEmpty else { return nil }
    var lines = ["#!/bin/sh"] + FixScript.header(plan, made: made)
    lines += [
      "# Nothing in Linux writes a complete dump into swap: swap on the boot volume is the yardstick here, and",
      "# kdump is what saves memory. It wants crashkernel= on the command line, its service enabled, and room at",
      "# its target: see kdumpctl(8), or kdump-config(8) on Debian.",
      "set -eu",
      "",
    ]
    lines += ScriptText.shell("host", plan.facts.name)
    var body: [String] = []
    for step in plan.steps {
      if case .addSwapFile(let path, let size) = step.change {
        guard let boot = plan.facts.bootVolume.value else { return nil }
        lines += ScriptText.shell("volume", boot.id)
        lines += ScriptText.shell("file", path)
        lines += ScriptText.shell("entry", "\(ScriptText.fstabField(path)) none swap sw 0 0")
        // Both worked out here: in mawk numbers end at 2^31 (failure story W19).
        lines += ["megabytes=\(size.mebibytesRoundedUp)", "kilobytes=\(Self.kilobytes(size))"]
        body += Self.swapFile(step.rule)
      } else {
        body += KdumpScript.lines(step, of: plan)
      }
    }
    lines += Self.preamble + body
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func kilobytes(_ size: Bytes) -> UInt64 {
    let (kilobytes, overflow) = size.mebibytesRoundedUp.multipliedReportingOverflow(by: 1024)
    return overflow ? .max : kilobytes
  }

  private static let preamble =
    """

    stop() {
      printf '%s\\n' "$1" >&2
      exit 1
    }

    name=$(uname -n)
    if [ "$name" != "$host" ] && [ "${name%%.*}" != "$host" ]; then
      stop "this script is for $host, not for $name"
    fi
    [ "$(id -u)" = 0 ] || stop 'run this as root'
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

  private static func swapFile(_ rule: String) -> [String] {
    """
    [ ! -e "$file" ] || stop "$file is there already: the facts are older than it"
    free=$(df -Pk "$volume" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$kilobytes" ] || stop "$volume has $free KB free, and $megabytes MB ($kilobytes KB) are needed"

    # What is there now, so that you can go back: swapoff the file, remove it and its line in /etc/fstab.
    echo 'before:'
    cat /proc/swaps

    # \(rule): one area that holds RAM + 1 MB by itself; half of one is taken away again.
    umask 077
    trap 'rm -f "$file"' EXIT
    kind=$(stat -f -c %T "$volume")
    case $kind in
    btrfs)
      # A swap file on btrfs must not be copied on write; this holds for an empty file only.
      : >"$file"
      chattr +C "$file"  # \(rule)
      ;;
    ext2/ext3 | xfs | f2fs) : >"$file" ;;
    *) stop "no swap file is made on $kind: add a swap partition" ;;
    esac
    fallocate -l "${megabytes}M" "$file" ||
      dd if=/dev/zero of="$file" bs=1M count="$megabytes"  # \(rule)
    mkswap "$file"  # \(rule)
    swapon "$file"  # \(rule)
    trap - EXIT
    if ! grep -qxF -e "$entry" /etc/fstab; then
      cp -p /etc/fstab /etc/fstab.before-dumpwarden
      [ -z "$(tail -c 1 /etc/fstab)" ] || echo >>/etc/fstab
      printf '%s\\n' "$entry" >>/etc/fstab  # \(rule)
    fi
    echo 'now:'
    cat /proc/swaps
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
