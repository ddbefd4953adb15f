#include "document.h"

#include <new>

void ctoml_document::clear() {
  nodes.clear();
  texts.clear();
  table.clear();
  message.clear();
  is_json = false;
  json_length = 0;
  first_line = 1;
  last_offset = 0;
  last_line_start = 0;
  last_line = 1;
}

ctoml_failure ctoml_document::fail(std::string text, ctoml_position position) {
  nodes.clear();
  message = std::move(text);
  return {message.c_str(), position};
}

ctoml_position ctoml_document::place(size_t offset) {
  if (offset > json_length) offset = json_length;
  if (offset < last_line_start) {
    last_offset = 0;
    last_line_start = 0;
    last_line = 1;
  }
  for (size_t i = last_offset; i < offset; i++)
    if (json[i] == '\n') {
      last_line++;
      last_line_start = i + 1;
    }
  if (offset > last_offset) last_offset = offset;
  uint32_t column = 1;
  for (size_t i = last_line_start; i < offset; i++)
    if ((static_cast<unsigned char>(json[i]) & 0xC0) != 0x80) column++;
  return {first_line + last_line - 1, column};
}

extern "C" {

ctoml_document *ctoml_create(void) { return new (std::nothrow) ctoml_document; }

void ctoml_destroy(ctoml_document *document) { delete document; }

const ctoml_node *ctoml_nodes(const ctoml_document *document) { return document->nodes.data(); }

size_t ctoml_count(const ctoml_document *document) { return document->nodes.size(); }

ctoml_position ctoml_place(ctoml_document *document, uint64_t at) {
  if (document->is_json) return document->place(static_cast<size_t>(at));
  return {static_cast<uint32_t>(at >> 32), static_cast<uint32_t>(at)};
}
}
