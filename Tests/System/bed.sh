# shellcheck shell=bash
# Where the tests that try to lose dumps are made: file systems of their own, the helper programs, a daemon on a
# configuration of its own, and the question that all of them end with: is every dump there, whole and once?

# Whoever lives on in a mount namespace keeps its mounts; the test's own ones go with it, however it ends.
# in_own_namespace WORD…: starts the test again, in namespaces of its own.
in_own_namespace() {
  [[ ${OWN_NAMESPACE:-} != yes ]] || return 0
  local again=(unshare --mount --pid --net --fork --kill-child --mount-proc --propagation private)
  "${again[@]}" true 2>/dev/null || skip "namespaces are not allowed here"
  OWN_NAMESPACE=yes exec "${again[@]}" "$0" "$@"
}

# make_bed SIZE: a directory in memory, in $bed, with the helpers in it.
make_bed() {
  local helper
  bed=$(mktemp -d "${TMPDIR:-/var/tmp}/dumpwarden-$(basename "$0" .test).XXXXXX")
  # With the namespace ends every process in it, so the mounts are free by then.
  trap 'umount --recursive --lazy "$bed" 2>/dev/null || true; rmdir "$bed" 2>/dev/null || true' EXIT
  mount -t tmpfs -o "mode=0755,size=$1" tmpfs "$bed"
  for helper in await strike meddle writer storm; do
    [[ ! -e $here/$helper.c ]] || clang -O1 -Wall -Wextra -Werror -o "$bed/$helper" "$here/$helper.c" || return 1
  done
}

# make_file_system KIND SIZE [OPTION…]: mounted at $bed/KIND.
make_file_system() {
  local kind=$1 size=$2 force=-f
  shift 2
  mkdir -p "$bed/$kind"
  if [[ $kind == tmpfs ]]; then
    mount -t tmpfs -o "size=$size" tmpfs "$bed/tmpfs"
    return
  fi
  [[ $kind != ext4 ]] || force=-F
  truncate -s "$size" "$bed/$kind.img"
  "mkfs.$kind" "$force" -q "$@" "$bed/$kind.img" >/dev/null
  mount -o loop "$bed/$kind.img" "$bed/$kind"
}

# sample FILE SEED [OPTION…]
sample() {
  local file=$1 seed=$2
  shift 2
  "$DUMPWARDEN_BIN/sample-dump" --size 64KiB --seed "$seed" "$@" "$file" >/dev/null
}

# configure OWN DIRECTORY [LINE…]: a daemon's own directory and its configuration; lines go to the dump directory.
configure() {
  local own=$1 directory=$2
  shift 2
  mkdir -p "$own"/{state,runtime}
  printf '[local]\nassess = false\n[[dump-directory]]\npath = "%s"\n' "$directory" >"$own/dumpwarden.toml"
  (($# == 0)) || printf '%s\n' "$@" >>"$own/dumpwarden.toml"
}

# start_daemon OWN [COMMAND…]: in the background, by a command that runs it; its id is in $daemon.
start_daemon() {
  local own=$1
  shift
  : >"$own/said"
  STATE_DIRECTORY=$own/state RUNTIME_DIRECTORY=$own/runtime \
    "$@" "$DUMPWARDEN_BIN/dumpwardend" --config "$own/dumpwarden.toml" >>"$own/said" 2>&1 &
  daemon=$!
}

# stop_daemon SIGNAL: its status is the function's.
stop_daemon() {
  local status=0
  kill "-$1" "$daemon" 2>/dev/null || true
  [[ $("$bed/await" 30 ended "$daemon") == ended ]] || kill -KILL "$daemon" 2>/dev/null || true
  wait "$daemon" 2>/dev/null || status=$?
  return "$status"
}

# waits_for EVENT…: as `await` has it, for half a minute or $patience seconds; what came is in $came.
waits_for() {
  # shellcheck disable=SC2034
  came=$("$bed/await" "${patience:-30}" "$@") || true
}

# all_kept DIRECTORY DUMP…: the preserved dumps are exactly these, byte for byte, and nothing else lies about.
all_kept() {
  local directory=$1
  shift
  diff <(sha256sum -- "$@" | cut -d' ' -f1 | sort) \
    <(find "$directory/preserved" -type f -name 'MEMORY-*.DMP' -exec sha256sum -- {} + | cut -d' ' -f1 | sort) &&
    equal "$(find "$directory" -mindepth 1 ! -path "$directory/preserved" \
      ! -path "$directory/preserved/MEMORY-*.DMP")" ""
}

# is_empty FILE: or else its lines are the evidence.
is_empty() { [[ ! -s $1 ]] || { head -n 100 "$1"; return 1; }; }
