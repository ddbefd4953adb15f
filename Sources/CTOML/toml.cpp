#include "document.h"

#include <algorithm>
#include <cstdio>

namespace {

uint64_t packed(const toml::source_region &region) {
  return static_cast<uint64_t>(region.begin.line) << 32 | region.begin.column;
}

/// Copies toml++'s tree into nodes, children in the order of the file.
struct Flattening {
  ctoml_document &document;

  void text(ctoml_node &node, const std::string &value) {
    node.text = value.data();
    node.text_length = static_cast<uint32_t>(value.size());
  }

  std::string dated(const toml::date &date) {
    char buffer[32];
    std::snprintf(
      buffer, sizeof buffer, "%04u-%02u-%02u", unsigned{date.year}, unsigned{date.month}, unsigned{date.day});
    return buffer;
  }

  std::string timed(const toml::time &time) {
    char buffer[32];
    std::snprintf(
      buffer, sizeof buffer, "%02u:%02u:%02u", unsigned{time.hour}, unsigned{time.minute},
      unsigned{time.second});
    return buffer;
  }

  std::string timed(const toml::date_time &moment) {
    std::string text = dated(moment.date) + "T" + timed(moment.time);
    if (!moment.offset) return text;
    int minutes = moment.offset->minutes;
    if (minutes == 0) return text + "Z";
    char buffer[16];
    int positive = std::abs(minutes);
    std::snprintf(buffer, sizeof buffer, "%c%02d:%02d", minutes < 0 ? '-' : '+', positive / 60, positive % 60);
    return text + buffer;
  }

  void keep(ctoml_node &node, std::string value) {
    document.texts.push_back(std::move(value));
    text(node, document.texts.back());
  }

  bool add(const toml::node &value, const toml::key *key) {
    if (document.nodes.size() >= max_nodes) return false;
    ctoml_node node{};
    node.value_at = packed(value.source());
    if (key) {
      node.key = key->str().data();
      node.key_length = static_cast<uint32_t>(key->str().size());
      node.key_at = packed(key->source());
    }
    size_t index = document.nodes.size();
    switch (value.type()) {
      case toml::node_type::table: node.kind = CTOML_TABLE; break;
      case toml::node_type::array: node.kind = CTOML_ARRAY; break;
      case toml::node_type::string:
        node.kind = CTOML_STRING;
        text(node, value.as_string()->get());
        break;
      case toml::node_type::integer:
        node.kind = CTOML_INTEGER;
        node.integer = value.as_integer()->get();
        keep(node, std::to_string(node.integer));
        break;
      case toml::node_type::floating_point:
        node.kind = CTOML_FLOAT;
        keep(node, std::to_string(value.as_floating_point()->get()));
        break;
      case toml::node_type::boolean:
        node.kind = CTOML_BOOLEAN;
        node.integer = value.as_boolean()->get() ? 1 : 0;
        break;
      case toml::node_type::date:
        node.kind = CTOML_DATE;
        keep(node, dated(value.as_date()->get()));
        break;
      case toml::node_type::time:
        node.kind = CTOML_TIME;
        keep(node, timed(value.as_time()->get()));
        break;
      default:
        node.kind = CTOML_DATE_TIME;
        keep(node, timed(value.as_date_time()->get()));
        break;
    }
    document.nodes.push_back(node);
    if (const auto *table = value.as_table()) {
      std::vector<std::pair<const toml::key *, const toml::node *>> entries;
      for (auto &&[name, child] : *table) entries.emplace_back(&name, &child);
      std::sort(entries.begin(), entries.end(), [](const auto &left, const auto &right) {
        return packed(left.first->source()) < packed(right.first->source());
      });
      for (const auto &[name, child] : entries)
        if (!add(*child, name)) return false;
    } else if (const auto *array = value.as_array()) {
      for (auto &&child : *array)
        if (!add(child, nullptr)) return false;
    }
    document.nodes[index].end = static_cast<uint32_t>(document.nodes.size());
    return true;
  }
};

bool asserts(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const toml_assertion &) {
    return true;
  } catch (const toml::parse_error &) {
  }
  return false;
}

/// An assertion does not know its place, but every text long enough to reach it fails the same way.
ctoml_position place_of_assertion(std::string_view text) {
  size_t fine = 0;
  size_t fails = text.size();
  while (fails - fine > 1) {
    size_t middle = fine + (fails - fine) / 2;
    (asserts(text.substr(0, middle)) ? fails : fine) = middle;
  }
  ctoml_position position{1, 1};
  for (size_t i = 0; i < fine; i++)
    if (text[i] == '\n') position = {position.line + 1, 1};
    else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) position.column++;
  return position;
}

}  // namespace

bool toml_too_deep(std::string_view text, ctoml_position &position) {
  unsigned brackets = 0;
  unsigned dots = 0;
  size_t line_start = 0;
  uint32_t line = 1;
  for (size_t i = 0; i < text.size(); i++) {
    char byte = text[i];
    switch (byte) {
      case '\n':
        line++;
        line_start = i + 1;
        dots = 0;
        break;
      case '#':
        while (i + 1 < text.size() && text[i + 1] != '\n') i++;
        break;
      case '"':
      case '\'': {
        bool multi = text.substr(i, 3) == std::string(3, byte);
        i += multi ? 3 : 1;
        for (; i < text.size(); i++) {
          if (text[i] == '\n') {
            line++;
            line_start = i + 1;
            if (!multi) break;
          } else if (text[i] == '\\' && byte == '"') {
            // The escaped byte may be a line's end, which still counts as one.
            if (i + 1 < text.size() && text[i + 1] != '\n') i++;
          } else if (text[i] == byte) {
            if (!multi) break;
            if (text.substr(i, 3) == std::string(3, byte)) {
              i += 2;
              // Up to two quotes may stand before the closing three.
              while (i + 1 < text.size() && text[i + 1] == byte) i++;
              break;
            }
          }
        }
        break;
      }
      case '.': dots++; break;
      case '[':
      case '{':
        brackets++;
        dots = 0;
        break;
      case ']':
      case '}':
        if (brackets > 0) brackets--;
        dots = 0;
        break;
      case '=':
      case ',': dots = 0; break;
      default: break;
    }
    if (brackets > CTOML_MAX_DEPTH || dots > CTOML_MAX_DEPTH) {
      uint32_t column = 1;
      for (size_t j = line_start; j < i && j < text.size(); j++)
        if ((static_cast<unsigned char>(text[j]) & 0xC0) != 0x80) column++;
      position = {line, column};
      return true;
    }
  }
  return false;
}

extern "C" ctoml_failure ctoml_parse_toml(ctoml_document *document, const char *bytes, size_t length) {
  document->clear();
  std::string_view text(bytes, length);
  ctoml_position position{1, 1};
  if (length > UINT32_MAX / 2) return document->fail("the file is larger than 2 GiB", position);
  if (toml_too_deep(text, position))
    return document->fail("nested deeper than " + std::to_string(int{CTOML_MAX_DEPTH}) + " levels", position);

  try {
    document->table = toml::parse(text);
  } catch (const toml::parse_error &error) {
    return document->fail(
      std::string(error.description()), {error.source().begin.line, error.source().begin.column});
  } catch (const toml_assertion &) {
    return document->fail("not valid TOML here: expected a key", place_of_assertion(text));
  }
  if (!Flattening{*document}.add(document->table, nullptr))
    return document->fail("more than " + std::to_string(max_nodes) + " values", {1, 1});
  return {nullptr, {0, 0}};
}
