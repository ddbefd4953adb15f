#include "chivex.h"

#include <dlfcn.h>
#include <errno.h>
#include <hivex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// What is called of libhivex, found in the child alone: only an import of a registry needs it to be installed.
typedef struct {
  __typeof__(&hivex_open) open;
  __typeof__(&hivex_root) root;
  __typeof__(&hivex_node_get_child) child;
  __typeof__(&hivex_node_values) values;
  __typeof__(&hivex_value_key) key;
  __typeof__(&hivex_value_type) type;
  __typeof__(&hivex_value_value) data;
} library;

static const char *load(library *hivex) {
  void *handle = dlopen("libhivex.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return "libhivex is not installed: install the package libhivex0";
#define FIND(member, symbol) \
  if (!(hivex->member = (__typeof__(hivex->member))dlsym(handle, #symbol))) return "libhivex lacks " #symbol
  FIND(open, hivex_open);
  FIND(root, hivex_root);
  FIND(child, hivex_node_get_child);
  FIND(values, hivex_node_values);
  FIND(key, hivex_value_key);
  FIND(type, hivex_value_type);
  FIND(data, hivex_value_value);
#undef FIND
  return NULL;
}

static void put(int out, const void *bytes, size_t length) {
  const char *rest = bytes;
  while (length > 0) {
    ssize_t written = write(out, rest, length);
    if (written < 0 && errno == EINTR) continue;
    // Nobody listens any more.
    if (written <= 0) _exit(1);
    rest += written;
    length -= (size_t)written;
  }
}

static void say(
  int out, uint32_t kind, uint32_t type, const char *name, const void *data, size_t data_length
) {
  chivex_record record = {kind, type, (uint32_t)strlen(name), (uint32_t)data_length};
  put(out, &record, sizeof record);
  put(out, name, record.name_length);
  put(out, data, data_length);
}

static _Noreturn void fail(int out, const char *what) {
  say(out, CHIVEX_FAILURE, 0, what, "", 0);
  _exit(0);
}

/// The node of a key named with backslashes; 0 where the hive has none.
static hive_node_h find(const library *hivex, hive_h *hive, hive_node_h node, const char *path) {
  char name[256];
  while (node && *path) {
    size_t length = strcspn(path, "\\");
    if (length >= sizeof name) return 0;
    memcpy(name, path, length);
    name[length] = '\0';
    node = hivex->child(hive, node, name);
    path += length;
    path += *path == '\\';
  }
  return node;
}

static void tell(const library *hivex, hive_h *hive, hive_node_h node, int out) {
  hive_value_h *values = hivex->values(hive, node);
  if (!values) fail(out, "the values of a key cannot be read");
  for (size_t i = 0; values[i]; i++) {
    if (i >= CHIVEX_MAX_VALUES) fail(out, "a key has more values than any has");
    hive_type type;
    size_t length;
    char *name = hivex->key(hive, values[i]);
    if (!name) fail(out, "the name of a value cannot be read");
    if (hivex->type(hive, values[i], &type, &length)) fail(out, "the type of a value cannot be read");
    // A longer one than is of use is told of without its data.
    char *data = NULL;
    if (length <= CHIVEX_MAX_VALUE && !(data = hivex->data(hive, values[i], &type, &length)))
      fail(out, "the data of a value cannot be read");
    say(out, CHIVEX_VALUE, (uint32_t)type, name, data ? data : "", data ? length : 0);
    free(data);
    free(name);
  }
  free(values);
}

static _Noreturn void read_keys(int file, const char *const *keys, uint32_t count, int out) {
  library hivex;
  const char *trouble = load(&hivex);
  if (trouble) fail(out, trouble);
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  // Without HIVEX_OPEN_UNSAFE: what does not hang together is refused and not guessed at.
  hive_h *hive = hivex.open(path, 0);
  if (!hive) {
    if (errno == ENOTSUP || errno == EINVAL || errno == ENODATA)
      fail(out, "it is damaged, or no registry hive");
    fail(out, strerror(errno));
  }
  hive_node_h root = hivex.root(hive);
  if (!root) fail(out, "it has no root key");
  for (uint32_t i = 0; i < count; i++) {
    hive_node_h node = find(&hivex, hive, root, keys[i]);
    if (!node) continue;
    say(out, CHIVEX_KEY, i, keys[i], "", 0);
    tell(&hivex, hive, node, out);
  }
  say(out, CHIVEX_END, 0, "", "", 0);
  // The mapping goes with the process; closing walks lists that a hostile hive may have had a hand in.
  _exit(0);
}

static void limit(__rlimit_resource_t what, rlim_t most) {
  struct rlimit limits = {most, most};
  setrlimit(what, &limits);
}

pid_t chivex_start(int hive, const char *const *keys, uint32_t count, int *records) {
  int ends[2];
  if (pipe(ends)) return -errno;
  pid_t child = fork();
  if (child < 0) {
    int reason = errno;
    close(ends[0]);
    close(ends[1]);
    return -reason;
  }
  if (child > 0) {
    close(ends[1]);
    *records = ends[0];
    return child;
  }
  close(ends[0]);
  // Not to outlive who asked, to write nothing, and to leave no core of somebody's registry.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CPU, 30);
  limit(RLIMIT_AS, 3ul << 30);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  // A crash is told by the wait status; the parent's handlers, a backtrace among them, are not for this.
  signal(SIGSEGV, SIG_DFL);
  signal(SIGBUS, SIG_DFL);
  signal(SIGABRT, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  read_keys(hive, keys, count, ends[1]);
}

int chivex_finish(pid_t child) {
  int status = 0;
  kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -errno;
  return status;
}

int chivex_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
