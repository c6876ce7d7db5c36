#include "experiment/source.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEEPEST_INCLUDE = 10 };

size_t config_utf8_length(const unsigned char *bytes, size_t left) {
  const unsigned char lead = bytes[0];
  if (lead < 0x80u)
    return 1;
  const size_t length = lead >= 0xC2u && lead < 0xE0u ? 2 : (lead & 0xF0u) == 0xE0u ? 3 : lead >= 0xF0u && lead < 0xF5u ? 4 : 0;
  if (length == 0 || length > left)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((bytes[i] & 0xC0u) != 0x80u)
      return 0;
  /* Overlong forms, surrogates, beyond U+10FFFF. */
  if ((lead == 0xE0u && bytes[1] < 0xA0u) || (lead == 0xEDu && bytes[1] >= 0xA0u) || (lead == 0xF0u && bytes[1] < 0x90u) ||
      (lead == 0xF4u && bytes[1] >= 0x90u))
    return 0;
  return length;
}

/* The config itself is its own place; an included file is named beside the place of its include. */
static char *refuse(config_log *log, config_place place, const char *path, const char *problem) {
  if (place.line > 0)
    config_report(log, place, "'%s' %s", path, problem);
  else
    config_report(log, place, "%s", problem);
  return NULL;
}

static char *refuse_unreadable(config_log *log, config_place place, const char *path, const char *reason) {
  char problem[160];
  snprintf(problem, sizeof problem, "cannot be read: %s", reason);
  return refuse(log, place, path, problem);
}

/* What every HDF5 file begins with. */
static bool is_hdf5(const char *bytes, size_t length) {
  static const char signature[] = "\211HDF\r\n\032\n";
  return length >= sizeof signature - 1 && memcmp(bytes, signature, sizeof signature - 1) == 0;
}

/* Reads a regular file into the arena. On a mistake reports it at `place` and returns NULL. */
static char *read_bytes(const char *path, config_place place, config_log *log, config_arena *arena, size_t *length) {
  struct stat status;
  if (stat(path, &status) != 0)
    return refuse_unreadable(log, place, path, strerror(errno));
  if (S_ISDIR(status.st_mode))
    return refuse_unreadable(log, place, path, "it is a directory");
  FILE *stream = fopen(path, "rb");
  if (stream == NULL)
    return refuse_unreadable(log, place, path, strerror(errno));
  /* Not st_size: a pipe has none. One byte beyond the cap tells that there is more. */
  char *bytes = config_allocate(arena, (size_t)CONFIG_FILE_CAP + 2, 1);
  const size_t read = bytes != NULL ? fread(bytes, 1, (size_t)CONFIG_FILE_CAP + 1, stream) : 0;
  const bool failed = ferror(stream) != 0;
  fclose(stream);
  if (bytes == NULL)
    return NULL;
  if (failed)
    return refuse_unreadable(log, place, path, strerror(errno));
  if (is_hdf5(bytes, read))
    return refuse(log, place, path,
                  "is an HDF5 file, not a config; walras run --from repeats a store, walras resume finishes it");
  if (read > CONFIG_FILE_CAP)
    return refuse(log, place, path, "is larger than 1 MiB, the most that a config may have");
  bytes[read] = '\0';
  *length = read;
  return bytes;
}

/* `name` relative to the folder of `file`. */
static const char *beside(config_arena *arena, const char *file, const char *name) {
  const char *slash = strrchr(file, '/');
  if (name[0] == '/' || slash == NULL)
    return name;
  const size_t folder = (size_t)(slash + 1 - file);
  char *path = config_allocate(arena, folder + strlen(name) + 1, 1);
  if (path == NULL)
    return NULL;
  memcpy(path, file, folder);
  memcpy(path + folder, name, strlen(name) + 1);
  return path;
}

