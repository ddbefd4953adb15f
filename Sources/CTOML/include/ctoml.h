#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// TOML (toml++) and JSON (simdjson) as one flat tree of nodes, each key and value with its place.
///
/// Both parsers are C++; Swift sees this header only. A document owns all memory that its nodes point
/// to, and can be parsed into again and again, so that a line of an inventory allocates nothing.
typedef struct ctoml_document ctoml_document;

enum {
  CTOML_TABLE,
  CTOML_ARRAY,
  CTOML_STRING,
  CTOML_INTEGER,
  CTOML_FLOAT,
  CTOML_BOOLEAN,
  CTOML_DATE,
  CTOML_DATE_TIME,
  CTOML_TIME,
  CTOML_NULL,
};

enum {
  /// An integer that 64 bits cannot hold; `text` has its digits.
  CTOML_OUT_OF_RANGE = 1,
  /// A key that its JSON object has had before; TOML refuses the file instead.
  CTOML_DUPLICATE = 2,
};

/// How deeply tables and lists may nest; beyond it a document is refused.
enum { CTOML_MAX_DEPTH = 32 };

/// One value in pre-order: the children of node `i` start at `i + 1`, and what follows its subtree at `end`.
typedef struct {
  /// The key within the parent table; UTF-8, not terminated; null in lists and at the root.
  const char *key;
  /// The text of a string, date or time, and of a number as it was written.
  const char *text;
  uint32_t key_length;
  uint32_t text_length;
  /// Places for `ctoml_place`; meaningless otherwise.
  uint64_t key_at;
  uint64_t value_at;
  /// The value of an integer, or of a boolean as 0 and 1.
  int64_t integer;
  uint32_t end;
  uint8_t kind;
  uint8_t flags;
} ctoml_node;

/// A line and a column, both from 1; columns count characters.
typedef struct {
  uint32_t line;
  uint32_t column;
} ctoml_position;

/// What went wrong: null `message` for nothing. Valid until the next parse.
typedef struct {
  const char *message;
  ctoml_position position;
} ctoml_failure;

/// An empty document; null when there is no memory.
ctoml_document *ctoml_create(void);
void ctoml_destroy(ctoml_document *document);

/// Parses TOML 1.0; the document's earlier nodes are gone.
ctoml_failure ctoml_parse_toml(ctoml_document *document, const char *bytes, size_t length);

/// Parses one JSON text whose first line is `first_line` of its file.
ctoml_failure ctoml_parse_json(
  ctoml_document *document, const char *bytes, size_t length, uint32_t first_line);

/// The nodes of the last parse; none after a failure.
const ctoml_node *ctoml_nodes(const ctoml_document *document);
size_t ctoml_count(const ctoml_document *document);

/// Resolves `key_at` or `value_at`: JSON knows byte offsets only, and few of them are ever asked for.
ctoml_position ctoml_place(ctoml_document *document, uint64_t at);

#ifdef __cplusplus
}
#endif
