/* From the text of a condition to its nodes: a recursive descent, one function for each rule of the grammar. */
#include <stdlib.h>
#include <string.h>

#include "experiment/constraint_node.h"

enum { DEEPEST = 64, MOST_NODES = 1000 };

typedef enum token { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_NAME, TOKEN_SIGN, TOKEN_WRONG } token;

typedef struct parser {
  config_reader *reader;
  const walras_model *model;
  const char *text, *name;
  config_place place;
  bool *named;
  const char *from, *to; /* the current token */
  token token;
  const char *last_to; /* the end of the token before */
  int depth, nodes;
  bool failed; /* the first mistake is reported, the others follow from it */
} parser;

static const constraint_node *read_condition(parser *p);

/* Reports once; the nodes of a failed parser are not used. */
#define REFUSE(p, ...) refuse((p), config_format((p)->reader, __VA_ARGS__))
static const constraint_node *refuse(parser *p, const char *message) {
  if (!p->failed)
    config_report(&p->reader->log, p->place, "%s: %s", p->name, message);
  p->failed = true;
  return NULL;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* "1.5e-3"; what hangs on behind it ("3x") makes the token wrong. */
static const char *end_of_number(parser *p, const char *from) {
  const char *c = from;
  while (is_digit(*c))
    c++;
  if (*c == '.')
    for (c++; is_digit(*c); c++)
      ;
  if (*c == 'e' || *c == 'E') {
    const char *exponent = c + 1 + (c[1] == '-' || c[1] == '+');
    for (c = is_digit(*exponent) ? exponent : c; is_digit(*c); c++)
      ;
  }
  p->token = is_letter(*c) || *c == '.' ? TOKEN_WRONG : TOKEN_NUMBER;
  while (is_letter(*c) || is_digit(*c) || *c == '.')
    c++;
  return c;
}

/* To the next token. */
static void advance(parser *p) {
  static const char *const signs[] = {"==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "(", ")", NULL};
  const char *c = p->to + strspn(p->to, " \t\r\n");
  p->last_to = p->to;
  p->from = c;
  if (*c == '\0') {
    p->token = TOKEN_END;
    p->to = c;
  } else if (is_digit(*c) || (*c == '.' && is_digit(c[1])))
    p->to = end_of_number(p, c);
  else if (is_letter(*c)) {
    p->token = TOKEN_NAME;
    for (p->to = c; is_letter(*p->to) || is_digit(*p->to); p->to++)
      ;
  } else if (*c == '\'' || *c == '"') {
    const char *end = strchr(c + 1, *c);
    p->token = end != NULL ? TOKEN_WORD : TOKEN_WRONG;
    p->to = end != NULL ? end + 1 : c + strlen(c);
  } else {
    p->token = TOKEN_WRONG;
    p->to = c + 1;
    while ((*p->to & 0xC0) == 0x80) /* a whole letter of UTF-8 */
      p->to++;
    for (int i = 0; signs[i] != NULL && p->token == TOKEN_WRONG; i++)
      if (strncmp(c, signs[i], strlen(signs[i])) == 0) {
        p->token = TOKEN_SIGN;
        p->to = c + strlen(signs[i]);
      }
  }
}

static bool is_at(const parser *p, const char *word) {
  const size_t length = strlen(word);
  return (p->token == TOKEN_NAME || p->token == TOKEN_SIGN) && (size_t)(p->to - p->from) == length &&
         memcmp(p->from, word, length) == 0;
}

/* Steps over a sign or word when it is there. */
static bool take(parser *p, const char *word) {
  const bool found = is_at(p, word);
  if (found)
    advance(p);
  return found;
}

/* The current token in words. */
static const char *found_words(parser *p) {
  if (p->token == TOKEN_END)
    return "the end";
  if (p->token == TOKEN_WORD)
    return config_format(p->reader, "%.*s", (int)(p->to - p->from), p->from);
  return config_format(p->reader, "'%.*s'", (int)(p->to - p->from), p->from);
}

/* What stands where something else is expected. What people are used to write is told apart. */
static const constraint_node *refuse_token(parser *p, const char *expected) {
  static const char *const habits[][2] = {{"&&", "and"}, {"||", "or"}, {"!", "not"}, {"=", "=="}, {"&", "and"}, {"|", "or"}};
  const size_t length = (size_t)(p->to - p->from);
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (strlen(habits[i][0]) == length && strncmp(p->from, habits[i][0], length) == 0)
      return REFUSE(p, "'%s' in \"%s\" is written '%s' here", habits[i][0], p->text, habits[i][1]);
  if (p->token == TOKEN_WRONG && (*p->from == '\'' || *p->from == '"'))
    return REFUSE(p, "a quote is not closed in \"%s\"", p->text);
  return REFUSE(p, "expected %s, found %s in \"%s\"", expected, found_words(p), p->text);
}

static const char *kind_words(const constraint_node *node) {
  static const char *const words[] = {"a number", "true or false", "a word"};
  return words[node->kind];
}

/* The part of the text that a node stands for. */
static const char *node_words(parser *p, const constraint_node *node) {
  return config_format(p->reader, "%.*s", (int)(node->to - node->from), node->from);
}

static constraint_node *make_node(parser *p, constraint_operation operation, constraint_kind kind, const char *from) {
  if (++p->nodes > MOST_NODES) {
    REFUSE(p, "a condition has more than %d parts", MOST_NODES);
    return NULL;
  }
  constraint_node *node = config_allocate(p->reader->arena, 1, sizeof *node);
  if (node == NULL) {
    p->failed = true;
    return NULL;
  }
  *node = (constraint_node){.operation = operation, .kind = kind, .from = from, .to = p->last_to};
  return node;
}

/* A node over one or two others, whose kinds must be `operand`. */
static const constraint_node *combine(parser *p, constraint_operation operation, const char *sign, constraint_kind operand,
                                      constraint_kind kind, const constraint_node *left, const constraint_node *right) {
  static const char *const wants[] = {"takes numbers", "joins conditions", "takes words"};
  if (p->failed)
    return NULL;
  const constraint_node *wrong = left->kind != operand ? left : right != NULL && right->kind != operand ? right : NULL;
  if (wrong != NULL)
    return REFUSE(p, "'%s' %s, but %s is %s in \"%s\"", sign, wants[operand], node_words(p, wrong), kind_words(wrong), p->text);
  constraint_node *node = make_node(p, operation, kind, left->from);
  if (node != NULL) {
    node->left = left;
    node->right = right;
  }
  return node;
}

static const constraint_node *read_number(parser *p) {
  constraint_node *node = make_node(p, CONSTRAINT_LITERAL, CONSTRAINT_NUMBER, p->from);
  const double number = strtod(p->from, NULL);
  if (number - number != 0)
    return REFUSE(p, "the number %.*s in \"%s\" is too large for a real", (int)(p->to - p->from), p->from, p->text);
  advance(p);
  if (node != NULL) {
    node->literal.number = number;
    node->to = p->last_to;
  }
  return node;
}

static const constraint_node *read_word(parser *p) {
  constraint_node *node = make_node(p, CONSTRAINT_LITERAL, CONSTRAINT_WORD, p->from);
  if (node != NULL)
    node->literal.word = config_copy(p->reader->arena, p->from + 1, (size_t)(p->to - p->from) - 2);
  advance(p);
  if (node != NULL)
    node->to = p->last_to;
  return node;
}

/* The parameter that the current token names, or NULL after a report. */
static const walras_parameter *find_parameter(parser *p) {
  const char *name = config_format(p->reader, "%.*s", (int)(p->to - p->from), p->from);
  const walras_parameter *parameter = p->token == TOKEN_NAME ? config_parameter_find(p->model, name) : NULL;
  if (parameter == NULL && p->token != TOKEN_NAME)
    refuse_token(p, "a parameter");
  else if (parameter == NULL && !p->failed)
    config_report_parameter(p->reader, p->place, p->model, name);
  p->failed |= parameter == NULL;
  return parameter;
}

/* count(list): how many entries it has. */
static const constraint_node *read_count(parser *p, const char *from) {
  const walras_parameter *parameter = find_parameter(p);
  if (parameter == NULL)
    return NULL;
  if (parameter->type <= WALRAS_TYPE_PATH)
    return REFUSE(p, "parameter '%s' in \"%s\" is a single value; count() takes a list", parameter->name, p->text);
  advance(p);
  if (!take(p, ")"))
    return refuse_token(p, "')'");
  constraint_node *node = make_node(p, CONSTRAINT_COUNT, CONSTRAINT_NUMBER, from);
  if (node != NULL)
    node->parameter = parameter;
  p->named[parameter - p->model->parameters] = true;
  return node;
}

static const constraint_node *read_truth(parser *p) {
  const char *from = p->from;
  advance(p);
  constraint_node *node = make_node(p, CONSTRAINT_LITERAL, CONSTRAINT_TRUTH, from);
  if (node != NULL)
    node->literal.truth = from[0] == 't';
  return node;
}

static const constraint_node *read_name(parser *p) {
  const char *from = p->from;
  const walras_parameter *parameter = find_parameter(p);
  if (parameter == NULL)
    return NULL;
  if (parameter->type > WALRAS_TYPE_PATH)
    return REFUSE(p, "parameter '%s' in \"%s\" is a list; a condition takes single values, or count(%s)", parameter->name,
                  p->text, parameter->name);
  advance(p);
  const constraint_kind kind = parameter->type <= WALRAS_TYPE_REAL      ? CONSTRAINT_NUMBER
                               : parameter->type == WALRAS_TYPE_BOOLEAN ? CONSTRAINT_TRUTH
                                                                        : CONSTRAINT_WORD;
  constraint_node *node = make_node(p, CONSTRAINT_PARAMETER, kind, from);
  if (node != NULL)
    node->parameter = parameter;
  p->named[parameter - p->model->parameters] = true;
  return node;
}

static const constraint_node *read_factor(parser *p) {
  if (++p->depth > DEEPEST)
    return REFUSE(p, "a condition is nested deeper than %d", DEEPEST);
  const constraint_node *node = NULL;
  const char *from = p->from;
  if (take(p, "-"))
    node = combine(p, CONSTRAINT_NEGATE, "-", CONSTRAINT_NUMBER, CONSTRAINT_NUMBER, read_factor(p), NULL);
  else if (take(p, "(")) {
    node = read_condition(p);
    if (!p->failed && !take(p, ")"))
      node = refuse_token(p, "')'");
  } else if (p->token == TOKEN_NUMBER)
    node = read_number(p);
  else if (p->token == TOKEN_WORD)
    node = read_word(p);
  else if (is_at(p, "true") || is_at(p, "false"))
    node = read_truth(p);
  else if (is_at(p, "count") && p->to[strspn(p->to, " \t")] == '(') {
    advance(p);
    advance(p);
    node = read_count(p, from);
  } else if (p->token == TOKEN_NAME && !is_at(p, "and") && !is_at(p, "or") && !is_at(p, "not"))
    node = read_name(p);
  else
    node = refuse_token(p, "a parameter, a number or a word in quotes");
  p->depth--;
  return p->failed ? NULL : node;
}

static const constraint_node *read_product(parser *p) {
  const constraint_node *node = read_factor(p);
  while (!p->failed) {
    if (take(p, "*"))
      node = combine(p, CONSTRAINT_MULTIPLY, "*", CONSTRAINT_NUMBER, CONSTRAINT_NUMBER, node, read_factor(p));
    else if (take(p, "/"))
      node = combine(p, CONSTRAINT_DIVIDE, "/", CONSTRAINT_NUMBER, CONSTRAINT_NUMBER, node, read_factor(p));
    else
      break;
  }
  return node;
}

static const constraint_node *read_sum(parser *p) {
  const constraint_node *node = read_product(p);
  while (!p->failed) {
    if (take(p, "+"))
      node = combine(p, CONSTRAINT_ADD, "+", CONSTRAINT_NUMBER, CONSTRAINT_NUMBER, node, read_product(p));
    else if (take(p, "-"))
      node = combine(p, CONSTRAINT_SUBTRACT, "-", CONSTRAINT_NUMBER, CONSTRAINT_NUMBER, node, read_product(p));
    else
      break;
  }
  return node;
}

/* A word that is compared with an enumeration is one of its words. */
static void check_word(parser *p, const constraint_node *parameter, const constraint_node *word) {
  if (p->failed || parameter->operation != CONSTRAINT_PARAMETER || parameter->parameter->words == NULL ||
      word->operation != CONSTRAINT_LITERAL)
    return;
  const char *const *words = parameter->parameter->words;
  for (int64_t i = 0; words[i] != NULL; i++)
    if (strcmp(words[i], word->literal.word) == 0)
      return;
  config_report_unknown(&p->reader->log, p->place,
                        config_format(p->reader, "%s: unknown word '%s' of parameter '%s'", p->name, word->literal.word,
                                      parameter->parameter->name),
                        word->literal.word, "words", words, config_word_count(words));
  p->failed = true;
}

/* == and != take two of any one kind. */
static const constraint_node *equate(parser *p, constraint_operation operation, const char *sign, const constraint_node *left,
                                     const constraint_node *right) {
  if (p->failed)
    return NULL;
  if (left->kind != right->kind)
    return REFUSE(p, "'%s' compares two of a kind, but %s is %s and %s is %s in \"%s\"", sign, node_words(p, left),
                  kind_words(left), node_words(p, right), kind_words(right), p->text);
  if (left->kind == CONSTRAINT_WORD) {
    check_word(p, left, right);
    check_word(p, right, left);
  }
  return combine(p, operation, sign, left->kind, CONSTRAINT_TRUTH, left, right);
}

static const constraint_node *read_comparison(parser *p) {
  static const char *const signs[] = {"==", "!=", "<", "<=", ">", ">="};
  enum { SIGNS = sizeof signs / sizeof *signs };
  const constraint_node *node = read_sum(p);
  int sign = 0;
  while (sign < SIGNS && !is_at(p, signs[sign]))
    sign++;
  if (p->failed || sign == SIGNS)
    return node;
  advance(p);
  const constraint_node *right = read_sum(p);
  const constraint_operation operation = (constraint_operation)(CONSTRAINT_EQUAL + sign);
  node = operation <= CONSTRAINT_UNEQUAL ? equate(p, operation, signs[sign], node, right)
                                         : combine(p, operation, signs[sign], CONSTRAINT_NUMBER, CONSTRAINT_TRUTH, node, right);
  for (sign = 0; sign < SIGNS && !p->failed; sign++)
    if (is_at(p, signs[sign]))
      return REFUSE(p, "comparisons do not chain in \"%s\": write a < b and b < c", p->text);
  return node;
}

static const constraint_node *read_negation(parser *p) {
  if (!is_at(p, "not"))
    return read_comparison(p);
  if (++p->depth > DEEPEST)
    return REFUSE(p, "a condition is nested deeper than %d", DEEPEST);
  advance(p);
  const constraint_node *node = combine(p, CONSTRAINT_NOT, "not", CONSTRAINT_TRUTH, CONSTRAINT_TRUTH, read_negation(p), NULL);
  p->depth--;
  return node;
}

static const constraint_node *read_conjunction(parser *p) {
  const constraint_node *node = read_negation(p);
  while (!p->failed && take(p, "and"))
    node = combine(p, CONSTRAINT_AND, "and", CONSTRAINT_TRUTH, CONSTRAINT_TRUTH, node, read_negation(p));
  return node;
}

static const constraint_node *read_condition(parser *p) {
  const constraint_node *node = read_conjunction(p);
  while (!p->failed && take(p, "or"))
    node = combine(p, CONSTRAINT_OR, "or", CONSTRAINT_TRUTH, CONSTRAINT_TRUTH, node, read_conjunction(p));
  return node;
}

const constraint_node *config_constraint_parse(config_reader *reader, const walras_model *model, const char *text,
                                               config_place place, const char *name, bool *named) {
  parser p = {.reader = reader, .model = model, .text = text, .name = name, .place = place, .named = named, .to = text};
  advance(&p);
  const constraint_node *root = read_condition(&p);
  if (!p.failed && p.token != TOKEN_END)
    return refuse_token(&p, "'and', 'or', a comparison or the end");
  if (!p.failed && root->kind != CONSTRAINT_TRUTH)
    return REFUSE(&p, "\"%s\" is %s, not a condition", text, kind_words(root));
  return p.failed ? NULL : root;
}
