#include "cxml.h"

#include <dlfcn.h>
#include <limits.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cxml_document {
  cxml_node *nodes;
  size_t count;
  size_t room;
  char message[400];
  uint32_t line;
  uint32_t column;
  int has_failed;
  /// Whether the last node is a text that may go on.
  int in_text;
  /// The elements that are open, outermost first.
  size_t open[CXML_MAX_DEPTH];
  size_t depth;
  xmlParserCtxtPtr parser;
};

/// What is called of libxml2, found when it is loaded. All of it is there since 2.6 and in 2.15.
typedef struct {
  void *handle;
  __typeof__(&xmlCreatePushParserCtxt) create;
  __typeof__(&xmlCtxtUseOptions) use_options;
  __typeof__(&xmlParseChunk) parse;
  __typeof__(&xmlStopParser) stop;
  __typeof__(&xmlFreeParserCtxt) destroy;
  __typeof__(&xmlFreeDoc) free_document;
  __typeof__(&xmlSAX2GetLineNumber) line;
  __typeof__(&xmlSAX2GetColumnNumber) column;
} library;

static const char *load(library *xml) {
  // The second name is that of 2.14 and later; what is used here is the same in both.
  static const char *const names[] = {"libxml2.so.2", "libxml2.so.16"};
  for (size_t i = 0; !xml->handle && i < sizeof names / sizeof *names; i++)
    xml->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!xml->handle) return "libxml2 is not installed: install the package libxml2";
