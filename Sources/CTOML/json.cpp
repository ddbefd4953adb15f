#include "document.h"

#include <algorithm>
#include <cstring>

namespace {

namespace ondemand = simdjson::ondemand;

/// Walks every value of a text, since On-Demand checks only what it is asked for.
struct Walk {
  ctoml_document &document;
  simdjson::error_code error = simdjson::SUCCESS;
  const char *at = nullptr;
  const char *own = nullptr;
  std::vector<uint32_t> siblings;

  bool stop(simdjson::error_code code) {
    if (error == simdjson::SUCCESS) error = code;
    return false;
  }

  bool stop(const char *reason, const char *where) {
    own = reason;
    at = where;
    return stop(simdjson::TAPE_ERROR);
  }

  uint64_t offset(const char *pointer) { return static_cast<uint64_t>(pointer - document.json.data()); }

  bool number(std::string_view token, ondemand::value &value, ctoml_node &node) {
    node.text = token.data();
    node.text_length = static_cast<uint32_t>(token.size());
    std::string_view digits = token;
    bool negative = !digits.empty() && digits.front() == '-';
    if (negative) digits.remove_prefix(1);
    bool whole = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!whole) {
      node.kind = CTOML_FLOAT;
      double real;
      auto code = value.get_double().get(real);
      return code == simdjson::SUCCESS || stop("not a number", token.data());
    }
    if (digits.size() > 1 && digits.front() == '0') return stop("a number with a leading zero", token.data());
    node.kind = CTOML_INTEGER;
    // Counted downwards, since the range reaches one further there.
    int64_t sum = 0;
    for (char digit : digits)
      if (__builtin_mul_overflow(sum, int64_t{10}, &sum) || __builtin_sub_overflow(sum, digit - '0', &sum)) {
        node.flags |= CTOML_OUT_OF_RANGE;
        return true;
      }
    if (negative) node.integer = sum;
    else if (__builtin_sub_overflow(int64_t{0}, sum, &node.integer)) node.flags |= CTOML_OUT_OF_RANGE;
    return true;
  }

  bool scalar(std::string_view token, ondemand::value &value, ctoml_node &node) {
    // The token reaches up to the next one; an end of npos wraps round to nothing at all.
    token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    if (token == "true" || token == "false") {
      node.kind = CTOML_BOOLEAN;
      node.integer = token == "true";
      return true;
    }
    if (token == "null") {
      node.kind = CTOML_NULL;
      return true;
    }
    if (!token.empty() && (token.front() == '-' || (token.front() >= '0' && token.front() <= '9')))
      return number(token, value, node);
    return stop("expected a value: a string, a number, true, false, null, a table or a list", token.data());
  }

  bool add(ondemand::value value, ctoml_node node, int depth) {
    std::string_view token = value.raw_json_token();
    node.value_at = offset(token.data());
    if (depth > CTOML_MAX_DEPTH) return stop("nested deeper than 32 levels", token.data());
    if (document.nodes.size() >= max_nodes) return stop("more values than a file may have", token.data());
    switch (token.empty() ? '\0' : token.front()) {
      case '{': {
        ondemand::object object;
        auto code = value.get_object().get(object);
        if (code) return stop(code);
        return fields(object, node, depth);
      }
      case '[': {
        ondemand::array array;
        auto code = value.get_array().get(array);
        if (code) return stop(code);
        return elements(array, node, depth);
      }
      case '"': {
        std::string_view text;
        if (value.get_string().get(text))
          return stop("a string with an escape that JSON does not have", token.data());
        node.kind = CTOML_STRING;
        node.text = text.data();
        node.text_length = static_cast<uint32_t>(text.size());
        break;
      }
      default:
        if (!scalar(token, value, node)) return false;
    }
    node.end = static_cast<uint32_t>(document.nodes.size() + 1);
    document.nodes.push_back(node);
    return true;
  }

  bool fields(ondemand::object object, ctoml_node node, int depth) {
    size_t index = document.nodes.size();
    size_t first = siblings.size();
    node.kind = CTOML_TABLE;
    document.nodes.push_back(node);
    for (auto entry : object) {
      ondemand::field field;
      auto code = std::move(entry).get(field);
      if (code) return stop(code);
      ctoml_node child{};
      child.key_at = offset(field.key().raw()) - 1;
      std::string_view key;
      if (field.unescaped_key().get(key))
        return stop("a key with an escape that JSON does not have", document.json.data() + child.key_at);
      child.key = key.data();
      child.key_length = static_cast<uint32_t>(key.size());
      siblings.push_back(static_cast<uint32_t>(document.nodes.size()));
      if (!add(field.value(), child, depth + 1)) return false;
    }
    mark_duplicates(first);
    siblings.resize(first);
    document.nodes[index].end = static_cast<uint32_t>(document.nodes.size());
    return true;
  }

