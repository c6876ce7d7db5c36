/** Parsed conditions, between the parser and the evaluation. */
#ifndef WALRAS_EXPERIMENT_CONSTRAINT_NODE_H
#define WALRAS_EXPERIMENT_CONSTRAINT_NODE_H

#include "experiment/constraint.h"

typedef enum constraint_kind { CONSTRAINT_NUMBER, CONSTRAINT_TRUTH, CONSTRAINT_WORD } constraint_kind;

typedef enum constraint_operation {
  CONSTRAINT_LITERAL,
  CONSTRAINT_PARAMETER,
  CONSTRAINT_COUNT, /* entries of a list */
  CONSTRAINT_OR,
  CONSTRAINT_AND,
  CONSTRAINT_NOT,
  CONSTRAINT_EQUAL,
  CONSTRAINT_UNEQUAL,
  CONSTRAINT_LESS,
  CONSTRAINT_LESS_EQUAL,
  CONSTRAINT_GREATER,
  CONSTRAINT_GREATER_EQUAL,
  CONSTRAINT_ADD,
  CONSTRAINT_SUBTRACT,
  CONSTRAINT_MULTIPLY,
  CONSTRAINT_DIVIDE,
  CONSTRAINT_NEGATE
} constraint_operation;

/** A value of one kind; the other members are unset. */
typedef struct constraint_value {
  double number;
  bool truth;
  const char *word;
} constraint_value;

typedef struct constraint_node {
  constraint_operation operation;
  constraint_kind kind; /**< of its value */
  const struct constraint_node *left, *right;
  constraint_value literal;
  const walras_parameter *parameter;
  const char *from, *to; /**< its part of the text */
} constraint_node;

/** Parses one condition. NULL after a report that begins with `name`. */
const constraint_node *config_constraint_parse(config_reader *reader, const walras_model *model, const char *text,
                                               config_place place, const char *name, bool *named);

#endif
