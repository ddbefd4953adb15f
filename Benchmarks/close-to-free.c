/* How long the canonical name stays taken after the writer's close(), side by side for two watchers.
 *
 * usage: close-to-free DUMP ROUNDS DIRECTORIES ROOT...
 *
 * Each ROOT has DIRECTORIES directories 0, 1, 2, … that some watcher empties. In turn, one ROOT after the other,
 * DUMP is written as MEMORY.DMP into one of them; the time runs from the call of close() until the name is gone.
 * Prints a line for each ROOT: median and 99th percentile, in microseconds. */

#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { warm_up = 10, maximum_roots = 4, system_time = 0xFA8 };
static const double patience = 60e6;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double deliver(const char *directory, const unsigned char *dump, size_t size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/MEMORY.DMP", directory);
  int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) err(1, "open %s", path);
  for (size_t done = 0; done < size;) {
    ssize_t n = write(fd, dump + done, size - done);
    if (n < 0) err(1, "write %s", path);
    done += (size_t)n;
  }
  double closed = now();
  close(fd);
  /* The name is asked for again and again: an inotify event would be as late as the watchers' own. */
  struct stat status;
  while (lstat(path, &status) == 0)
    if (now() - closed > patience) errx(1, "%s is still there after a minute", path);
  double gone = now();
  if (errno != ENOENT) err(1, "lstat %s", path);
  return gone - closed;
}

int main(int argc, char **argv) {
  if (argc < 5 || argc > 4 + maximum_roots)
    errx(64, "usage: close-to-free DUMP ROUNDS DIRECTORIES ROOT...");
  int rounds = atoi(argv[2]), directories = atoi(argv[3]), roots = argc - 4;
  if (rounds < 1 || directories < 1) errx(64, "ROUNDS and DIRECTORIES are counts from 1");

  FILE *file = fopen(argv[1], "rb");
  struct stat status;
  if (!file || fstat(fileno(file), &status)) err(1, "%s", argv[1]);
  size_t size = (size_t)status.st_size;
  unsigned char *dump = malloc(size);
  if (!dump || size < system_time + 8 || fread(dump, 1, size, file) != size) errx(1, "%s is no dump", argv[1]);
  fclose(file);
  uint64_t time;
  memcpy(&time, dump + system_time, sizeof time);

  double *took[maximum_roots];
  for (int root = 0; root < roots; root++)
    if (!(took[root] = calloc((size_t)rounds, sizeof(double)))) err(1, "calloc");

  for (int round = -warm_up; round < rounds; round++)
    for (int root = 0; root < roots; root++) {
      /* Another second each time, so that each dump is of another crash and gets a name of its own. */
      time += 10000000;
      memcpy(dump + system_time, &time, sizeof time);
      char directory[4000];
      int which = (int)(((long)round + warm_up) * 7919 % directories);
      snprintf(directory, sizeof directory, "%s/%d", argv[4 + root], which);
      double microseconds = deliver(directory, dump, size);
      if (round >= 0) took[root][round] = microseconds;
      /* Dumps are rare: a watcher is measured from its rest, not in a row. */
      usleep(10000 + (useconds_t)(rand() % 10000));
    }

  for (int root = 0; root < roots; root++) {
    qsort(took[root], (size_t)rounds, sizeof(double), ascending);
    printf("%.1f %.1f\n", took[root][rounds / 2], took[root][(int)(rounds * 0.99)]);
  }
  return 0;
}
