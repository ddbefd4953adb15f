// storm: one of many writers whose dumps arrive all at once, and the judge of what became of them.
//
//   storm write TEMPLATE SECONDS WRITER SEED LOG DIRECTORY...   writes dumps, and logs each that it closed
//   storm judge TEMPLATE LOG DIRECTORY...                       compares what was kept with what was logged
//
// A dump is the header of TEMPLATE and, from the second page on, bytes that follow from its number: so it can be made
// again and compared byte for byte. Writers of one directory take turns by a lock, and only take a name that is free.
// STORM_PAUSE is for how many milliseconds a writer rests after each dump, 0 where it is not set.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { header = 8192, page = 4096 };

static unsigned char *template, *dump;
static size_t length;

static void fail(const char *what) {
  fprintf(stderr, "storm: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t next(uint64_t *state) {
  // splitmix64
  uint64_t value = (*state += 0x9E3779B97F4A7C15);
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

static void read_template(const char *path) {
  FILE *file = fopen(path, "re");
  struct stat status;
  if (file == NULL || fstat(fileno(file), &status) < 0) fail(path);
  length = (size_t)status.st_size;
  template = malloc(length);
  dump = malloc(length);
  if (fread(template, 1, length, file) != length) fail(path);
  fclose(file);
}

static void make_dump(uint64_t number) {
  memcpy(dump, template, header);
  memcpy(dump + header, &number, sizeof number);
  uint64_t state = number;
  for (size_t place = header + sizeof number; place + 8 <= length; place += 8) {
    uint64_t value = next(&state);
    memcpy(dump + place, &value, sizeof value);
  }
}

static int put(int file, size_t from, size_t to) {
  while (from < to) {
    ssize_t written = pwrite(file, dump + from, to - from, (off_t)from);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return -1;
    from += (size_t)written;
  }
  return 0;
}

static void pause_for(long microseconds) {
  nanosleep(&(struct timespec){.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000}, NULL);
}

// Whether the dump was written and closed; a sender that is refused sends its next one.
static int deliver(int directory, int mode, const char *own) {
  const char *name = mode < 2 ? own : "MEMORY.DMP";
  int file = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), failed = 0;
  if (file < 0) return 0;
  switch (mode) {
  case 3:
    failed = posix_fallocate(file, 0, (off_t)length) != 0 || put(file, 0, length) < 0;
    break;
  case 4:
    failed = ftruncate(file, (off_t)length) < 0;
    for (size_t from = length; !failed && from > 0; from -= page) failed = put(file, from - page, from) < 0;
    break;
  case 5:
    for (size_t from = 0; !failed && from < length; from += page) {
      failed = put(file, from, from + page) < 0;
      pause_for(1000);
    }
    break;
  case 6:
    failed = put(file, 0, length / 2) < 0;
    if (close(file) < 0) failed = 1;
    pause_for(3000);
    // Only what is there still is gone on with.
    file = openat(directory, name, O_WRONLY | O_CLOEXEC);
    if (file < 0) return 0;
    failed = failed || put(file, length / 2, length) < 0;
    break;
  default: failed = put(file, 0, length) < 0;
  }
  if (close(file) < 0 || failed) return 0;
  return mode >= 2 || renameat2(directory, own, directory, "MEMORY.DMP", RENAME_NOREPLACE) == 0;
}

static int wait_until_free(int directory, const char *path) {
  struct stat status;
  int inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), is_free, has_waited = 0;
  inotify_add_watch(inotify, path, IN_MOVED_FROM | IN_DELETE);
  while (!(is_free = fstatat(directory, "MEMORY.DMP", &status, AT_SYMLINK_NOFOLLOW) < 0) && !has_waited) {
    struct pollfd waiting = {.fd = inotify, .events = POLLIN};
    has_waited = poll(&waiting, 1, 20) <= 0;
    char drained[4096];
    while (read(inotify, drained, sizeof drained) > 0) continue;
  }
  close(inotify);
  return is_free;
}

