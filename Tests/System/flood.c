// flood: clients of the daemon's private socket that ask as fast as they can, that never read an answer, or that send
// noise and hang up.
//
//   flood ask SOCKET SECONDS     asks for hosts, one host and the properties in turn; prints how often, how many of
//                                the answers were errors, and of the times that they took, in microseconds, the
//                                median, the 99th percentile and the longest
//   flood deaf SOCKET SECONDS    asks and never reads; prints `dropped` if the daemon ended it, else `kept`
//   flood noise SOCKET SECONDS   sends what is no call, or the beginning of one, and hangs up, over and over
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

static const char object[] = "/org/dumpwarden1", manager[] = "org.dumpwarden1.Manager";

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int end(const char *what, int error) {
  fprintf(stderr, "flood: %s: %s\n", what, strerror(error));
  return 1;
}

static int dial(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof(address.sun_path)) return errno = ENAMETOOLONG, -1;
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int ask(const char *path, double seconds) {
  sd_bus *bus = NULL;
  int fd = dial(path), result;
  if (fd < 0) return end(path, errno);
  if ((result = sd_bus_new(&bus)) < 0 || (result = sd_bus_set_fd(bus, fd, fd)) < 0 || (result = sd_bus_start(bus)) < 0)
    return end("sd_bus_start", -result);
  size_t count = 0, room = 1 << 20, errors = 0;
  double *took = calloc(room, sizeof(*took)), last = now() + seconds;
  if (took == NULL) return end("calloc", ENOMEM);
  while (count < room) {
    sd_bus_message *reply = NULL;
    double begun = now();
    if (begun >= last) break;
    switch (count % 3) {
      case 0: result = sd_bus_call_method(bus, NULL, object, manager, "ListHosts", NULL, &reply, "su", "", 50u); break;
      case 1: result = sd_bus_call_method(bus, NULL, object, manager, "DescribeHost", NULL, &reply, "s", "HOST7"); break;
      default: result = sd_bus_call_method(bus, NULL, object, "org.freedesktop.DBus.Properties", "GetAll", NULL, &reply,
                                           "s", manager);
    }
    took[count++] = (now() - begun) * 1e6;
    errors += result < 0;
    sd_bus_message_unref(reply);
    if (result == -ECONNRESET || result == -ENOTCONN) return end("the connection", -result);
  }
  qsort(took, count, sizeof(*took), ascending);
  if (count > 0)
    printf("%zu %zu %.0f %.0f %.0f\n", count, errors, took[count / 2], took[count - 1 - count / 100], took[count - 1]);
  free(took);
  sd_bus_unref(bus);
  return count == 0;
}

// No library sends what it will not hear of: the authentication in one piece, then one call over and over, by hand.
static int deaf(const char *path, double seconds) {
  static const char hello[] = "\0AUTH EXTERNAL\r\nDATA\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n";
  int fd = dial(path), kept = 1;
  if (fd < 0) return end(path, errno);
  if (write(fd, hello, sizeof(hello) - 1) < 0) return end("write", errno);

  // Little endian, a method call, no flags, version 1; length of the body, serial; then the fields of the header, each
  // of them (path, interface, member, signature) at a multiple of eight.
  static unsigned char bytes[512];
  size_t length = 0;
  const char *texts[][2] = {{"\1\1o", object}, {"\2\1s", manager}, {"\3\1s", "ListHosts"}};
  unsigned char head[12] = {'l', 1, 0, 1, 12, 0, 0, 0, 7, 0, 0, 0};
  memcpy(bytes, head, 12);
  length = 16;
  for (size_t i = 0; i < 3; i++) {
    length = (length + 7) & ~(size_t)7;
    bytes[length++] = (unsigned char)texts[i][0][0];
    bytes[length++] = 1;
    bytes[length++] = (unsigned char)texts[i][0][2];
    bytes[length++] = 0;
    uint32_t size = (uint32_t)strlen(texts[i][1]);
    memcpy(bytes + length, &size, 4);
    memcpy(bytes + length + 4, texts[i][1], size + 1);
    length += 4 + size + 1;
  }
  length = (length + 7) & ~(size_t)7;
  memcpy(bytes + length, "\10\1g\0\2su", 8);
  length += 8;
  uint32_t fields = (uint32_t)(length - 16);
  memcpy(bytes + 12, &fields, 4);
  length = (length + 7) & ~(size_t)7;
  memcpy(bytes + length, "\0\0\0\0\0\0\0\0\310\0\0\0", 12);
  length += 12;

  double last = now() + seconds;
  while (kept && now() < last) {
    ssize_t sent = send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == (ssize_t)length) continue;
    if (sent < 0 && errno != EAGAIN) {
      kept = 0;
    } else if (sent >= 0) {
      // The rest of a call that was cut would be no call any more: wait until it fits.
      for (size_t done = (size_t)sent; done < length;) {
        struct pollfd room = {.fd = fd, .events = POLLOUT};
        if (poll(&room, 1, (int)((last - now()) * 1000) + 1) <= 0) break;
        if ((sent = send(fd, bytes + done, length - done, MSG_DONTWAIT | MSG_NOSIGNAL)) < 0 && errno != EAGAIN) {
          kept = 0;
          break;
        }
        if (sent > 0) done += (size_t)sent;
      }
    } else {
      struct pollfd room = {.fd = fd, .events = POLLOUT};
      poll(&room, 1, (int)((last - now()) * 1000) + 1);
      if (room.revents & (POLLHUP | POLLERR)) kept = 0;
    }
  }
  puts(kept ? "kept" : "dropped");
  close(fd);
  return 0;
}

// One in two begins well; each is cut somewhere else.
static int noise(const char *path, double seconds) {
  static const char hello[] = "\0AUTH EXTERNAL\r\nDATA\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\nl\1\0\1\14\0\0\0\7\0\0\0\200\0\0\0";
  static char garbage[sizeof(hello)];
  for (size_t i = 0; i < sizeof(garbage); i++) garbage[i] = (char)(i * 149 + 7);
  double last = now() + seconds;
  for (size_t count = 0; now() < last; count++) {
    int fd = dial(path);
    if (fd < 0) return end(path, errno);
    send(fd, count % 2 ? garbage : hello, count / 2 % sizeof(hello), MSG_NOSIGNAL);
    close(fd);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "ask") == 0) return ask(argv[2], atof(argv[3]));
  if (argc == 4 && strcmp(argv[1], "deaf") == 0) return deaf(argv[2], atof(argv[3]));
  if (argc == 4 && strcmp(argv[1], "noise") == 0) return noise(argv[2], atof(argv[3]));
  fprintf(stderr, "usage: flood ask|deaf|noise SOCKET SECONDS\n");
  return 64;
}
