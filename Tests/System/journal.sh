# shellcheck shell=bash
# Reading the journal inside of a machine that a test booted. $mark says from when on.

# MESSAGE_IDs by the names of their kinds.
declare -A kinds
while read -r kind id; do kinds[$kind]=$id; done </bed/kinds

# now: what is read from here on was written from here on.
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

# field ENTRY NAME
field() { jq -r --arg name "$2" '.[$name] // "(none)"' <<<"$1"; }
