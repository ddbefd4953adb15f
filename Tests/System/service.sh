# shellcheck shell=bash
# What the scripts inside of a machine do with the service: set it up, send it dumps, ask the journal what it said.

# shellcheck source=journal.sh
source /bed/journal.sh
# systemd's own: "Main process exited", "Failed with result".
kinds[process-exited]=98e322203f7a4ed290d09fe03c09fe15
kinds[unit-failed]=d9b373ed55a64feb8242e02dbe79a49c

# Where the journal is read from.
beginning=$(date +@%s.%6N)
mark=$beginning

count() { journalctl --quiet --output=json --since="$mark" MESSAGE_ID="${kinds[$1]}" | wc -l; }
property() { systemctl show --value --property="$1" dumpwarden.service; }

# What a package does after it has put its files there; and a user who is not the daemon's, with a directory.
set_up() {
  systemd-sysusers && systemd-tmpfiles --create && journalctl --update-catalog && systemctl daemon-reload
  install -d -o sender -m 0755 /srv/outbox
  install -d -o sender -m 0700 /srv/dumps/FILE02
}

# send HOST [sample-dump's options]: a dump, made elsewhere and copied by its owner to the canonical name.
send() {
  local host=$1
  shift
  /bed/sample-dump "$@" /srv/outbox/next.DMP >/dev/null && chown sender: /srv/outbox/next.DMP || return 1
  sum /srv/outbox/next.DMP
  setpriv --reuid=sender --regid=sender --clear-groups -- cp /srv/outbox/next.DMP "/srv/dumps/$host/MEMORY.DMP"
}
sum() { sha256sum <"$1" | cut -d' ' -f1; }

# drop_in NAME LINE…: a drop-in of the service until the next boot, in force when the service starts the next time.
# Without lines it goes again.
drop_in() {
  local directory=/run/systemd/system/dumpwarden.service.d
  mkdir -p "$directory"
  if (($# > 1)); then printf '%s\n' "${@:2}" >"$directory/$1.conf"; else rm "$directory/$1.conf"; fi
  systemctl daemon-reload
}
