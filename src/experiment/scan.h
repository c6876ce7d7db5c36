/** Guards over a config's text, before libconfig sees it.
 *
 *  libconfig 1.5 wraps integers that do not fit, turns 1e400 into infinity, stops at its first mistake, refuses [ 1, 2.5 ],
 *  joins "a" "b" inside a list, resolves includes against one folder and ends the program on including a directory. So the
 *  text is first read token by token: includes are put in place, every mistake of number, name or punctuation is reported,
 *  and a clean text is written that libconfig reads without surprise:
 *  - arrays [ ] become lists ( ), whose elements may differ in type;
 *  - a value that was reported becomes the string CONFIG_FAULT, a repeated key gets a name that starts with
 *    CONFIG_REPEATED: readers pass over both in silence, so that the other mistakes of the file are found too;
 *  - comments go, and every line knows the file and line it came from. */
#ifndef WALRAS_EXPERIMENT_SCAN_H
#define WALRAS_EXPERIMENT_SCAN_H

#include "experiment/arena.h"
#include "experiment/diagnostics.h"
#include "experiment/text.h"

/* Not UTF-8, so that no text that a config may give equals it. */
#define CONFIG_FAULT                                                                                                             \
  "\xFF"                                                                                                                         \
  "fault"
#define CONFIG_REPEATED "walras*repeated"

enum { CONFIG_DEEPEST = 32 };

/** A file and the chain of files that include it. */
typedef struct config_file {
  const char *path; /**< as it stands in messages */
  const struct config_file *includer;
} config_file;

typedef enum config_state {
  CONFIG_NAME,     /**< in a group: a name or the end */
  CONFIG_ASSIGN,   /**< after a name: = or : */
  CONFIG_VALUE,    /**< after = : a value */
  CONFIG_SETTLED,  /**< after a value in a group */
  CONFIG_FIRST,    /**< at the start of a list: a value or the end */
  CONFIG_ELEMENT,  /**< after a comma in a list: a value */
  CONFIG_FOLLOWED, /**< after a value in a list: a comma or the end */
} config_state;

/** One open bracket. */
typedef struct config_nest {
  char open; /**< '{', '(', '[' or 0 for the file itself */
  config_state state;
  bool string;   /**< the last value was a string, which another string may continue */
  int64_t group; /**< number of the group, for repeated keys */
  config_place place;
  const char *name; /**< last name read in this group, for messages */
} config_nest;

typedef struct config_scan {
  /* given by the caller */
  config_log *log;
  config_arena *arena;
  bool bare_words;   /**< words without quotes are strings (values of --set, defaults) */
  const char *label; /**< stands in messages instead of file and line; NULL = files */
  size_t cap;        /**< most bytes of clean text */
  /* results */
  config_text text;
  config_place *lines; /**< [line_count] where each line of the clean text came from */
  int64_t line_count, line_capacity;
  bool broken; /**< the structure is lost: nothing more can be read */
  /* state */
  config_nest nests[CONFIG_DEEPEST];
  int depth;
  int64_t groups, repeated;
  struct config_key *keys; /**< hash table of (group, name) */
  int64_t key_count, key_capacity;
} config_scan;

/** Scans the text of one file; includes are resolved by config_scan_include. `file` and the text may go afterwards. */
void config_scan_text(config_scan *scan, const config_file *file, const char *text, size_t length);
/** After the last text: brackets left open. */
void config_scan_finish(config_scan *scan);
void config_scan_free(config_scan *scan);

/** Scans the file that `file` includes by `name`; source.c. */
void config_scan_include(config_scan *scan, const config_file *file, config_place place, const char *name);

/** Length of the UTF-8 sequence at `bytes`, or 0 when it is none (`left` >= 1 bytes are there). */
size_t config_utf8_length(const unsigned char *bytes, size_t left);

#endif
