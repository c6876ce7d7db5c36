/** What reading one config needs at every step, and typed access to its settings. */
#ifndef WALRAS_EXPERIMENT_READER_H
#define WALRAS_EXPERIMENT_READER_H

#include "experiment/source.h"

typedef struct config_reader {
  config_arena *arena;
  config_log log;
  const config_document *document; /**< whose settings are being read */
  const char *label;  /**< stands in messages instead of file and line (--set, defaults); NULL = the document's lines */
  const char *folder; /**< absolute; relative PATH values resolve against it */
} config_reader;

config_place config_reader_place(const config_reader *reader, const config_setting_t *setting);

/** True for what the text guards have reported already: a faulty value or a repeated key. */
bool config_is_fault(const config_setting_t *setting);
bool config_is_repeated(const config_setting_t *setting);

/** True when `setting` is a list, which is what arrays are too. */
bool config_is_list(const config_setting_t *setting);

/** The type and value of a setting in words: the string "three", the integer 3, a list, ... (arena). */
const char *config_found(config_reader *reader, const config_setting_t *setting);

/** Reports every key of `group` that `known` (NULL-terminated) does not list. `name` is the group's name in messages. */
void config_check_keys(config_reader *reader, const config_setting_t *group, const char *name, const char *const *known);

/** The member `key` of `group` when it is there and was not reported, else NULL. */
const config_setting_t *config_member(const config_setting_t *group, const char *key);

/** The member `key` of `parent` when it is a group (list); another type is reported. NULL when left out or wrong. */
const config_setting_t *config_group(config_reader *reader, const config_setting_t *parent, const char *key);
const config_setting_t *config_list(config_reader *reader, const config_setting_t *parent, const char *key, const char *name);

/* Typed values. `what` names the setting in messages ("experiment.seed"). False after a report. */
bool config_read_integer(config_reader *reader, const config_setting_t *setting, const char *what, int64_t low, int64_t high,
                         int64_t *value);
bool config_read_real(config_reader *reader, const config_setting_t *setting, const char *what, double low, double high,
                      double *value);
/** The string lives in the arena. */
bool config_read_string_value(config_reader *reader, const config_setting_t *setting, const char *what, const char **value);
/** One of `words` (NULL-terminated); `index` gets its number. */
bool config_read_word(config_reader *reader, const config_setting_t *setting, const char *what, const char *const *words,
                      int *index);

/** The integer that a setting holds: an integer, or an integral real up to 2^53. False (no report) otherwise. */
bool config_as_integer(const config_setting_t *setting, int64_t *value);
/** The real that a setting holds: a real, or an integer that a real holds exactly. False (no report) otherwise. */
bool config_as_real(const config_setting_t *setting, double *value);

/** A copy in the arena of a formatted text. */
const char *config_format(config_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The number of strings before the NULL. */
int64_t config_word_count(const char *const *words);

#endif
