# shellcheck shell=bash
# What every system test prints: a line for each claim, with the evidence below it when it does not hold.

# claim TEXT COMMAND…: holds when the command succeeds.
claim() {
  local text=$1 claim_said
  shift
  if claim_said=$("$@" 2>&1); then
    echo "ok - $text"
  else
    echo "not ok - $text"
    { printf '$'; printf ' %q' "$@"; printf '\n%s\n' "$claim_said"; } | sed 's/^/    /'
    claims_failed=$((${claims_failed:-0} + 1))
  fi
}

# equal FOUND WANTED
equal() {
  [[ $1 == "$2" ]] || { printf 'found:  %s\nwanted: %s\n' "$1" "$2"; return 1; }
}

# matches FOUND PATTERN: a shell pattern for the whole of it.
matches() {
  # shellcheck disable=SC2053
  [[ $1 == $2 ]] || { printf 'found:  %s\nwanted: %s\n' "$1" "$2"; return 1; }
}

# skip REASON…: ends a test that cannot run here.
skip() {
  echo "skip - $*"
  exit 0
}

# needs TOOL…
needs() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
  done
}

needs_root() {
  ((EUID == 0)) || skip "needs root (mounts and a container)"
}
