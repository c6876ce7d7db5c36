/** Config files and texts through libconfig. */
#ifndef WALRAS_EXPERIMENT_SOURCE_H
#define WALRAS_EXPERIMENT_SOURCE_H

#include <libconfig.h>

#include "experiment/scan.h"

enum { CONFIG_FILE_CAP = 1 << 20, CONFIG_TEXT_CAP = 1 << 26 };

/** A parsed config. Zero-initialise; the arena keeps names and paths that messages need. */
typedef struct config_document {
  config_t config;
  bool parsed; /**< `config` holds settings and must be destroyed */
  config_place *lines;
  int64_t line_count;
} config_document;

/** Reads a file. `text` (may be NULL) gets its bytes, zero-terminated, in the arena. False when nothing can be read from it;
 *  true when there is a tree, even one with reported mistakes. */
bool config_document_read(config_document *document, const char *path, config_log *log, config_arena *arena, const char **text);

/** The same from text; `name` stands in messages, and relative includes are looked for beside it. */
bool config_document_parse(config_document *document, const char *text, const char *name, config_log *log, config_arena *arena);

/** One value as it is written for --set or as a default: the tree's only member is `value`. Words need no quotes.
 *  `label` stands in messages. */
bool config_document_value(config_document *document, const char *text, const char *label, config_log *log, config_arena *arena);

void config_document_free(config_document *document);

/** Where a setting stands. */
config_place config_document_place(const config_document *document, const config_setting_t *setting);

#endif