static int write_all(int count, char **words) {
  read_template(words[2]);
  time_t end = time(NULL) + atol(words[3]);
  long writer = atol(words[4]), delivered = 0, tried = 0;
  uint64_t state = strtoull(words[5], NULL, 10) * 1000 + (uint64_t)writer;
  int log = open(words[6], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) fail(words[6]);
  char own[64];
  snprintf(own, sizeof own, "upload-%ld", writer);
  const char *rest = getenv("STORM_PAUSE");
  while (time(NULL) < end) {
    const char *path = words[7 + next(&state) % (uint64_t)(count - 7)];
    int mode = (int)(next(&state) % 7), directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) fail(path);
    // Where somebody is at it already, or a dump waits for the next start, there is another directory.
    if (flock(directory, LOCK_EX | LOCK_NB) == 0 && wait_until_free(directory, path)) {
      uint64_t number = (uint64_t)writer << 32 | (uint64_t)++tried;
      make_dump(number);
      if (deliver(directory, mode, own)) {
        char line[64];
        int size = snprintf(line, sizeof line, "%016llx %d %s\n", (unsigned long long)number, mode, "closed");
        if (write(log, line, (size_t)size) != size) fail(words[6]);
        delivered++;
      }
      unlinkat(directory, own, 0);
    }
    close(directory);
    if (rest != NULL) pause_for(atol(rest) * 1000);
  }
  printf("writer %ld: %ld of %ld\n", writer, delivered, tried);
  return 0;
}

static uint64_t *kept;
static size_t kept_count;

static int by_value(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return a < b ? -1 : a > b;
}

static int judge(int count, char **words) {
  read_template(words[2]);
  unsigned char *found = malloc(length + 1);
  kept = malloc(sizeof *kept * 10000000);
  long parts = 0, wrong = 0, lost = 0, twice = 0, closed = 0;
  for (int word = 4; word < count; word++) {
    DIR *directory = opendir(words[word]);
    if (directory == NULL) fail(words[word]);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
      if (entry->d_name[0] == '.') continue;
      int file = openat(dirfd(directory), entry->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
      ssize_t size = file < 0 ? -1 : read(file, found, length + 1);
      if (file >= 0) close(file);
      uint64_t number = 0;
      if (size > header + 8) memcpy(&number, found + header, sizeof number);
      make_dump(number);
      if (size == (ssize_t)length && memcmp(found, dump, length) == 0) {
        kept[kept_count++] = number;
      } else if (strstr(entry->d_name, "-partial") != NULL || strstr(entry->d_name, "-unknown") != NULL) {
        parts++;
      } else {
        wrong++;
        printf("not what anybody sent: %s/%s\n", words[word], entry->d_name);
      }
    }
    closedir(directory);
  }
  qsort(kept, kept_count, sizeof *kept, by_value);
  for (size_t index = 1; index < kept_count; index++) twice += kept[index] == kept[index - 1];
  FILE *log = fopen(words[3], "re");
  if (log == NULL) fail(words[3]);
  char line[256];
  while (fgets(line, sizeof line, log) != NULL) {
    uint64_t number = strtoull(line, NULL, 16);
    closed++;
    if (bsearch(&number, kept, kept_count, sizeof *kept, by_value) != NULL) continue;
    lost++;
    printf("lost: %s", line);
  }
  printf("%ld closed, %zu whole, %ld in parts, %ld twice, %ld wrong, %ld lost\n", closed, kept_count, parts, twice, wrong,
    lost);
  return lost > 0 || wrong > 0;
}

int main(int count, char **words) {
  if (count >= 8 && strcmp(words[1], "write") == 0) return write_all(count, words);
  if (count >= 5 && strcmp(words[1], "judge") == 0) return judge(count, words);
  fprintf(stderr, "usage: storm write TEMPLATE SECONDS WRITER SEED LOG DIRECTORY... | judge TEMPLATE LOG DIRECTORY...\n");
  return 64;
}
