#include "models/beyond-preferences/agent.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Points, values, means, utilities, harms and what was shown; holdings and what offers were against; two marks, padded. */
size_t agent_bytes(const struct beyond_parameters *p) {
  const size_t options = (size_t)p->offers + 2;
  return options * (sizeof(double) * (size_t)(p->value_dims + p->weight_rows + 4) + 2 * sizeof(int64_t) + 8);
}

agent agent_in(void *memory, const agent_law *law) {
  const struct beyond_parameters *p = law->p;
  const size_t options = (size_t)p->offers + 2, reals = options * (size_t)(p->value_dims + p->weight_rows + 4);
  void *indices = (char *)memory + reals * sizeof(double);
  agent a = {.law = law, .point = memory, .against = indices};
  a.value = a.point + options * (size_t)p->value_dims;
  a.mean = a.value + options * (size_t)p->weight_rows;
  a.utility = a.mean + options;
  a.harm = a.utility + options;
  a.shown = a.harm + options;
  a.held = a.against + options;
  a.accepted = (unsigned char *)(a.held + options);
  a.refused = a.accepted + options;
  return a;
}

static void draw_rows(agent *a, uint32_t attempt) {
  const struct beyond_parameters *p = a->law->p;
  walras_stream stream = a->law->rows;
  stream.round = attempt;
  for (int64_t k = 0; k < p->weight_rows; k++) {
    double sum = 0.0;
    for (int64_t d = 0; d < p->value_dims; d++) {
      a->row[k][d] = fabs(walras_normal(&stream, a->entity, (uint32_t)(k * p->value_dims + d)));
      sum += a->row[k][d];
    }
    for (int64_t d = 0; d < p->value_dims; d++)
      a->row[k][d] /= sum;
  }
}

static double product(const double *x, const double *y, int64_t count) {
  double sum = 0.0;
  for (int64_t d = 0; d < count; d++)
    sum += x[d] * y[d];
  return sum;
}

/* Values the option that was added last. */
static void value_option(agent *a, int64_t option, double harm) {
  const struct beyond_parameters *p = a->law->p;
  double sum = 0.0;
  for (int64_t k = 0; k < p->weight_rows; k++) {
    a->value[option * p->weight_rows + k] = product(a->row[k], a->point + option * p->value_dims, p->value_dims);
    sum += a->value[option * p->weight_rows + k];
  }
  a->mean[option] = sum / (double)p->weight_rows;
  a->harm[option] = harm;
  a->utility[option] = a->mean[option] - (p->agent_rule == RULE_MALIGN ? p->harm_weight * harm : 0.0);
}

/* The point, lower by `less` in every dimension. */
static int64_t add_option(agent *a, const double *point, double less, double harm) {
  const int64_t dimensions = a->law->p->value_dims, option = a->options++;
  for (int64_t d = 0; d < dimensions; d++)
    a->point[option * dimensions + d] = point[d] - less;
  a->against[option] = -1;
  a->accepted[option] = a->refused[option] = 0;
  value_option(a, option, harm);
  return option;
}

/* An option that is worse than `original` by pump_epsilon in every dimension. */
static int64_t add_copy(agent *a, int64_t original) {
  return add_option(a, a->point + original * a->law->p->value_dims, a->law->p->pump_epsilon, a->harm[original]);
}

static bool unanimous(const agent *a, int64_t better, int64_t worse) {
  const int64_t r = a->law->p->weight_rows;
  for (int64_t k = 0; k < r; k++)
    if (!(a->value[better * r + k] > a->value[worse * r + k]))
      return false;
  return true;
}

bool agent_prefers(const agent *a, int64_t better, int64_t worse) {
  const int rule = a->law->p->agent_rule;
  return rule == RULE_COMPLETE || rule == RULE_MALIGN ? a->utility[better] > a->utility[worse] : unanimous(a, better, worse);
}

static bool worse_than_any_held(const agent *a, int64_t option) {
  for (int64_t i = 0; i < a->holdings; i++)
    if (unanimous(a, a->held[i], option))
      return true;
  return false;
}

static bool accepts(const agent *a, int64_t option, int64_t offer) {
  const struct beyond_parameters *p = a->law->p;
  const int64_t holding = a->held[a->holdings - 1];
  const bool better = agent_prefers(a, option, holding);
  if (p->agent_rule != RULE_NAIVE && p->agent_rule != RULE_CAPRICE)
    return better;
  if (p->agent_rule == RULE_CAPRICE && worse_than_any_held(a, option))
    return false;
  return better ||
         (!unanimous(a, holding, option) && walras_uniform(&a->law->accept, a->entity, (uint32_t)offer) < p->accept_prob);
}

/* The agent's answer goes on the record; true when it takes the option. */
static bool answer(agent *a, int64_t option, int64_t offer) {
  const bool taken = accepts(a, option, offer);
  a->against[option] = a->held[a->holdings - 1];
  if (taken)
    a->accepted[option] = 1;
  else
    a->refused[option] = 1;
  if (taken)
    a->held[a->holdings++] = option;
  a->shown[offer] = a->mean[a->held[a->holdings - 1]];
  return taken;
}