#define FIND(member, symbol) \
  if (!(xml->member = (__typeof__(xml->member))dlsym(xml->handle, #symbol))) return "libxml2 lacks " #symbol
  FIND(create, xmlCreatePushParserCtxt);
  FIND(use_options, xmlCtxtUseOptions);
  FIND(parse, xmlParseChunk);
  FIND(stop, xmlStopParser);
  FIND(destroy, xmlFreeParserCtxt);
  FIND(free_document, xmlFreeDoc);
  FIND(line, xmlSAX2GetLineNumber);
  FIND(column, xmlSAX2GetColumnNumber);
#undef FIND
  return NULL;
}

/// Of a parse that runs: SAX hands over one pointer, and both are needed.
typedef struct {
  cxml_document *document;
  library xml;
} parse;

/// The first failure counts: those after it come of it.
static void fail(parse *run, const char *message, uint32_t line, uint32_t column) {
  cxml_document *document = run->document;
  if (!document->has_failed) {
    document->has_failed = 1;
    snprintf(document->message, sizeof document->message, "%s", message);
    // libxml2's end in a newline.
    document->message[strcspn(document->message, "\r\n")] = '\0';
    document->line = line;
    document->column = column;
  }
  run->xml.stop(document->parser);
}

static uint32_t line(parse *run) { return (uint32_t)run->xml.line(run->document->parser); }
static uint32_t column(parse *run) { return (uint32_t)run->xml.column(run->document->parser); }

static void fail_here(parse *run, const char *message) { fail(run, message, line(run), column(run)); }

/// Adds an empty node; null, and the parse has failed, where there may be no more.
static cxml_node *add(parse *run, uint8_t kind) {
  cxml_document *document = run->document;
  if (document->count >= CXML_MAX_NODES) {
    fail_here(run, "more elements than a domain has");
    return NULL;
  }
  if (document->count == document->room) {
    size_t room = document->room ? document->room * 2 : 256;
    cxml_node *nodes = realloc(document->nodes, room * sizeof *nodes);
    if (!nodes) {
      fail_here(run, "no memory to parse it");
      return NULL;
    }
    document->nodes = nodes;
    document->room = room;
  }
  cxml_node *node = &document->nodes[document->count++];
  *node = (cxml_node){
    .kind = kind, .line = line(run), .column = column(run), .end = (uint32_t)document->count};
  return node;
}

static int set_name(parse *run, cxml_node *node, const xmlChar *prefix, const xmlChar *name) {
  const char *local = (const char *)name;
  size_t length = strlen(local);
  size_t prefixed = prefix ? strlen((const char *)prefix) + 1 : 0;
  char *full = malloc(prefixed + length + 1);
  if (!full) {
    fail_here(run, "no memory to parse it");
    return 0;
  }
  if (prefix) snprintf(full, prefixed + 1, "%s:", (const char *)prefix);
  memcpy(full + prefixed, local, length + 1);
  node->name = full;
  node->name_length = (uint32_t)(prefixed + length);
  return 1;
}

/// The room that a text of that length is given: powers of two, so that a text in pieces is not copied for each.
static size_t room_for(size_t length) {
  size_t room = 16;
  while (room < length + 1) room *= 2;
  return room;
}

static int append_text(parse *run, cxml_node *node, const char *text, size_t length) {
  size_t sum = node->text_length + length;
  if (sum > CXML_MAX_TEXT) {
    fail_here(run, "a text longer than 1 MiB");
    return 0;
  }
  char *longer = (char *)node->text;
  if (!longer || room_for(sum) > room_for(node->text_length)) longer = realloc(longer, room_for(sum));
  if (!longer) {
    fail_here(run, "no memory to parse it");
    return 0;
  }
  memcpy(longer + node->text_length, text, length);
  node->text = longer;
  node->text_length = (uint32_t)sum;
  return 1;
}

static void on_start(
  void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
  const xmlChar **declared, int attributes, int defaulted, const xmlChar **values
) {
  (void)uri, (void)namespaces, (void)declared, (void)defaulted;
  parse *run = context;
  cxml_document *document = run->document;
  if (document->has_failed) return;
  if (document->depth == CXML_MAX_DEPTH) {
    fail_here(run, "nested deeper than 64 elements");
    return;
  }
  document->in_text = 0;
  size_t index = document->count;
  cxml_node *element = add(run, CXML_ELEMENT);
  if (!element || !set_name(run, element, prefix, name)) return;
  document->open[document->depth++] = index;
  // Five pointers an attribute: name, prefix, URI, and the ends of the value.
  for (int i = 0; i < attributes; i++) {
    const xmlChar **attribute = values + 5 * i;
    cxml_node *node = add(run, CXML_ATTRIBUTE);
    if (!node || !set_name(run, node, attribute[1], attribute[0])) return;
    if (!append_text(run, node, (const char *)attribute[3], (size_t)(attribute[4] - attribute[3]))) return;
  }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)name, (void)prefix, (void)uri;
  cxml_document *document = ((parse *)context)->document;
  if (document->has_failed || document->depth == 0) return;
  document->in_text = 0;
  document->nodes[document->open[--document->depth]].end = (uint32_t)document->count;
}

static void on_text(void *context, const xmlChar *text, int length) {
  parse *run = context;
  cxml_document *document = run->document;
  if (document->has_failed || length <= 0 || document->count == 0) return;
  // A text comes in pieces: at entities, and at the ends of the parser's buffer.
  cxml_node *node = document->in_text ? &document->nodes[document->count - 1] : add(run, CXML_TEXT);
  if (!node) return;
  document->in_text = 1;
  append_text(run, node, (const char *)text, (size_t)length);
}

static void on_document_type(
  void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system
) {
  (void)name, (void)external, (void)system;
  fail_here(context, "a document type declaration (<!DOCTYPE): expected none, as libvirt writes none");
}

/// Entities are those five that XML has of itself; every other one was declared somewhere that is not read.
static xmlEntityPtr on_entity(void *context, const xmlChar *name) {
  (void)context, (void)name;
  return NULL;
}

static void on_error(void *context, const xmlError *error) {
  parse *run = context;
  if (error->level < XML_ERR_ERROR) return;
  char message[300];
  snprintf(message, sizeof message, "not well-formed: %s", error->message ? error->message : "no reason given");
  fail(run, message, (uint32_t)error->line, (uint32_t)error->int2);
}

cxml_document *cxml_create(void) { return calloc(1, sizeof(cxml_document)); }

static void clear(cxml_document *document) {
  for (size_t i = 0; i < document->count; i++) {
    free((char *)document->nodes[i].name);
    free((char *)document->nodes[i].text);
  }
  free(document->nodes);
  document->nodes = NULL;
  document->count = 0;
}

void cxml_destroy(cxml_document *document) {
  clear(document);
  free(document);
}

cxml_failure cxml_parse(cxml_document *document, const char *bytes, size_t length) {
  parse run = {.document = document};
  const char *trouble = load(&run.xml);
  if (trouble) return (cxml_failure){trouble, 0, 0};

  // No handler for references, external subsets or processing instructions: what has none is dropped.
  xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .internalSubset = on_document_type,
    .getEntity = on_entity,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .cdataBlock = on_text,
    .ignorableWhitespace = on_text,
    .serror = (xmlStructuredErrorFunc)on_error,
  };
  document->parser = run.xml.create(&handlers, &run, NULL, 0, NULL);
  if (!document->parser) return (cxml_failure){"no memory to parse it", 0, 0};
  // Never XML_PARSE_HUGE, which lifts the library's own limits, nor NOENT or DTDLOAD, which follow entities.
  run.xml.use_options(document->parser, XML_PARSE_NONET | XML_PARSE_NODICT);
  for (size_t at = 0; at < length && !document->has_failed;) {
    size_t piece = length - at < 65536 ? length - at : 65536;
    if (run.xml.parse(document->parser, bytes + at, (int)piece, 0)) break;
    at += piece;
  }
  if (!document->has_failed) run.xml.parse(document->parser, NULL, 0, 1);
  if (!document->has_failed && !document->parser->wellFormed)
    fail_here(&run, "not well-formed: the text ends before the document does");
  if (document->parser->myDoc) {
    run.xml.free_document(document->parser->myDoc);
    document->parser->myDoc = NULL;
  }
  run.xml.destroy(document->parser);
  document->parser = NULL;
  // The library stays loaded: it does not undo all that it sets up.
  if (!document->has_failed) return (cxml_failure){NULL, 0, 0};
  clear(document);
  return (cxml_failure){document->message, document->line, document->column};
}

const cxml_node *cxml_nodes(const cxml_document *document) { return document->nodes; }
size_t cxml_count(const cxml_document *document) { return document->count; }
