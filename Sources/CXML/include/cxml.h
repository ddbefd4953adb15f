#pragma once

#include <stddef.h>
#include <stdint.h>

/// XML as one flat tree of nodes, each with its place, read with libxml2.
///
/// The library is loaded when the first document is parsed and not before: linked, it would cost every run of every
/// program 4 ms and 3 MiB, since it brings ICU and liblzma along.
typedef struct cxml_document cxml_document;

enum { CXML_ELEMENT, CXML_ATTRIBUTE, CXML_TEXT };

/// How deeply elements may nest, how many nodes there may be, and how long a text; beyond it a document is refused.
enum { CXML_MAX_DEPTH = 64, CXML_MAX_NODES = 200000, CXML_MAX_TEXT = 1 << 20 };

/// One node in pre-order: attributes and children of node `i` start at `i + 1`, what follows its subtree at `end`.
typedef struct {
  /// The name, with its prefix where it has one; UTF-8. Empty for text.
  const char *name;
  /// The value of an attribute, or a text.
  const char *text;
  uint32_t name_length;
  uint32_t text_length;
  /// Line and column from 1; the column is 0 where it is not known (attributes stand where their element does).
  uint32_t line;
  uint32_t column;
  uint32_t end;
  uint8_t kind;
} cxml_node;

/// What went wrong: null `message` for nothing. Valid as long as the document.
typedef struct {
  const char *message;
  uint32_t line;
  uint32_t column;
} cxml_failure;

/// An empty document, to be parsed into once; null when there is no memory.
cxml_document *cxml_create(void);
void cxml_destroy(cxml_document *document);

/// Parses one document. Nothing but these bytes is ever read: no network, no DTD, no entity. A document type
/// declaration ends the parse, since what libvirt writes has none and what bombs are made of stands in one.
cxml_failure cxml_parse(cxml_document *document, const char *bytes, size_t length);

/// The nodes; none after a failure.
const cxml_node *cxml_nodes(const cxml_document *document);
size_t cxml_count(const cxml_document *document);