static bool same_file(const char *a, const char *b) {
  struct stat first, second;
  return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* False after a message: the file is among its own includers, or the chain is too long. */
static bool chain_is_sound(config_scan *scan, const config_file *file, config_place place, const char *path) {
  int depth = 0;
  for (const config_file *f = file; f != NULL; f = f->includer) {
    if (same_file(f->path, path)) {
      config_report(scan->log, place, "'%s' includes itself", path);
      return false;
    }
    if (++depth > DEEPEST_INCLUDE) {
      config_report(scan->log, place, "includes are nested deeper than %d", DEEPEST_INCLUDE);
      return false;
    }
  }
  return true;
}

void config_scan_include(config_scan *scan, const config_file *file, config_place place, const char *name) {
  if (scan->label != NULL) {
    config_report(scan->log, place, "@include has no place here");
    scan->broken = true;
    return;
  }
  const char *path = beside(scan->arena, file->path, name);
  if (path == NULL) {
    scan->broken = true;
    return;
  }
  if (!chain_is_sound(scan, file, place, path))
    return;
  size_t length = 0;
  const char *bytes = read_bytes(path, place, scan->log, scan->arena, &length);
  const config_file included = {.path = path, .includer = file};
  if (bytes != NULL)
    config_scan_text(scan, &included, bytes, length);
}

/* The clean text through libconfig. */
static bool parse(config_document *document, config_scan *scan, const config_file *file, const char *text, size_t length) {
  config_scan_text(scan, file, text, length);
  config_scan_finish(scan);
  if (scan->broken) {
    config_scan_free(scan);
    return false;
  }
  config_init(&document->config);
  document->parsed = true;
  const bool good = config_read_string(&document->config, scan->text.bytes) == CONFIG_TRUE;
  if (!good) {
    const int line = config_error_line(&document->config);
    config_place place = {.file = file->path};
    if (line >= 1 && line <= scan->line_count)
      place = scan->lines[line - 1];
    config_report(scan->log, place, "%s", config_error_text(&document->config));
  }
  document->lines = scan->lines;
  document->line_count = scan->line_count;
  scan->lines = NULL;
  config_scan_free(scan);
  if (!good)
    config_document_free(document);
  return good;
}

bool config_document_read(config_document *document, const char *path, config_log *log, config_arena *arena, const char **text) {
  size_t length = 0;
  const char *name = config_copy(arena, path, strlen(path));
  const char *bytes = name != NULL ? read_bytes(path, (config_place){.file = name}, log, arena, &length) : NULL;
  if (bytes == NULL)
    return false;
  if (text != NULL)
    *text = bytes;
  config_scan scan = {.log = log, .arena = arena, .cap = 2 * CONFIG_FILE_CAP};
  return parse(document, &scan, &(config_file){.path = name}, bytes, length);
}

bool config_document_parse(config_document *document, const char *text, const char *name, config_log *log, config_arena *arena) {
  const char *kept = config_copy(arena, name, strlen(name));
  config_scan scan = {.log = log, .arena = arena, .cap = CONFIG_TEXT_CAP};
  return kept != NULL && parse(document, &scan, &(config_file){.path = kept}, text, strlen(text));
}

bool config_document_value(config_document *document, const char *text, const char *label, config_log *log, config_arena *arena) {
  config_text setting = {0};
  config_text_add(&setting, "value = %s\n;", text);
  char *bytes = config_text_take(&setting);
  const char *kept = config_copy(arena, label, strlen(label));
  if (bytes == NULL || kept == NULL) {
    free(bytes);
    arena->exhausted = true;
    return false;
  }
  config_scan scan = {.log = log, .arena = arena, .cap = CONFIG_FILE_CAP, .label = kept, .bare_words = true};
  bool good = parse(document, &scan, &(config_file){.path = kept}, bytes, strlen(bytes));
  free(bytes);
  if (good && config_setting_length(config_root_setting(&document->config)) != 1) {
    config_report(log, (config_place){.file = kept}, "expected one value");
    config_document_free(document);
    good = false;
  }
  return good;
}

void config_document_free(config_document *document) {
  if (document->parsed)
    config_destroy(&document->config);
  free(document->lines);
  *document = (config_document){0};
}

config_place config_document_place(const config_document *document, const config_setting_t *setting) {
  const int64_t line = (int64_t)config_setting_source_line(setting);
  assert(document->line_count > 0);
  /* The root has no line of its own: it starts with the text. */
  return document->lines[line >= 1 && line <= document->line_count ? line - 1 : 0];
}
