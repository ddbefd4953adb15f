# shellcheck shell=bash
# A machine of a test's own: a real systemd in a container over this machine's root, with dumpwarden installed there.

# in_own_mounts WORD…: starts the test again; every mount that it makes then goes with it, however it ends.
in_own_mounts() {
  [[ ${OWN_MOUNTS:-} != yes ]] || return 0
  [[ -x /usr/lib/systemd/systemd || -x /lib/systemd/systemd ]] || skip "systemd is not installed"
  unshare --mount --propagation private true 2>/dev/null || skip "mount namespaces are not allowed here"
  OWN_MOUNTS=yes exec unshare --mount --propagation private "$0" "$@"
}

# mount_bed: a directory in memory, in $bed; it goes when the test ends.
mount_bed() {
  bed=$(mktemp -d "${TMPDIR:-/var/tmp}/dumpwarden-bed.XXXXXX")
  trap 'umount -R "$bed" 2>/dev/null || true; rmdir "$bed" 2>/dev/null || true' EXIT
  mount -t tmpfs -o mode=0755 tmpfs "$bed"
}

# make_machine DIRECTORY KIND SIZE: its root is DIRECTORY/root, its /srv a file system of its own; both in $root, $srv.
make_machine() {
  make_bare_machine "$@"
  make --no-print-directory -s -C "$here/../.." install DESTDIR="$root" BIN="$DUMPWARDEN_BIN" >/dev/null
}

# make_bare_machine DIRECTORY KIND SIZE: the same without dumpwarden.
make_bare_machine() {
  local own=$1 kind=$2 size=$3
  mkdir -p "$own"/{upper,work,root,results,srv}
  root=$own/root srv=$own/srv
  mount -t overlay overlay -o "lowerdir=/,upperdir=$own/upper,workdir=$own/work" "$root" ||
    skip "an overlay over / cannot be mounted here"

  # Its own id, a journal in memory, none of this machine's services, nothing of a dumpwarden that is installed here.
  : >"$root/etc/machine-id"
  rm -rf "$root/var/log/journal" "$root"/etc/systemd/system/*.wants "$root"/{etc,var/lib}/dumpwarden
  mkdir -p "$root/etc/systemd/journald.conf.d" "$root/bed"
  printf '[Journal]\nStorage=volatile\nForwardToConsole=no\nRateLimitIntervalSec=0\n' \
    >"$root/etc/systemd/journald.conf.d/bed.conf"

  # Dumps go to a real file system: a lease on an overlay would prove little.
  truncate -s "$size" "$own/srv.img"
  "mkfs.$kind" -q "$own/srv.img"
  mount -o loop "$own/srv.img" "$srv"
}

# install_package ROOT FILE: what apt does, in a root that is not running.
install_package() {
  # A machine that is a container itself may forbid its packages to start services, or to have manual pages.
  rm -f "$1/usr/sbin/policy-rc.d"
  grep -lsE '^path-(exclude|include)' -r "$1/etc/dpkg/dpkg.cfg.d" | xargs -r rm -f
  cp "$2" "$1/bed/package.deb"
  timeout 120 systemd-nspawn --quiet --directory="$1" --register=no --keep-unit --private-network --pipe \
    dpkg --install /bed/package.deb </dev/null
}

# furnish_machine SCRIPT: what that script finds inside, beside itself: its words, sample dumps, the ids of journal
# entries by the names of their kinds, a configuration, and a user who is not the daemon's.
furnish_machine() {
  install -m 0755 "$DUMPWARDEN_BIN/sample-dump" "$here/$1" "$here"/{claims,journal,service}.sh "$root/bed"
  echo 'u sender - "writes dumps"' >"$root/usr/lib/sysusers.d/sender.conf"
  install -m 0644 "$here"/service.etc/dumpwarden.toml "$root/etc/dumpwarden/dumpwarden.toml"
  install -m 0644 "$here"/service.etc/hosts.d/* "$root/etc/dumpwarden/hosts.d/"
  put_kinds
}

# put_kinds: the ids of journal entries by the names of their kinds, for journal.sh.
put_kinds() {
  awk '/^  case / { gsub(/"/, "", $4); kind["." $2 ":"] = $4 }
    $2 in kind && $3 ~ /^"[0-9a-f]+"$/ { gsub(/"/, "", $3); print kind[$2], $3 }' \
    "$here/../../Sources/DumpwardenService/MessageIDs.swift" >"$root/bed/kinds"
}

# boot_machine DIRECTORY SECONDS COMMAND: boots it, runs a command there as root, and ends with its status; what it
# printed is printed.
boot_machine() {
  local own=$1 seconds=$2 command=$3 status=0
  cat >"$own/root/etc/systemd/system/bed.target" <<'UNIT'
[Unit]
Requires=basic.target
Wants=bed.service
After=basic.target
AllowIsolate=yes
UNIT
  # The machine ends when the command does, with its status.
  cat >"$own/root/etc/systemd/system/bed.service" <<UNIT
[Unit]
Requires=dbus.socket
After=basic.target dbus.socket
SuccessAction=exit
SuccessActionExitStatus=0
FailureAction=exit
FailureActionExitStatus=1
[Service]
Type=oneshot
WorkingDirectory=/root
Environment=HOME=/root LC_ALL=C.UTF-8 TZ=UTC
ExecStart=$command
StandardOutput=file:/results/output
StandardError=file:/results/output
TimeoutStartSec=$seconds
UNIT
  timeout --kill-after=10 "$((seconds + 60))" systemd-nspawn --quiet --directory="$own/root" --boot --register=no \
    --keep-unit --private-network --bind="$own/srv:/srv" --bind="$own/results:/results" --console=pipe \
    systemd.unit=bed.target </dev/null >"$own/console" 2>&1 || status=$?
  if [[ -s $own/results/output ]]; then
    cat "$own/results/output"
  else
    echo "the machine did not get as far as the test; its console:"
    tail -n 40 "$own/console"
  fi
  return "$status"
}
