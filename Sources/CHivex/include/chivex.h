#pragma once

#include <stdint.h>
#include <sys/types.h>

/// Reading keys of a Windows registry hive with libhivex, in a process of its own.
///
/// A hive is read where it lies: libhivex maps the file, so one that is cut meanwhile ends the reader by SIGBUS, and
/// offsets within it have led the library astray before. What reads it is a child with limits on time and memory,
/// which can do no more than fail.

enum {
  /// A key begins: the number that it has in the list that was asked for. Keys that the hive lacks do not come.
  CHIVEX_KEY = 'K',
  /// A value of the last key.
  CHIVEX_VALUE = 'V',
  /// The hive cannot be read; the name says why.
  CHIVEX_FAILURE = 'F',
  /// All that was asked for has been said; what ends without it is incomplete.
  CHIVEX_END = 'E',
};

/// What the child says, each followed by `name_length` bytes of UTF-8 and `data_length` bytes of data.
typedef struct {
  uint32_t kind;
  /// The registry's type of a value, or the number of a key.
  uint32_t type;
  uint32_t name_length;
  uint32_t data_length;
} chivex_record;

/// The longest value that is read; `CrashControl` has none longer than a few hundred bytes.
enum { CHIVEX_MAX_VALUE = 1 << 20, CHIVEX_MAX_VALUES = 4096 };

/// Starts the child that reads `count` keys, named from the root with backslashes, from the hive that is open as
/// `hive`. Answers its process and, in `records`, where it can be read; or the negated errno.
///
/// To be called by a program with one thread: the child goes on from its copy of the memory.
pid_t chivex_start(int hive, const char *const *keys, uint32_t count, int *records);

/// Ends the child if it has not ended, and answers its wait status; the negated errno when there is none.
int chivex_finish(pid_t child);

/// The signal that a wait status names, 0 for none: WTERMSIG and WIFSIGNALED are macros that Swift does not see.
int chivex_signal(int status);
