/** Typed values of parameters: read from settings, stored in a model's struct, compared, printed. */
#ifndef WALRAS_EXPERIMENT_VALUE_H
#define WALRAS_EXPERIMENT_VALUE_H

#include "experiment/reader.h"
#include "walras/model.h"

/** A value of any parameter type, laid out as the field of the model's struct. */
typedef union config_field {
  int64_t integer;
  double real;
  bool boolean;
  int word;
  const char *string;
  walras_integers integers;
  walras_reals reals;
  walras_strings strings;
  walras_real_lists lists;
} config_field;

typedef struct config_value {
  config_field field;
  const char *verbatim; /**< a PATH as it was written; NULL for other types */
} config_value;

/** Size of the field of a type, in bytes. */
size_t config_type_size(walras_type type);
size_t config_type_alignment(walras_type type);

/** Reads and range-checks a setting as a value of `parameter`. `what` names it in messages. False after a report. */
bool config_value_read(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                       const char *what, config_value *value);

/** The same from text in config syntax, words and texts also without quotes. `label` stands in messages as the place. */
bool config_value_parse(config_reader *reader, const walras_parameter *parameter, const char *text, const char *label,
                        config_value *value);

/** Copies between a value and its field in a parameter struct (pointers are shared, not followed). */
void config_value_store(const walras_parameter *parameter, const config_value *value, void *parameters);
void config_value_load(const walras_parameter *parameter, const void *parameters, config_value *value);

/** Same type assumed. Reals compare by ==, so 0.0 equals -0.0. */
bool config_value_equal(const walras_parameter *parameter, const config_value *a, const config_value *b);

/** In config syntax; a PATH verbatim when that is known. */
void config_value_print(config_text *text, const walras_parameter *parameter, const config_value *value);

/** Range of a value already in a struct. False after setting `error`. */
bool config_value_in_range(const walras_parameter *parameter, const config_value *value, walras_error *error);

/** The parameter of that name or alias, or NULL. */
const walras_parameter *config_parameter_find(const walras_model *model, const char *name);

/** Reports an unknown parameter with the nearest name. */
void config_report_parameter(config_reader *reader, config_place place, const walras_model *model, const char *name);

#endif
