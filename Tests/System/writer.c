// writer: puts one file in place of another, in one of the ways in which senders do that.
//
//   writer MODE SOURCE TARGET
//
//   truncate     opens it with O_TRUNC and writes, as cp does
//   in-place     writes over what is there and cuts what is left, as rsync --inplace does
//   rename       writes beside it and renames, as rsync does
//   delete       removes it and makes a new one
//   preallocate  has the room reserved before it writes
//   sparse       sets the length first and writes from the end to the beginning
//   slow         writes a page at a time and lets go of the processor in between
//   resume       writes half, closes, and appends the rest
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "writer: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int opened(const char *path, int flags) {
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
  if (file < 0) fail(path);
  return file;
}

static void put(int file, const char *bytes, size_t from, size_t to) {
  while (from < to) {
    ssize_t written = pwrite(file, bytes + from, to - from, (off_t)from);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("pwrite");
    from += (size_t)written;
  }
}

static void end(int file) {
  if (close(file) < 0) fail("close");
}

int main(int count, char **words) {
  if (count != 4) {
    fprintf(stderr, "usage: writer truncate|in-place|rename|delete|preallocate|sparse|slow|resume SOURCE TARGET\n");
    return 64;
  }
  const char *mode = words[1], *target = words[3];
  FILE *source = fopen(words[2], "re");
  struct stat status;
  if (source == NULL || fstat(fileno(source), &status) < 0) fail(words[2]);
  size_t length = (size_t)status.st_size, page = 4096;
  char *bytes = malloc(length);
  if (bytes == NULL || fread(bytes, 1, length, source) != length) fail(words[2]);

  if (strcmp(mode, "truncate") == 0) {
    int file = opened(target, O_TRUNC);
    put(file, bytes, 0, length);
    end(file);
  } else if (strcmp(mode, "in-place") == 0) {
    int file = opened(target, 0);
    put(file, bytes, 0, length);
    if (ftruncate(file, (off_t)length) < 0) fail("ftruncate");
    end(file);
  } else if (strcmp(mode, "rename") == 0) {
    char beside[4096];
    snprintf(beside, sizeof beside, "%s.%d", target, (int)getpid());
    int file = opened(beside, O_EXCL);
    put(file, bytes, 0, length);
    end(file);
    if (rename(beside, target) < 0) fail("rename");
  } else if (strcmp(mode, "delete") == 0) {
    if (unlink(target) < 0 && errno != ENOENT) fail("unlink");
    int file = opened(target, O_TRUNC);
    put(file, bytes, 0, length);
    end(file);
  } else if (strcmp(mode, "preallocate") == 0) {
    int file = opened(target, O_TRUNC);
    if (posix_fallocate(file, 0, (off_t)length) != 0) fail("posix_fallocate");
    put(file, bytes, 0, length);
    end(file);
  } else if (strcmp(mode, "sparse") == 0) {
    int file = opened(target, O_TRUNC);
    if (ftruncate(file, (off_t)length) < 0) fail("ftruncate");
    for (size_t from = (length - 1) / page * page;; from -= page) {
      put(file, bytes, from, from + page < length ? from + page : length);
      if (from == 0) break;
    }
    end(file);
  } else if (strcmp(mode, "slow") == 0) {
    int file = opened(target, O_TRUNC);
    for (size_t from = 0; from < length; from += page) {
      put(file, bytes, from, from + page < length ? from + page : length);
      nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    end(file);
  } else if (strcmp(mode, "resume") == 0) {
    int file = opened(target, O_TRUNC);
    put(file, bytes, 0, length / 2);
    end(file);
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    // It goes on with what has the name by now, as a sender does that was told to append.
    file = opened(target, 0);
    put(file, bytes, length / 2, length);
    end(file);
  } else {
    fprintf(stderr, "writer: no such mode: %s\n", mode);
    return 64;
  }
  return 0;
}
