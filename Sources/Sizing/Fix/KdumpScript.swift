/// The part of a script for a Linux host that sets kdump up: what the distribution's own tools do, asked for in turn.
enum KdumpScript {
  /// The lines of one step; none where it is no step of kdump's.
  static func lines(_ step: FixStep, of plan: FixPlan) -> [String] {
    switch step.change {
    case .reserveCrashKernel(let tools): reserving(tools, step.rule)
    case .enableKdump(let tools):
      enabling(tools, step.rule, startsNow: plan.facts.kdump.reserved.value ?? .zero > .zero)
    default: []
    }
  }

  private static func reserving(_ tools: KdumpTools, _ rule: String) -> [String] {
    let value = tools.distribution.crashkernel
    switch tools {
    case .kdumpUtils:
      return text(
        """

        # \(rule): memory for the crash kernel, as much as the distribution advises, from the next start on.
        # To go back: grubby --update-kernel=ALL --remove-args=crashkernel
        command -v grubby >/dev/null || stop 'grubby is not there: set crashkernel= in the boot loader by hand'
        echo 'before:'
        cat /proc/cmdline
        if kdumpctl get-default-crashkernel >/dev/null 2>&1; then
          kdumpctl reset-crashkernel --kernel=ALL  # \(rule)
        else
          grubby --update-kernel=ALL --args='crashkernel=\(value)'  # \(rule)
        fi
        """)
    case .kdumpTools:
      return text(
        """

        # \(rule): memory for the crash kernel, from the next start on. To go back: remove the file, update-grub.
        command -v update-grub >/dev/null || stop 'update-grub is not there: set crashkernel= by hand'
        echo 'before:'
        cat /proc/cmdline
        if grep -qs '^[^#]*crashkernel=' /etc/default/grub /etc/default/grub.d/*.cfg; then
          echo 'crashkernel= is set there already, and only the menu is made anew'
        else
          mkdir -p /etc/default/grub.d
          cat >/etc/default/grub.d/dumpwarden-kdump.cfg <<'END'  # \(rule)
        GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=\(value)"
        END
        fi
        update-grub  # \(rule)
        """)
    case .suse: return []
    }
  }

  private static func enabling(_ tools: KdumpTools, _ rule: String, startsNow: Bool) -> [String] {
    let service = tools.distribution.service
    var lines = ["", "# \(rule): the crash kernel is loaded at each start\(startsNow ? ", and now" : "")."]
    if tools == .kdumpTools {
      lines += text(
        """
        cp -p /etc/default/kdump-tools /etc/default/kdump-tools.before-dumpwarden
        if grep -q '^USE_KDUMP=' /etc/default/kdump-tools; then
          sed -i 's/^USE_KDUMP=.*/USE_KDUMP=1/' /etc/default/kdump-tools  # \(rule)
        else
          echo 'USE_KDUMP=1' >>/etc/default/kdump-tools  # \(rule)
        fi
        """)
    }
    lines.append("systemctl enable \(service)  # \(rule)")
    guard startsNow else { return lines + ["echo 'restart this host: memory is reserved at its start'"] }
    lines.append("systemctl restart \(service)  # \(rule)")
    lines += text(
      """
      loaded=$(cat /sys/kernel/kexec_crash_loaded 2>/dev/null || cat /sys/kernel/kexec/crash_loaded)
      [ "$loaded" = 1 ] || stop 'no crash kernel was loaded: journalctl -u \(service) says why'
      """)
    return lines
  }

  private static func text(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
