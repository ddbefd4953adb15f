# shellcheck shell=bash
# What the scripts inside of a machine do with the service: set it up, send it dumps, ask the journal what it said.

# MESSAGE_IDs by the names of their kinds.
declare -A kinds
while read -r kind id; do kinds[$kind]=$id; done </bed/kinds
# systemd's own: "Main process exited", "Failed with result".
kinds[process-exited]=98e322203f7a4ed290d09fe03c09fe15
kinds[unit-failed]=d9b373ed55a64feb8242e02dbe79a49c

# Where the journal is read from; `now` sets it.
beginning=$(date +@%s.%6N)
mark=$beginning
now() { mark=$(date +@%s.%6N); }

# entry KIND FIELD=VALUE…: the first such entry since $mark, waited for. (Not --after-cursor=: it loses an entry that
# is there already when --follow begins.)
entry() {
  local id=${kinds[$1]} line=
  shift
  exec {follow}< <(exec timeout 20 journalctl --follow --no-tail --output=json --since="$mark" \
    MESSAGE_ID="$id" "$@" 2>/dev/null)
  local follower=$!
  IFS= read -r -u "$follow" line
  kill "$follower" 2>/dev/null
  exec {follow}<&-
  [[ -n $line ]] && echo "$line"
}
count() { journalctl --quiet --output=json --since="$mark" MESSAGE_ID="${kinds[$1]}" | wc -l; }
field() { jq -r --arg name "$2" '.[$name] // "(none)"' <<<"$1"; }
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
