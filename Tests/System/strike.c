// strike: runs a program and does it harm at its N-th system call, counted over all its threads.
//
//   strike [--since TEXT | --told] [--calls all|files|changes|transfers] [--after CALL]
//          [--meet CALL FILE COMMAND] [--lasting] --at N --with nothing|kill|short|ERROR --report FILE PROGRAM...
//
// kill ends the program before the call; ERROR (EIO, ENOSPC...) is what the call answers, without having been
// made; short lets a transfer move half of what was asked for. --lasting goes on with the error at every later call
// of that kind. Counting begins at once, at the first file opened whose path holds TEXT, when strike is told by
// SIGUSR1, or, with --meet, at the first CALL after that (and after another one, with --after): there the program is held until COMMAND, started then, waits
// for the lease on FILE or has ended. Every counted call is reported as a line `N NAME`, with `struck` behind the one that was.
// SIGTERM is passed on. Ends as the program does.
//
// strace counts each call's number and each thread for itself, so that a thread which makes its first call
// earlier hides the first one of another.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { all = 1, files = 2, changes = 4, transfers = 8 };

static const struct { long number; const char *name; int sets; } calls[] = {
  {SYS_openat, "openat", files | changes}, {SYS_openat2, "openat2", files},
  {SYS_renameat2, "renameat2", files | changes}, {SYS_renameat, "renameat", files | changes},
  {SYS_linkat, "linkat", files | changes}, {SYS_unlinkat, "unlinkat", files | changes},
  {SYS_mkdirat, "mkdirat", files | changes}, {SYS_fsync, "fsync", files | changes},
  {SYS_fdatasync, "fdatasync", files | changes}, {SYS_syncfs, "syncfs", files | changes},
  {SYS_ftruncate, "ftruncate", files | changes}, {SYS_fallocate, "fallocate", files | changes},
  {SYS_fchmod, "fchmod", files | changes}, {SYS_fchown, "fchown", files | changes},
  {SYS_copy_file_range, "copy_file_range", files | changes | transfers},
  {SYS_write, "write", files | changes | transfers}, {SYS_pwrite64, "pwrite64", files | changes | transfers},
  {SYS_read, "read", files | transfers}, {SYS_pread64, "pread64", files | transfers},
  {SYS_ioctl, "ioctl", files | changes}, {SYS_fcntl, "fcntl", files}, {SYS_flock, "flock", files},
  {SYS_newfstatat, "newfstatat", files}, {SYS_fstat, "fstat", files}, {SYS_statx, "statx", files},
  {SYS_statfs, "statfs", files}, {SYS_fstatfs, "fstatfs", files}, {SYS_getdents64, "getdents64", files},
  {SYS_lseek, "lseek", files}, {SYS_close, "close", files},
  {SYS_inotify_init1, "inotify_init1", files}, {SYS_inotify_add_watch, "inotify_add_watch", files},
#ifdef __x86_64__
  {SYS_open, "open", files}, {SYS_rename, "rename", files | changes}, {SYS_link, "link", files | changes},
  {SYS_unlink, "unlink", files | changes},
#endif
};

static const struct { const char *name; int number; } errors[] = {
  {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EROFS", EROFS}, {"EINTR", EINTR},
  {"ENOMEM", ENOMEM}, {"EMFILE", EMFILE}, {"EACCES", EACCES}, {"EPERM", EPERM}, {"EEXIST", EEXIST},
  {"ESTALE", ESTALE}, {"EAGAIN", EAGAIN}, {"EXDEV", EXDEV}, {"EINVAL", EINVAL}, {"EOPNOTSUPP", EOPNOTSUPP},
};

static volatile sig_atomic_t is_told;
static pid_t program;

static void heard(int signal) {
  if (signal == SIGUSR1) is_told = 1;
  else if (program > 0) kill(program, signal);
}

static void fail(const char *what) {
  fprintf(stderr, "strike: %s: %s\n", what, strerror(errno));
  exit(70);
}

// What is to become of a thread's call when it returns.
struct answer { pid_t thread; long value; };
static struct answer answers[64];

static struct answer *answer_of(pid_t thread) {
  for (size_t index = 0; index < sizeof answers / sizeof *answers; index++) {
    if (answers[index].thread == thread) return &answers[index];
  }
  return NULL;
}

static void get_registers(pid_t thread, struct user_regs_struct *registers) {
  struct iovec space = {registers, sizeof *registers};
  if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &space) < 0) fail("PTRACE_GETREGSET");
}

