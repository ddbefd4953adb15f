#pragma once

#include "ctoml.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

/// A state that toml++ holds impossible. Some files reach one ("[" and a NUL byte): without assertions that is
/// undefined behaviour, and with the usual ones the end of the process.
struct toml_assertion {};

#undef NDEBUG
#define TOML_ASSERT(condition) \
  do { \
    if (!(condition)) throw toml_assertion{}; \
  } while (false)
#include <toml++/toml.h>

/// More values than any honest file has; a hostile one stops here and not at the end of memory.
constexpr size_t max_nodes = 8'000'000;

struct ctoml_document {
  std::vector<ctoml_node> nodes;
  std::string message;

  // TOML: strings stay in the table, and texts made from dates stand beside it.
  toml::table table;
  std::deque<std::string> texts;

  // JSON: simdjson reads past the end, so the text is copied into a padded buffer.
  simdjson::ondemand::parser parser;
  std::vector<char> json;
  size_t json_length = 0;
  uint32_t first_line = 1;
  bool is_json = false;
  // Places are mostly asked for in order: counting goes on from the last one.
  size_t last_offset = 0;
  size_t last_line_start = 0;
  uint32_t last_line = 1;

  void clear();
  ctoml_failure fail(std::string text, ctoml_position position);
  ctoml_position place(size_t offset);
};

/// Where a TOML text nests deeper than the tree may; toml++ bounds brackets but not dotted keys, and frees
/// its tables by recursion.
bool toml_too_deep(std::string_view text, ctoml_position &position);

/// Where a JSON text has a byte that no JSON may have: invalid UTF-8, or a control character in a string;
/// the end of the text when it has none. simdjson says only that there is one.
size_t json_bad_byte(std::string_view text);

/// The length of the UTF-8 sequence at `at`; 0 where there is no valid one.
size_t utf8_length(std::string_view text, size_t at);
