#include "experiment/constraint.h"

#include <math.h>
#include <string.h>

#include "experiment/constraint_node.h"

bool config_constraint_read(config_reader *reader, const walras_model *model, const char *text, config_place place,
                            const char *name, config_constraint *constraint) {
  bool *named = config_allocate(reader->arena, (size_t)model->parameter_count, sizeof *named);
  *constraint = (config_constraint){
      .text = text,
      .named = named,
      .root = named != NULL ? config_constraint_parse(reader, model, text, place, name, named) : NULL,
  };
  return constraint->root != NULL;
}

static bool read_one(config_reader *reader, const walras_model *model, const config_setting_t *setting, const char *name,
                     config_constraint *constraint) {
  const char *text;
  return config_read_string_value(reader, setting, name, &text) &&
         config_constraint_read(reader, model, text, config_reader_place(reader, setting), name, constraint);
}

bool config_constraints_read(config_reader *reader, const walras_model *model, const config_setting_t *group, const char *name,
                             config_constraints *constraints) {
  const config_setting_t *where = config_setting_get_member(group, "where");
  *constraints = (config_constraints){0};
  if (where == NULL)
    return true;
  const bool list = config_is_list(where);
  const int count = list ? config_setting_length(where) : 1;
  constraints->values = config_allocate(reader->arena, (size_t)count, sizeof *constraints->values);
  if (constraints->values == NULL)
    return false;
  bool good = true;
  constraints->count = count;
  for (int i = 0; i < count; i++)
    good &= read_one(reader, model, list ? config_setting_get_elem(where, (unsigned)i) : where, name, &constraints->values[i]);
  return good;
}

/* The point that a condition is evaluated at. */
typedef struct evaluation {
  const void *parameters;
  bool *defined;
} evaluation;

static constraint_value value_of(const evaluation *e, const constraint_node *node);

static constraint_value parameter_value(const evaluation *e, const walras_parameter *parameter) {
  config_value value;
  config_value_load(parameter, e->parameters, &value);
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    return (constraint_value){.number = (double)value.field.integer};
  case WALRAS_TYPE_REAL:
    return (constraint_value){.number = value.field.real};
  case WALRAS_TYPE_BOOLEAN:
    return (constraint_value){.truth = value.field.boolean};
  case WALRAS_TYPE_ENUMERATION:
    return (constraint_value){.word = parameter->words[value.field.word]};
  default:
    return (constraint_value){.word = value.field.string};
  }
}

/* Entries of a list. */
static constraint_value count_of(const evaluation *e, const walras_parameter *parameter) {
  config_value value;
  config_value_load(parameter, e->parameters, &value);
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER_ARRAY:
    return (constraint_value){.number = (double)value.field.integers.count};
  case WALRAS_TYPE_REAL_ARRAY:
    return (constraint_value){.number = (double)value.field.reals.count};
  case WALRAS_TYPE_STRING_ARRAY:
    return (constraint_value){.number = (double)value.field.strings.count};
  default:
    return (constraint_value){.number = (double)value.field.lists.count};
  }
}

static bool are_equal(constraint_kind kind, constraint_value a, constraint_value b) {
  return kind == CONSTRAINT_WORD    ? strcmp(a.word, b.word) == 0
         : kind == CONSTRAINT_TRUTH ? a.truth == b.truth
                                    : a.number == b.number;
}

static bool compare(const evaluation *e, const constraint_node *node) {
  const constraint_value a = value_of(e, node->left), b = value_of(e, node->right);
  switch (node->operation) {
  case CONSTRAINT_EQUAL:
    return are_equal(node->left->kind, a, b);
  case CONSTRAINT_UNEQUAL:
    return !are_equal(node->left->kind, a, b);
  case CONSTRAINT_LESS:
    return a.number < b.number;
  case CONSTRAINT_LESS_EQUAL:
    return a.number <= b.number;
  case CONSTRAINT_GREATER:
    return a.number > b.number;
  default:
    return a.number >= b.number;
  }
}

static double compute(const evaluation *e, const constraint_node *node) {
  const double a = value_of(e, node->left).number, b = node->right != NULL ? value_of(e, node->right).number : 0.0;
  double result = -a;
  if (node->operation == CONSTRAINT_ADD)
    result = a + b;
  else if (node->operation == CONSTRAINT_SUBTRACT)
    result = a - b;
  else if (node->operation == CONSTRAINT_MULTIPLY)
    result = a * b;
  else if (node->operation == CONSTRAINT_DIVIDE)
    result = b != 0.0 ? a / b : (double)NAN;
  *e->defined &= !isnan(result);
  return result;
}

static constraint_value value_of(const evaluation *e, const constraint_node *node) {
  switch (node->operation) {
  case CONSTRAINT_LITERAL:
    return node->literal;
  case CONSTRAINT_PARAMETER:
    return parameter_value(e, node->parameter);
  case CONSTRAINT_COUNT:
    return count_of(e, node->parameter);
  case CONSTRAINT_OR:
    return (constraint_value){.truth = value_of(e, node->left).truth || value_of(e, node->right).truth};
  case CONSTRAINT_AND:
    return (constraint_value){.truth = value_of(e, node->left).truth && value_of(e, node->right).truth};
  case CONSTRAINT_NOT:
    return (constraint_value){.truth = !value_of(e, node->left).truth};
  default:
    if (node->kind == CONSTRAINT_TRUTH)
      return (constraint_value){.truth = compare(e, node)};
    return (constraint_value){.number = compute(e, node)};
  }
}

bool config_constraint_holds(const config_constraint *constraint, const void *parameters, bool *defined) {
  const evaluation e = {.parameters = parameters, .defined = defined};
  *defined = true;
  return value_of(&e, constraint->root).truth;
}