static void live_mixed(agent *a) {
  const struct beyond_parameters *p = a->law->p;
  double point[MOST_DIMENSIONS];
  for (int64_t offer = 0; offer < p->offers; offer++) {
    const uint32_t draw = (uint32_t)offer;
    int64_t option;
    if (walras_uniform(&a->law->adversary, a->entity, 2 * draw) < p->adversary_share) {
      option = add_copy(a, a->held[walras_bounded(&a->law->adversary, a->entity, 2 * draw + 1, (uint64_t)a->holdings)]);
    } else {
      for (int64_t d = 0; d < p->value_dims; d++)
        point[d] = walras_normal(&a->law->offers, a->entity, (uint32_t)(offer * p->value_dims + d));
      option = add_option(a, point, 0.0, p->harm_sd * walras_normal(&a->law->harm, a->entity, draw));
    }
    answer(a, option, offer);
  }
}

/* v = w_1 / |w_1| - w_2 / |w_2|: the first row likes it, the second does not. True when both feel it by more than 10 pump_epsilon. */
static bool pump_direction(const agent *a, double *v) {
  const struct beyond_parameters *p = a->law->p;
  const int64_t d = p->value_dims;
  const double first = sqrt(product(a->row[0], a->row[0], d)), second = sqrt(product(a->row[1], a->row[1], d));
  for (int64_t i = 0; i < d; i++)
    v[i] = a->row[0][i] / first - a->row[1][i] / second;
  return fabs(product(a->row[0], v, d)) > 10.0 * p->pump_epsilon && fabs(product(a->row[1], v, d)) > 10.0 * p->pump_epsilon;
}

/* Two families of options that go down together: holding an A the agent is offered the current B, holding a B a new, lower A. */
static void live_pump(agent *a, const double *v) {
  int64_t current = add_option(a, v, 0.0, 0.0), last_of[2] = {0, current};
  bool holds_b = false;
  for (int64_t offer = 0; offer < a->law->p->offers; offer++)
    if (answer(a, current, offer)) {
      holds_b = !holds_b;
      /* The family to be offered is the other one, one step lower; the first B was on offer already. */
      current = add_copy(a, last_of[holds_b ? 0 : 1]);
      last_of[holds_b ? 0 : 1] = current;
    }
}

walras_status agent_live(agent *a, walras_trial *trial, uint64_t entity) {
  static const double nothing[MOST_DIMENSIONS];
  double v[MOST_DIMENSIONS];
  const bool pump = a->law->p->offer_process == OFFERS_PUMP;
  uint32_t attempt = 0;
  a->entity = entity;
  a->options = 0;
  draw_rows(a, attempt);
  while (pump && !pump_direction(a, v)) {
    if (++attempt == MOST_REDRAWS)
      return WALRAS_TRIAL_FAIL(
          trial, WALRAS_ERROR_MODEL,
          "pump_epsilon = %g: no weight rows in %d draws feel the pump by ten times as much; make it smaller",
          a->law->p->pump_epsilon, MOST_REDRAWS);
    draw_rows(a, attempt);
  }
  a->held[0] = add_option(a, nothing, 0.0, 0.0);
  a->holdings = 1;
  if (pump)
    live_pump(a, v);
  else
    live_mixed(a);
  return WALRAS_OK;
}

bool agent_exploited(const agent *a, double *loss) {
  const int64_t last = a->held[a->holdings - 1];
  bool exploited = false;
  *loss = 0.0;
  for (int64_t i = 0; i + 1 < a->holdings; i++)
    if (agent_prefers(a, a->held[i], last)) {
      exploited = true;
      *loss = fmax(*loss, a->utility[a->held[i]] - a->utility[last]);
    }
  return exploited;
}

/* The mean row is a weighted mean over dimensions: whatever exceeds in all of them has the larger mean, which is quick to see. */
static bool dominates(const agent *a, int64_t i, int64_t j) {
  const int64_t d = a->law->p->value_dims;
  if (a->mean[i] <= a->mean[j])
    return false;
  for (int64_t k = 0; k < d; k++)
    if (!(a->point[i * d + k] > a->point[j * d + k] + 1e-12))
      return false;
  return true;
}

static bool edge(const agent *a, int64_t i, int64_t j) {
  return (a->accepted[i] && a->against[i] == j) || (a->refused[j] && a->against[j] == i) || dominates(a, i, j);
}

bool agent_nonrationalisable(const agent *a, int64_t *work) {
  enum { UNSEEN = -1, OPEN = -2, CLOSED = -3 };
  int64_t *state = work, *next = work + a->options, *path = work + 2 * a->options;
  for (int64_t i = 0; i < a->options; i++) {
    state[i] = UNSEEN;
    next[i] = 0;
  }
  for (int64_t root = 0; root < a->options; root++) {
    int64_t depth = 0;
    if (state[root] != UNSEEN)
      continue;
    path[0] = root;
    state[root] = OPEN;
    while (depth >= 0) {
      const int64_t i = path[depth], j = next[i]++;
      if (j == a->options) {
        state[i] = CLOSED;
        depth--;
      } else if (state[j] != CLOSED && j != i && edge(a, i, j)) {
        if (state[j] == OPEN)
          return true;
        state[j] = OPEN;
        path[++depth] = j;
      }
    }
  }
  return false;
}
