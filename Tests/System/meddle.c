// meddle: what a hostile or busy neighbour does to a directory.
//
//   meddle swap A B ROUNDS           lets two names change places, so often and on until SIGTERM; says how often
//   meddle entries DIRECTORY COUNT   makes empty files that are nobody's business
//   meddle events DIRECTORY COUNT    makes and removes a file COUNT times, each under a name of its own
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t is_over;

static void heard(int signal) {
  (void)signal;
  is_over = 1;
}

static int fail(const char *what) {
  fprintf(stderr, "meddle: %s: %s\n", what, strerror(errno));
  return 1;
}

static int make(const char *directory, long count, int removes) {
  if (chdir(directory) < 0) return fail(directory);
  for (long number = 0; number < count; number++) {
    char name[64];
    snprintf(name, sizeof name, "unrelated-%ld.dmp", number);
    int file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || close(file) < 0) return fail(name);
    if (removes && unlink(name) < 0) return fail(name);
  }
  return 0;
}

int main(int count, char **words) {
  if (count == 4 && strcmp(words[1], "entries") == 0) return make(words[2], atol(words[3]), 0);
  if (count == 4 && strcmp(words[1], "events") == 0) return make(words[2], atol(words[3]), 1);
  if (count == 5 && strcmp(words[1], "swap") == 0) {
    signal(SIGTERM, heard);
    long round = 0;
    // An even number: in the end each name is in its place again.
    for (; round < atol(words[4]) || !is_over || round % 2 != 0; round++) {
      if (renameat2(AT_FDCWD, words[2], AT_FDCWD, words[3], RENAME_EXCHANGE) < 0) return fail(words[2]);
    }
    printf("%ld\n", round);
    return 0;
  }
  fprintf(stderr, "usage: meddle swap A B ROUNDS | entries DIRECTORY COUNT | events DIRECTORY COUNT\n");
  return 64;
}
