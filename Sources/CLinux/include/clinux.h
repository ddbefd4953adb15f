#pragma once

// Calls of Linux that Swift's Glibc module does not show: it is built without _GNU_SOURCE, variadic functions and
// function-like macros are not imported, and some calls have no function in the C library at all.
//
// Every function answers zero or more on success and the negated errno on failure, so that no caller reads errno
// after another call has had the chance to change it.

#include <fcntl.h>
#include <stdint.h>
#include <sys/types.h>

// renameat2 is declared under _GNU_SOURCE only. RENAME_NOREPLACE is what keeps a dump from being renamed over another.
#define CL_RENAME_NOREPLACE 1u
#define CL_RENAME_EXCHANGE 2u
int cl_renameat2(int old_directory, const char *old_name, int new_directory, const char *new_name,
                 unsigned int flags);

// openat2 has no wrapper in the C library. The kernel refuses unknown flags, a mode without O_CREAT or O_TMPFILE, and
// answers -EAGAIN when a rename raced with ".." under CL_RESOLVE_BENEATH (or, with O_NONBLOCK, when a lease is held).
#define CL_RESOLVE_NO_XDEV 0x01ull
#define CL_RESOLVE_NO_MAGICLINKS 0x02ull
#define CL_RESOLVE_NO_SYMLINKS 0x04ull
#define CL_RESOLVE_BENEATH 0x08ull
int cl_openat2(int directory, const char *path, int flags, mode_t mode, uint64_t resolve);

// Flags that <fcntl.h> hides without _GNU_SOURCE, or builds from a cast that is not imported.
// O_TMPFILE contains O_DIRECTORY, which differs between processors.
#define CL_O_PATH 010000000
static const int CL_O_TMPFILE = 020000000 | O_DIRECTORY;

// Gives a name to a file opened with O_TMPFILE. With CAP_DAC_READ_SEARCH the descriptor itself can be linked;
// without, only its entry below /proc can, and the caller should not have to know which.
int cl_link_descriptor(int descriptor, int directory, const char *name);

// F_SETLEASE, F_GETLEASE and F_SETSIG are hidden without _GNU_SOURCE. `type` is F_RDLCK, F_WRLCK or F_UNLCK, and so is
// the answer of cl_get_lease; it says F_UNLCK while a writer waits for a read lease to be given back.
int cl_set_lease(int descriptor, int type);
int cl_get_lease(int descriptor);

// Which signal tells of a lease about to be broken. A real-time signal is queued and carries the descriptor; the
// default, SIGIO, carries nothing.
int cl_set_lease_signal(int descriptor, int signal);

// FICLONE is a macro built from a cast. Makes `destination` share all blocks of `source`.
int cl_clone(int destination, int source);

// copy_file_range is hidden without _GNU_SOURCE. Copies from and to the descriptors' own positions and answers how
// many bytes; 0 at the end of `source`.
int64_t cl_copy_range(int destination, int source, uint64_t length);

// FS_IOC_GETFLAGS and FS_IOC_SETFLAGS are macros built from a cast, and are declared for long but use 32 bits.
#define CL_FS_IMMUTABLE_FL 0x00000010u
int64_t cl_get_flags(int descriptor);
int cl_set_flags(int descriptor, uint32_t flags);

// <sys/xattr.h> is not part of the Glibc module. cl_get_attribute answers how many bytes the value has; -ENODATA where
// there is none of that name, -EOPNOTSUPP where the file system has none at all.
int64_t cl_get_attribute(int descriptor, const char *name, void *value, size_t size);
int cl_set_attribute(int descriptor, const char *name, const void *value, size_t size);

// statx is hidden without _GNU_SOURCE. `name` is not followed when it is a link, and mounts nothing; an empty one
// means `directory` itself. Both answer -ENODATA when the kernel or the file system cannot tell.
int64_t cl_statx_mount_id(int directory, const char *name);
int cl_statx_birth(int directory, const char *name, int64_t *seconds, uint32_t *nanoseconds);

// Has the kernel ask the server of a network or FUSE file system for a file's attributes anew, so that the next stat
// does not answer from before. `name` as above.
int cl_statx_refresh(int directory, const char *name);

// <sys/vfs.h> is not part of the Glibc module. Answers f_type, one of the numbers below or another.
#define CL_MAGIC_9P 0x01021997ll
#define CL_MAGIC_AFS 0x5346414Fll
#define CL_MAGIC_BTRFS 0x9123683Ell
#define CL_MAGIC_CEPH 0x00C36400ll
#define CL_MAGIC_CIFS 0xFF534D42ll
#define CL_MAGIC_CODA 0x73757245ll
#define CL_MAGIC_EXT4 0xEF53ll
#define CL_MAGIC_F2FS 0xF2F52010ll
#define CL_MAGIC_FUSE 0x65735546ll
#define CL_MAGIC_GFS2 0x01161970ll
#define CL_MAGIC_NFS 0x6969ll
#define CL_MAGIC_NTFS3 0x7366746Ell
#define CL_MAGIC_OCFS2 0x7461636Fll
#define CL_MAGIC_OVERLAY 0x794C7630ll
#define CL_MAGIC_PROC 0x9FA0ll
#define CL_MAGIC_SMB 0x517Bll
#define CL_MAGIC_SMB2 0xFE534D42ll
#define CL_MAGIC_TMPFS 0x01021994ll
#define CL_MAGIC_VBOXSF 0x786F4256ll
#define CL_MAGIC_XFS 0x58465342ll
#define CL_MAGIC_ZFS 0x2FC12FC1ll
int64_t cl_filesystem_type(int descriptor);

// SEEK_DATA and SEEK_HOLE are hidden without _GNU_SOURCE. Both move the descriptor's position. cl_seek_data answers
// -ENXIO when only a hole follows; the end of the file counts as a hole.
int64_t cl_seek_data(int descriptor, int64_t offset);
int64_t cl_seek_hole(int descriptor, int64_t offset);

// major, minor and makedev are function-like macros.
uint32_t cl_major(uint64_t device);
uint32_t cl_minor(uint64_t device);
uint64_t cl_makedev(uint32_t major, uint32_t minor);

// gettid is hidden without _GNU_SOURCE.
int cl_gettid(void);

// pthread_setname_np is hidden without _GNU_SOURCE. Names the calling thread, at most 15 bytes.
int cl_name_thread(const char *name);

// syncfs is hidden without _GNU_SOURCE.
int cl_syncfs(int descriptor);

// dl_iterate_phdr is hidden without _GNU_SOURCE, and malloc_trim is not part of the Glibc module. Gives back what only
// the start needed: free heap, and clean pages of code, which are read again from the page cache when they are needed.
void cl_give_back_memory(void);

// mallopt is not part of the Glibc module. One heap for all threads: each would have its own, and what one has freed
// another cannot take.
void cl_share_heap(void);

// accept4, pipe2 and SO_PEERCRED's struct are hidden without _GNU_SOURCE. What they open is closed on exec and does not
// block. cl_peer_user answers the effective user of whoever connected a Unix socket, as it was then.
int cl_accept(int listener);
int cl_pipe(int ends[2]);
int cl_peer_user(int socket, uint32_t *user);

// strerror is not safe with threads and strerror_r comes in two shapes; strerrordesc_np is hidden without
// _GNU_SOURCE. Answers null for a number that is no errno. The text is static.
const char *cl_error_text(int error);
