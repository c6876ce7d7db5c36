/**
 * Conditions of a sweep that drop design points: where = "businesses <= consumers", or a list of such texts, all of which must hold.
 *
 *   condition   = conjunction { "or" conjunction }            conjunction = negation { "and" negation }
 *   negation    = "not" negation | comparison                 comparison  = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum ]
 *   sum         = product { ("+" | "-") product }             product     = factor { ("*" | "/") factor }
 *   factor      = "-" factor | "(" condition ")" | number | 'word' | true | false | parameter | "count" "(" parameter ")"
 *
 * A parameter stands for its resolved value at the point: integers and reals are numbers (IEEE doubles), booleans are conditions, words and texts
 * are words; of arrays and lists there is the number of entries, count(name). Kinds never mix, and a word compared with an enumeration must be one
 * of its words: mistakes are found when the text is read.
 */
#ifndef WALRAS_EXPERIMENT_CONSTRAINT_H
#define WALRAS_EXPERIMENT_CONSTRAINT_H

#include "experiment/value.h"

typedef struct config_constraint {
  const char *text;
  const struct constraint_node *root;
  const bool *named; /**< [parameter_count] the parameters that it is about */
} config_constraint;

typedef struct config_constraints {
  config_constraint *values; /**< [count] */
  int64_t count;
} config_constraints;

/** Reads the member `where` of a group (none: no constraints). `name` names it in messages: "sweep.where". False after a report. */
bool config_constraints_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *name,
                             config_constraints *constraints);

/** Reads one condition. False after a report at `place` that begins with `name`. */
bool config_constraint_read(config_reader *reader, const walras_model *model, const char *text, config_place place,
                            const char *name, config_constraint *constraint);

/** The condition at a point. `defined` becomes false where it has no value: a division by 0, or a number that is none. What cannot change the outcome
 *  is not looked at: "b == 0 or a / b > 1" is defined everywhere. */
bool config_constraint_holds(const config_constraint *constraint, const void *parameters, bool *defined);

#endif
