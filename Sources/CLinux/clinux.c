#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

// The header repeats these numbers so that it need not pull the kernel's headers into every importer.
_Static_assert(CL_O_PATH == O_PATH, "O_PATH");
_Static_assert((020000000 | O_DIRECTORY) == O_TMPFILE, "O_TMPFILE");
_Static_assert(CL_RENAME_NOREPLACE == RENAME_NOREPLACE, "RENAME_NOREPLACE");
_Static_assert(CL_RENAME_EXCHANGE == RENAME_EXCHANGE, "RENAME_EXCHANGE");
_Static_assert(CL_RESOLVE_NO_XDEV == RESOLVE_NO_XDEV, "RESOLVE_NO_XDEV");
_Static_assert(CL_RESOLVE_NO_MAGICLINKS == RESOLVE_NO_MAGICLINKS, "RESOLVE_NO_MAGICLINKS");
_Static_assert(CL_RESOLVE_NO_SYMLINKS == RESOLVE_NO_SYMLINKS, "RESOLVE_NO_SYMLINKS");
_Static_assert(CL_RESOLVE_BENEATH == RESOLVE_BENEATH, "RESOLVE_BENEATH");
_Static_assert(CL_FS_IMMUTABLE_FL == FS_IMMUTABLE_FL, "FS_IMMUTABLE_FL");

static int checked(int result) { return result < 0 ? -errno : result; }

int cl_renameat2(int old_directory, const char *old_name, int new_directory, const char *new_name,
                 unsigned int flags) {
  return checked(renameat2(old_directory, old_name, new_directory, new_name, flags));
}

int cl_openat2(int directory, const char *path, int flags, mode_t mode, uint64_t resolve) {
  struct open_how how = {.flags = (unsigned int)flags, .mode = mode, .resolve = resolve};
  return checked((int)syscall(SYS_openat2, directory, path, &how, sizeof how));
}

int cl_link_descriptor(int descriptor, int directory, const char *name) {
  if (linkat(descriptor, "", directory, name, AT_EMPTY_PATH) == 0) return 0;
  // Without the capability the kernel answers ENOENT, as if the file had no link to follow.
  if (errno != ENOENT) return -errno;
  char path[sizeof "/proc/self/fd/" + 3 * sizeof(int)];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return checked(linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW));
}

int cl_set_lease(int descriptor, int type) { return checked(fcntl(descriptor, F_SETLEASE, type)); }

int cl_get_lease(int descriptor) { return checked(fcntl(descriptor, F_GETLEASE)); }

int cl_set_lease_signal(int descriptor, int signal) { return checked(fcntl(descriptor, F_SETSIG, signal)); }

int cl_clone(int destination, int source) { return checked(ioctl(destination, FICLONE, source)); }

int64_t cl_copy_range(int destination, int source, uint64_t length) {
  ssize_t copied = copy_file_range(source, NULL, destination, NULL, length, 0);
  return copied < 0 ? -errno : copied;
}

int64_t cl_get_flags(int descriptor) {
  uint32_t flags = 0;
  return ioctl(descriptor, FS_IOC_GETFLAGS, &flags) < 0 ? -errno : (int64_t)flags;
}

int cl_set_flags(int descriptor, uint32_t flags) { return checked(ioctl(descriptor, FS_IOC_SETFLAGS, &flags)); }

int64_t cl_get_attribute(int descriptor, const char *name, void *value, size_t size) {
  ssize_t got = fgetxattr(descriptor, name, value, size);
  return got < 0 ? -errno : got;
}

int cl_set_attribute(int descriptor, const char *name, const void *value, size_t size) {
  return checked(fsetxattr(descriptor, name, value, size, 0));
}

static int status(int directory, const char *name, unsigned int wanted, struct statx *result) {
  int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
  if (statx(directory, name ? name : "", flags, wanted, result) < 0) return -errno;
  return (result->stx_mask & wanted) == wanted ? 0 : -ENODATA;
}

int64_t cl_statx_mount_id(int directory, const char *name) {
  struct statx result;
  int error = status(directory, name, STATX_MNT_ID, &result);
  return error < 0 ? error : (int64_t)result.stx_mnt_id;
}

int cl_statx_birth(int directory, const char *name, int64_t *seconds, uint32_t *nanoseconds) {
  struct statx result;
  int error = status(directory, name, STATX_BTIME, &result);
  if (error < 0) return error;
  *seconds = result.stx_btime.tv_sec;
  *nanoseconds = result.stx_btime.tv_nsec;
  return 0;
}

int cl_statx_refresh(int directory, const char *name) {
  struct statx result;
  const int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_FORCE_SYNC;
  return statx(directory, name, flags, STATX_BASIC_STATS, &result) < 0 ? -errno : 0;
}

int64_t cl_filesystem_type(int descriptor) {
  struct statfs result;
  // f_type is signed on some machines, which would turn the larger numbers into errors.
  return fstatfs(descriptor, &result) < 0 ? -errno : (int64_t)(uint32_t)result.f_type;
}

static int64_t seek(int descriptor, int64_t offset, int whence) {
  off_t position = lseek(descriptor, offset, whence);
  return position < 0 ? -errno : position;
}

int64_t cl_seek_data(int descriptor, int64_t offset) { return seek(descriptor, offset, SEEK_DATA); }

int64_t cl_seek_hole(int descriptor, int64_t offset) { return seek(descriptor, offset, SEEK_HOLE); }

uint32_t cl_major(uint64_t device) { return major(device); }

uint32_t cl_minor(uint64_t device) { return minor(device); }

uint64_t cl_makedev(uint32_t major, uint32_t minor) { return makedev(major, minor); }

int cl_gettid(void) { return gettid(); }

int cl_name_thread(const char *name) { return -pthread_setname_np(pthread_self(), name); }

int cl_syncfs(int descriptor) { return checked(syncfs(descriptor)); }

int cl_accept(int listener) { return checked(accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)); }

int cl_pipe(int ends[2]) { return checked(pipe2(ends, O_CLOEXEC | O_NONBLOCK)); }

int cl_peer_user(int socket, uint32_t *user)
{
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  int result = checked(getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length));
  if (result >= 0) *user = credentials.uid;
  return result;
}

const char *cl_error_text(int error) { return strerrordesc_np(error); }

// Only segments that are code and cannot be written: their pages are those of the file, whatever was done to them.
static int give_back_code(struct dl_phdr_info *object, size_t size, void *context)
{
  (void)size;
  uintptr_t page = *(const uintptr_t *)context;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X) || (segment->p_flags & PF_W)) continue;
    // Inwards to whole pages: a page at the edge may hold another segment's bytes too.
    uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
    uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void cl_give_back_memory(void)
{
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  malloc_trim(0);
  dl_iterate_phdr(give_back_code, &page);
}

void cl_share_heap(void) { mallopt(M_ARENA_MAX, 1); }
