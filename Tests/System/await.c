// await: waits for the first of some events, and prints which it was. No event within the time: prints
// `nothing`, exit status 1.
//
//   await SECONDS [ended PID | gone PATH | there PATH | says FILE TEXT]...
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { most = 16 };

struct event {
  const char *kind, *subject, *text;
  int pidfd;
};

static int says(const char *path, const char *text) {
  FILE *file = fopen(path, "re");
  if (file == NULL) return 0;
  char *line = NULL;
  size_t size = 0;
  int found = 0;
  while (!found && getline(&line, &size, file) > 0) found = strstr(line, text) != NULL;
  free(line);
  fclose(file);
  return found;
}

static int has_come(const struct event *event) {
  struct stat status;
  if (strcmp(event->kind, "ended") == 0) {
    struct pollfd waiting = {.fd = event->pidfd, .events = POLLIN};
    return event->pidfd < 0 || poll(&waiting, 1, 0) > 0;
  }
  if (strcmp(event->kind, "says") == 0) return says(event->subject, event->text);
  int is_there = lstat(event->subject, &status) == 0;
  return strcmp(event->kind, "there") == 0 ? is_there : !is_there;
}

// A file is watched by its directory: it may not be there yet, or be another one soon.
static void watch(int inotify, const char *path) {
  char *copy = strdup(path);
  char *slash = strrchr(copy, '/');
  if (slash != NULL) *slash = 0;
  const char *directory = slash == NULL ? "." : slash == copy ? "/" : copy;
  inotify_add_watch(inotify, directory, IN_CREATE | IN_DELETE | IN_MOVE | IN_MODIFY | IN_CLOSE_WRITE);
  free(copy);
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "usage: await SECONDS [ended PID | gone PATH | there PATH | says FILE TEXT]...\n");
    return 64;
  }
  struct event events[most];
  struct pollfd waiting[most + 1];
  int known = 0, inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  nfds_t sources = 0;
  waiting[sources++] = (struct pollfd){.fd = inotify, .events = POLLIN};
  for (int word = 2; word + 1 < count && known < most; known++) {
    struct event *event = &events[known];
    *event = (struct event){.kind = words[word], .subject = words[word + 1], .pidfd = -1};
    word += 2;
    if (strcmp(event->kind, "says") == 0 && word < count) event->text = words[word++];
    if (strcmp(event->kind, "ended") == 0) {
      event->pidfd = (int)syscall(SYS_pidfd_open, atoi(event->subject), 0);
      if (event->pidfd >= 0) waiting[sources++] = (struct pollfd){.fd = event->pidfd, .events = POLLIN};
    } else {
      watch(inotify, event->subject);
    }
  }
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double end = (double)now.tv_sec + (double)now.tv_nsec / 1e9 + atof(words[1]);
  for (;;) {
    for (int number = 0; number < known; number++) {
      if (!has_come(&events[number])) continue;
      puts(events[number].kind);
      return 0;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    double left = end - (double)now.tv_sec - (double)now.tv_nsec / 1e9;
    if (left <= 0 || (poll(waiting, sources, (int)(left * 1000) + 1) < 0 && errno != EINTR)) break;
    char drained[4096];
    while (read(inotify, drained, sizeof drained) > 0) continue;
  }
  puts("nothing");
  return 1;
}
