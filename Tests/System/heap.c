// heap: preloaded into a program, writes once a second to the file HEAP how many KiB of its heap are in use. What a
// process has resident is that, and what its allocator (and AddressSanitizer, much more) keeps besides.
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static void *note(void *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  for (;;) {
    struct mallinfo2 heap = {0};
    size_t bytes;
    if (__sanitizer_get_current_allocated_bytes != NULL) {
      bytes = __sanitizer_get_current_allocated_bytes();
    } else {
      heap = mallinfo2();
      bytes = heap.uordblks + heap.hblkhd;
    }
    char line[32];
    // Of a fixed length, so that no reader finds half of it.
    int length = snprintf(line, sizeof line, "%12zu\n", bytes / 1024);
    if (pwrite(file, line, (size_t)length, 0) < 0) return NULL;
    sleep(1);
  }
}

__attribute__((constructor)) static void begin(void) {
  char *path = getenv("HEAP");
  pthread_t thread;
  sigset_t all, before;
  if (path == NULL) return;
  // No signal may land here: it would end the program, which takes its own where it wants them.
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (pthread_create(&thread, NULL, note, path) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}
