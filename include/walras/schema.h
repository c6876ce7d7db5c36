/** Parameters as data: one table per model parses, checks, documents, sweeps and stores them. */
#ifndef WALRAS_SCHEMA_H
#define WALRAS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The type of a parameter, and in brackets the C type of its field in the model's parameter struct. */
typedef enum walras_type {
  WALRAS_TYPE_INTEGER,     /**< (int64_t) */
  WALRAS_TYPE_REAL,        /**< (double) "inf" allowed where the range allows it */
  WALRAS_TYPE_BOOLEAN,     /**< (bool) */
  WALRAS_TYPE_ENUMERATION, /**< (int) index into `words` */
  WALRAS_TYPE_STRING,      /**< (const char *) UTF-8, never NULL; owned by the experiment */
  WALRAS_TYPE_PATH,        /**< (const char *) as a string; a relative path is resolved against the config's folder; "" = none */
  WALRAS_TYPE_INTEGER_ARRAY, /**< (walras_integers) */
  WALRAS_TYPE_REAL_ARRAY,    /**< (walras_reals) */
  WALRAS_TYPE_STRING_ARRAY,  /**< (walras_strings) with `words`: each entry is one of them */
  WALRAS_TYPE_REAL_LISTS     /**< (walras_real_lists) matrices and ragged lists, written ( [1.0, 2.0], [3.0] ) */
} walras_type;

/** Array values of parameters; the memory belongs to the experiment and lives as long as the parameters. */
typedef struct walras_integers {
  int64_t count;
  const int64_t *values; /**< [count] */
} walras_integers;

typedef struct walras_reals {
  int64_t count;
  const double *values; /**< [count] */
} walras_reals;

typedef struct walras_strings {
  int64_t count;
  const char *const *values; /**< [count] */
  const int *words;          /**< [count] index of each entry in the parameter's `words`, or NULL without them */
} walras_strings;

typedef struct walras_real_lists {
  int64_t count;
  const walras_reals *lists; /**< [count] rows, each with its own length */
} walras_real_lists;

/** One parameter. Build entries with the WALRAS_... macros below, which check the field's C type. */
typedef struct walras_parameter {
  const char *name; /**< as written in configs; the field's name */
  walras_type type;
  size_t offset;     /**< of the field in the parameter struct, in bytes */
  const char *unit;  /**< "1" for pure numbers; NULL for words and booleans */
  const char *range; /**< "[0, 1]", "(0, 10]", "[1, 1e10]", "[0, inf)"; for arrays of each entry; NULL = any finite value */
  const char
      *standard; /**< default in config syntax: "0.9", "\"lexical\"", "[1.0, 2.0]"; words without quotes too; NULL = see `rule` */
  const char *rule;         /**< words for a default that follows from others and is set by `resolve`; NULL = none */
  const char *const *words; /**< NULL-terminated list for enumerations and string arrays */
  const char *aliases;      /**< other accepted names, separated by blanks; NULL = none */
  const char *doc;          /**< one line: what it means */
  bool required;            /**< no default at all: the config must give it */
  /** Condition on resolved parameters, as in a sweep's `where`: "mode == 'train' and runs > 0". Where it does not hold, the model does not
   *  look at this parameter, and giving it is refused. NULL = always read. */
  const char *read_when;
} walras_parameter;

/* Evaluates to 0; fails to compile when the field's type is not the expected one. */
#define WALRAS_FIELD_IS(container, field, type) (0 * sizeof(char[_Generic(&((container *)0)->field, type * : 1, default : -1)]))

#define WALRAS_PARAMETER_(container, field, ctype, kind, ...)                                                                    \
  { .name = #field, .type = (kind), .offset = offsetof(container, field) + WALRAS_FIELD_IS(container, field, ctype), __VA_ARGS__ }

#define WALRAS_INTEGER(container, field, ...) WALRAS_PARAMETER_(container, field, int64_t, WALRAS_TYPE_INTEGER, __VA_ARGS__)
#define WALRAS_REAL(container, field, ...) WALRAS_PARAMETER_(container, field, double, WALRAS_TYPE_REAL, __VA_ARGS__)
#define WALRAS_BOOLEAN(container, field, ...) WALRAS_PARAMETER_(container, field, bool, WALRAS_TYPE_BOOLEAN, __VA_ARGS__)
#define WALRAS_ENUMERATION(container, field, ...) WALRAS_PARAMETER_(container, field, int, WALRAS_TYPE_ENUMERATION, __VA_ARGS__)
#define WALRAS_STRING(container, field, ...) WALRAS_PARAMETER_(container, field, const char *, WALRAS_TYPE_STRING, __VA_ARGS__)
#define WALRAS_PATH(container, field, ...) WALRAS_PARAMETER_(container, field, const char *, WALRAS_TYPE_PATH, __VA_ARGS__)
#define WALRAS_INTEGER_ARRAY(container, field, ...)                                                                              \
  WALRAS_PARAMETER_(container, field, walras_integers, WALRAS_TYPE_INTEGER_ARRAY, __VA_ARGS__)
#define WALRAS_REAL_ARRAY(container, field, ...)                                                                                 \
  WALRAS_PARAMETER_(container, field, walras_reals, WALRAS_TYPE_REAL_ARRAY, __VA_ARGS__)
#define WALRAS_STRING_ARRAY(container, field, ...)                                                                               \
  WALRAS_PARAMETER_(container, field, walras_strings, WALRAS_TYPE_STRING_ARRAY, __VA_ARGS__)
#define WALRAS_REAL_LISTS(container, field, ...)                                                                                 \
  WALRAS_PARAMETER_(container, field, walras_real_lists, WALRAS_TYPE_REAL_LISTS, __VA_ARGS__)

/** Which parameters the config (or the sweep, or --set) gave explicitly; passed to `resolve`. */
typedef struct walras_given walras_given;

/** True when the parameter was given explicitly. An unknown name is a bug of the model and answers false. */
bool walras_is_given(const walras_given *given, const char *name);

/**
 * For `resolve`: this parameter has no effect here, `why` in words that follow "has no effect": "with algorithm = spo". Not a mistake: `walras check`
 * warns where an experiment gives it and no point heeds it. Nothing where it is not given.
 */
void walras_given_ignored(const walras_given *given, const char *name, const char *why);

/** Memory for arrays and strings that `resolve` sets; lives as long as the parameters. NULL when memory is exhausted. */
void *walras_given_allocate(const walras_given *given, int64_t count, size_t size);

#ifdef __cplusplus
}
#endif
#endif
