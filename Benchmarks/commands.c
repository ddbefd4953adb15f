/* Time and memory of whole processes, side by side.
 *
 * usage: commands ROUNDS -- COMMAND [ARGUMENT...] [-- COMMAND [ARGUMENT...]]...
 *
 * In turn, one command after the other, each is started with its output thrown away and waited for. Prints a line for
 * each: shortest and median time in microseconds, greatest resident size in KiB.
 * It is small itself, since a child's greatest size begins with its parent's. */

#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
enum { maximum_commands = 8 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 0, commands = 0;
  char **command[maximum_commands];
  for (int i = 2; i < argc; i++)
    if (strcmp(argv[i], "--") == 0) {
      argv[i] = NULL;
      if (commands == maximum_commands) errx(64, "at most %d commands", maximum_commands);
      command[commands++] = argv + i + 1;
    }
  if (rounds < 1 || commands == 0) errx(64, "usage: commands ROUNDS -- COMMAND [ARGUMENT...] [-- ...]");

  posix_spawn_file_actions_t silent;
  posix_spawn_file_actions_init(&silent);
  posix_spawn_file_actions_addopen(&silent, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&silent, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&silent, STDERR_FILENO, "/dev/null", O_WRONLY, 0);

  double *took[maximum_commands];
  long greatest[maximum_commands] = {0};
  for (int i = 0; i < commands; i++)
    if (!(took[i] = calloc((size_t)rounds, sizeof(double)))) err(1, "calloc");

  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < commands; i++) {
      pid_t child;
      int status;
      struct rusage usage;
      double started = now();
      if ((errno = posix_spawnp(&child, command[i][0], &silent, NULL, command[i], environ)))
        err(1, "%s", command[i][0]);
      if (wait4(child, &status, 0, &usage) < 0) err(1, "wait4");
      took[i][round] = now() - started;
      /* 0 to 3 are answers. */
      if (!WIFEXITED(status) || WEXITSTATUS(status) > 3) errx(1, "%s ended with status %#x", command[i][0], status);
      if (usage.ru_maxrss > greatest[i]) greatest[i] = usage.ru_maxrss;
    }

  for (int i = 0; i < commands; i++) {
    qsort(took[i], (size_t)rounds, sizeof(double), ascending);
    printf("%.0f %.0f %ld\n", took[i][0], took[i][rounds / 2], greatest[i]);
  }
  return 0;
}