static void set_registers(pid_t thread, struct user_regs_struct *registers) {
  struct iovec space = {registers, sizeof *registers};
  if (ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &space) < 0) fail("PTRACE_SETREGSET");
}

static void skip_call(pid_t thread) {
#ifdef __x86_64__
  struct user_regs_struct registers;
  get_registers(thread, &registers);
  registers.orig_rax = (unsigned long)-1;
  set_registers(thread, &registers);
#elif defined(__aarch64__)
  int none = -1;
  struct iovec space = {&none, sizeof none};
  if (ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &space) < 0) fail("NT_ARM_SYSTEM_CALL");
#else
#error "strike knows x86_64 and aarch64"
#endif
}

static void set_result(pid_t thread, long value) {
  struct user_regs_struct registers;
  get_registers(thread, &registers);
#ifdef __x86_64__
  registers.rax = (unsigned long)value;
#else
  registers.regs[0] = (unsigned long)value;
#endif
  set_registers(thread, &registers);
}

static void set_third_argument(pid_t thread, unsigned long value) {
  struct user_regs_struct registers;
  get_registers(thread, &registers);
#ifdef __x86_64__
  registers.rdx = value;
#else
  registers.regs[2] = value;
#endif
  set_registers(thread, &registers);
}

static int opens(pid_t thread, const struct __ptrace_syscall_info *info, const char *text) {
  if (info->entry.nr != SYS_openat && info->entry.nr != SYS_openat2) return 0;
  char path[4096] = "";
  struct iovec here = {path, sizeof path - 1}, there = {(void *)info->entry.args[1], sizeof path - 1};
  // A string near the end of a page is read in part.
  if (process_vm_readv(thread, &here, 1, &there, 1, 0) <= 0) {
    there.iov_len = here.iov_len = 4096 - (info->entry.args[1] & 4095);
    if (here.iov_len >= sizeof path) here.iov_len = there.iov_len = sizeof path - 1;
    if (process_vm_readv(thread, &here, 1, &there, 1, 0) <= 0) return 0;
  }
  return strstr(path, text) != NULL;
}

// Whether a descriptor is of a file or a directory: reading and writing event counters, sockets and pipes is no business
// of any disk.
static int is_of_file(pid_t thread, unsigned long descriptor) {
  char link[64], target[16];
  snprintf(link, sizeof link, "/proc/%d/fd/%lu", (int)thread, descriptor);
  ssize_t length = readlink(link, target, sizeof target);
  return length > 0 && target[0] == '/';
}

// The kernel lists a lease that a writer waits for as `LEASE  BREAKING`, with the inode behind the device.
static int is_awaited(ino_t inode) {
  FILE *locks = fopen("/proc/locks", "re");
  if (locks == NULL) fail("/proc/locks");
  char line[512], wanted[32];
  int found = 0;
  snprintf(wanted, sizeof wanted, ":%lu ", (unsigned long)inode);
  while (!found && fgets(line, sizeof line, locks) != NULL)
    found = strstr(line, "BREAKING") != NULL && strstr(line, wanted) != NULL;
  fclose(locks);
  return found;
}