  bool elements(ondemand::array array, ctoml_node node, int depth) {
    size_t index = document.nodes.size();
    node.kind = CTOML_ARRAY;
    document.nodes.push_back(node);
    for (auto entry : array) {
      ondemand::value value;
      auto code = std::move(entry).get(value);
      if (code) return stop(code);
      if (!add(value, ctoml_node{}, depth + 1)) return false;
    }
    document.nodes[index].end = static_cast<uint32_t>(document.nodes.size());
    return true;
  }

  std::string_view key(uint32_t index) const {
    return {document.nodes[index].key, document.nodes[index].key_length};
  }

  void mark_duplicates(size_t first) {
    auto begin = siblings.begin() + static_cast<std::ptrdiff_t>(first);
    size_t count = siblings.size() - first;
    if (count <= 16) {
      for (auto later = begin; later != siblings.end(); ++later)
        for (auto earlier = begin; earlier != later; ++earlier)
          if (key(*earlier) == key(*later)) document.nodes[*later].flags |= CTOML_DUPLICATE;
      return;
    }
    // Sorted and not hashed: the keys come from outside, and could be made to collide.
    std::sort(begin, siblings.end(), [this](uint32_t left, uint32_t right) {
      return key(left) != key(right) ? key(left) < key(right) : left < right;
    });
    for (auto later = begin + 1; later != siblings.end(); ++later)
      if (key(*(later - 1)) == key(*later)) document.nodes[*later].flags |= CTOML_DUPLICATE;
  }
};

const char *explained(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR: return "not valid UTF-8";
    case simdjson::UNESCAPED_CHARS: return "a control character in a string: write it as an escape";
    case simdjson::UNCLOSED_STRING: return "a string that is never closed";
    case simdjson::EMPTY: return "the text is empty: expected a table, { … }";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "the text ends inside a table or list";
    default: return "not valid JSON: a comma, colon, bracket or quote is missing, or there is one too many";
  }
}

size_t first_visible(std::string_view text) {
  size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? text.size() : at;
}

ctoml_node root_node(std::string_view text) {
  ctoml_node node{};
  node.value_at = first_visible(text);
  return node;
}

}  // namespace

extern "C" ctoml_failure ctoml_parse_json(
  ctoml_document *document, const char *bytes, size_t length, uint32_t first_line
) {
  document->clear();
  document->is_json = true;
  document->first_line = first_line;
  if (length > UINT32_MAX / 2) return document->fail("the text is larger than 2 GiB", {first_line, 1});
  if (document->json.size() < length + simdjson::SIMDJSON_PADDING)
    document->json.resize(length + simdjson::SIMDJSON_PADDING);
  if (length > 0) std::memcpy(document->json.data(), bytes, length);
  std::memset(document->json.data() + length, 0, simdjson::SIMDJSON_PADDING);
  document->json_length = length;

  std::string_view text(document->json.data(), length);
  ondemand::document root;
  auto code = document->parser.iterate(text, document->json.size()).get(root);
  if (code) {
    size_t where = code == simdjson::EMPTY ? 0 : json_bad_byte(text);
    return document->fail(explained(code), document->place(where));
  }

  Walk walk{*document};
  ondemand::json_type type{};
  bool good = false;
  code = root.type().get(type);
  if (code) {
    walk.stop(code);
  } else if (type == ondemand::json_type::object) {
    ondemand::object object;
    code = root.get_object().get(object);
    good = code ? walk.stop(code) : walk.fields(object, root_node(text), 0);
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    code = root.get_array().get(array);
    good = code ? walk.stop(code) : walk.elements(array, root_node(text), 0);
  } else {
    walk.stop("expected a table, { … }", text.data() + first_visible(text));
  }
  const char *rest = nullptr;
  // Past the end there is no location, which is an error here and the good case.
  if (good && root.current_location().get(rest) == simdjson::SUCCESS)
    good = walk.stop("something follows the end of the JSON text", rest);
  if (good) return {nullptr, {0, 0}};

  const char *where = walk.at;
  if (!where && walk.error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT) where = text.data() + text.size();
  if (!where && root.current_location().get(where)) where = text.data() + text.size();
  bool inside = where >= text.data() && where <= text.data() + text.size();
  return document->fail(
    walk.own ? walk.own : explained(walk.error),
    document->place(inside ? static_cast<size_t>(where - text.data()) : text.size()));
}
