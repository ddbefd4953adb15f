#include "document.h"

size_t utf8_length(std::string_view text, size_t at) {
  auto byte = [&](size_t i) -> unsigned { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  unsigned first = byte(at);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    unsigned second = byte(at + 1);
    bool allowed = (first != 0xE0 || second >= 0xA0) && (first != 0xED || second <= 0x9F);
    return allowed && continues(at + 1) && continues(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    unsigned second = byte(at + 1);
    bool allowed = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second <= 0x8F);
    return allowed && continues(at + 1) && continues(at + 2) && continues(at + 3) ? 4 : 0;
  }
  return 0;
}

size_t json_bad_byte(std::string_view text) {
  bool quoted = false;
  size_t opened = text.size();
  for (size_t i = 0; i < text.size();) {
    size_t length = utf8_length(text, i);
    if (length == 0) return i;
    unsigned char byte = static_cast<unsigned char>(text[i]);
    if (quoted && byte < 0x20) return i;
    if (quoted && byte == '\\') {
      i += 2;
      continue;
    }
    if (byte == '"') {
      quoted = !quoted;
      if (quoted) opened = i;
    }
    i += length;
  }
  return quoted ? opened : text.size();
}