static void meet(const char *path, const char *command) {
  struct stat status;
  // A file that has gone already has no lease for which anybody could wait.
  ino_t inode = stat(path, &status) == 0 ? status.st_ino : 0;
  pid_t writer = fork();
  if (writer < 0) fail("fork");
  if (writer == 0) {
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  time_t end = time(NULL) + 20;
  while (waitpid(writer, NULL, WNOHANG) == 0 && !is_awaited(inode)) {
    if (time(NULL) > end) {
      errno = ETIMEDOUT;
      fail("nobody waits for the lease");
    }
    sched_yield();
  }
}

int main(int count, char **words) {
  const char *since = NULL, *with = NULL, *report = NULL, *meeting = NULL, *place = NULL, *command = NULL;
  const char *earlier = NULL;
  int set = all, waits_for_word = 0, lasts = 0, word = 1;
  long at = 0;
  for (; word < count && strncmp(words[word], "--", 2) == 0; word++) {
    const char *option = words[word] + 2;
    if (strcmp(option, "told") == 0) { waits_for_word = 1; continue; }
    if (strcmp(option, "lasting") == 0) { lasts = 1; continue; }
    if (word + 1 >= count) break;
    const char *value = words[++word];
    if (strcmp(option, "since") == 0) since = value;
    else if (strcmp(option, "after") == 0) earlier = value;
    else if (strcmp(option, "at") == 0) at = atol(value);
    else if (strcmp(option, "with") == 0) with = value;
    else if (strcmp(option, "report") == 0) report = value;
    else if (strcmp(option, "meet") == 0 && word + 2 < count) {
      meeting = value;
      place = words[++word];
      command = words[++word];
    } else if (strcmp(option, "calls") == 0) {
      set = strcmp(value, "files") == 0 ? files
        : strcmp(value, "changes") == 0 ? changes : strcmp(value, "transfers") == 0 ? transfers : all;
    } else { with = NULL; break; }
  }
  int number = -1;
  for (size_t index = 0; with != NULL && index < sizeof errors / sizeof *errors; index++) {
    if (strcmp(with, errors[index].name) == 0) number = errors[index].number;
  }
  int kills = with != NULL && strcmp(with, "kill") == 0, is_harmless = with != NULL && strcmp(with, "nothing") == 0;
  int is_short = with != NULL && strcmp(with, "short") == 0;
  if (with == NULL || report == NULL || word >= count || (number < 0 && !kills && !is_short && !is_harmless)) {
    fprintf(stderr, "strike: see the head of its source for how it is used\n");
    return 64;
  }
  FILE *log = fopen(report, "we");
  if (log == NULL) fail(report);
  struct sigaction action = {.sa_handler = heard, .sa_flags = SA_RESTART};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGTERM, &action, NULL);

  program = fork();
  if (program < 0) fail("fork");
  if (program == 0) {
    raise(SIGSTOP);
    execv(words[word], words + word);
    _exit(127);
  }
  int status;
  if (waitpid(program, &status, WUNTRACED) < 0) fail("waitpid");
  if (ptrace(PTRACE_SEIZE, program, 0,
        PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) < 0)
    fail("PTRACE_SEIZE");
  kill(program, SIGCONT);

  int counts = since == NULL && !waits_for_word && meeting == NULL, has_met = meeting == NULL, has_struck = 0;
  long counted = 0, struck_call = -1;
  for (;;) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) {
      if (errno == EINTR) continue;
      fail("waitpid");
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread != program) continue;
      fclose(log);
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    int signal = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
      // SIGCONT came first already where the very first stop is still to be seen.
      ptrace(thread == program && counted == 0 ? PTRACE_SYSCALL : PTRACE_LISTEN, thread, 0, 0);
      continue;
    }
    if (event != 0 || signal != (SIGTRAP | 0x80)) {
      ptrace(PTRACE_SYSCALL, thread, 0, event != 0 ? 0 : signal);
      continue;
    }
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0) continue;
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
      struct answer *answer = answer_of(thread);
      if (answer != NULL) {
        set_result(thread, answer->value);
        answer->thread = 0;
      }
    } else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
      long call = (long)info.entry.nr;
      const char *name = NULL;
      int sets = all;
      for (size_t index = 0; index < sizeof calls / sizeof *calls; index++) {
        if (calls[index].number == call) { name = calls[index].name; sets = calls[index].sets | all; }
      }
      if (waits_for_word && is_told && meeting == NULL) counts = 1;
      if (since != NULL && !counts) counts = opens(thread, &info, since);
      if (!has_met && (!waits_for_word || is_told) && earlier == NULL && name != NULL && strcmp(name, meeting) == 0) {
        meet(place, command);
        has_met = counts = 1;
      }
      if ((!waits_for_word || is_told) && earlier != NULL && name != NULL && strcmp(name, earlier) == 0) earlier = NULL;
      int can_be_short = info.entry.args[2] > 1 && (sets & transfers) != 0;
      int is_counted = counts && (sets & set) != 0 && (!is_short || can_be_short);
      if (is_counted && set != all && ((sets & transfers) != 0 || call == SYS_close))
        is_counted = is_of_file(thread, info.entry.args[0]);
      if (is_counted) {
        counted++;
        int strikes = !is_harmless && (counted == at || (lasts && has_struck && call == struck_call));
        fprintf(log, "%ld %s", counted, name != NULL ? name : "other");
        if (name == NULL) fprintf(log, "(%ld)", call);
        fprintf(log, "%s\n", strikes ? " struck" : "");
        fflush(log);
        if (strikes) {
          has_struck = 1;
          struck_call = call;
          if (kills) kill(program, SIGKILL);
          else if (is_short) set_third_argument(thread, info.entry.args[2] / 2);
          else {
            struct answer *answer = answer_of(0);
            if (answer == NULL) fail("too many threads");
            *answer = (struct answer){thread, -number};
            // A close that fails has closed.
            if (call != SYS_close) skip_call(thread);
          }
        }
      }
    }
    ptrace(PTRACE_SYSCALL, thread, 0, 0);
  }
}
