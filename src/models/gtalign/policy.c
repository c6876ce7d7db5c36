#include "models/gtalign/policy.h"

#include <math.h>

enum { TABLE_SLICE = 256 };

walras_network gtalign_network(const struct gtalign_parameters *p, int64_t actions) {
  return p->policy_class == CLASS_MLP ? walras_network_make(1, 1, HIDDEN_UNITS, WALRAS_ACTIVATION_TANH, actions)
                                      : walras_network_make(2, 0, 1, WALRAS_ACTIVATION_LINEAR, actions);
}

void gtalign_features(const walras_network *network, const double *x, int64_t count, double *inputs) {
  const int64_t width = walras_network_inputs(network);
  for (int64_t i = 0; i < count; i++) {
    inputs[i * width] = x[i];
    if (width == 2)
      inputs[i * width + 1] = x[i] * x[i] - 1.0;
  }
}

/* ---- the grid ---- */

void gtalign_log_odds(const struct gtalign_parameters *p, double *slope, double *offset) {
  const double v = p->vague_share;
  *slope = 2.0 * p->feature_separation;
  *offset = v == 0.0 ? -INFINITY : v == 1.0 ? INFINITY : walras_log(v / (1.0 - v));
}

walras_status gtalign_grid_make(walras_trial *trial, const struct gtalign_environment *e, const gtalign_kernels *kernels,
                                struct gtalign_grid *grid) {
  const struct gtalign_parameters *p = e->p;
  const int64_t points = p->feature_grid;
  const double d = p->feature_separation, end = d > 3.0 ? d + 5.0 : 8.0;
  double *x = walras_trial_allocate(trial, points, sizeof *x), *rho = walras_trial_allocate(trial, points, sizeof *rho);
  double *definite = walras_trial_allocate(trial, points, sizeof *x), *vague = walras_trial_allocate(trial, points, sizeof *x);
  double slope = 0.0, offset = 0.0, sum = 0.0;
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  gtalign_log_odds(p, &slope, &offset);
  for (int64_t k = 0; k < points; k++) {
    x[k] = end * (2.0 * (double)k / (double)(points - 1) - 1.0);
    definite[k] = (1.0 - p->vague_share) * walras_exp(-0.5 * (x[k] + d) * (x[k] + d));
    vague[k] = p->vague_share * walras_exp(-0.5 * (x[k] - d) * (x[k] - d));
    sum += definite[k] + vague[k];
  }
  kernels->minus_log_odds(x, slope, offset, points, rho);
  walras_exp_batch(rho, rho, points);
  kernels->posterior(points, rho);
  for (int64_t k = 0; k < points; k++) {
    definite[k] /= sum;
    vague[k] /= sum;
  }
  *grid = (struct gtalign_grid){.points = points, .x = x, .rho = rho, .weight = {definite, vague}};
  return WALRAS_OK;
}

/* ---- making policies ---- */

struct gtalign_policy gtalign_policy_of(const struct gtalign_environment *e, enum gtalign_form form, const double *parameters) {
  const walras_network network = gtalign_network(e->p, e->actions);
  return (struct gtalign_policy){.e = e,
                                 .kernels = gtalign_kernels_get(),
                                 .form = form,
                                 .tables = form != FORM_UNIFORM && e->p->user_type_visible ? e->types : 1,
                                 .network = network,
                                 .weights = walras_network_parameters(&network),
                                 .parameters = parameters};
}

struct solver {
  const struct gtalign_environment *e;
  enum gtalign_target target;
};

static walras_status fill_expected(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct solver *s = context;
  const struct gtalign_environment *e = s->e;
  (void)trial;
  for (int64_t k = 0; k < count; k++) {
    const struct gtalign_values values = e->p->user_type_visible ? gtalign_values_of(e, first + k) : gtalign_mean_values(e);
    gtalign_expect(e, s->target == TARGET_REWARD ? values.reward : values.mutual, (double *)rows + k * QUESTIONS * e->actions);
  }
  return WALRAS_OK;
}

static walras_status fill_known(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct gtalign_policy *policy = context;
  const int64_t actions = policy->e->actions;
  (void)trial;
  for (int64_t k = 0; k < count * QUESTIONS; k++) {
    const double *value = &policy->values[(first * QUESTIONS + k) * actions];
    int32_t best = 0;
    for (int32_t a = 1; a < actions; a++)
      best = value[a] > value[best] ? a : best;
    ((int32_t *)rows)[k] = best;
  }
  return WALRAS_OK;
}

walras_status gtalign_policy_solve(walras_trial *trial, const struct gtalign_environment *e, enum gtalign_form form,
                                   enum gtalign_target target, struct gtalign_policy *policy) {
  struct solver solver = {.e = e, .target = target};
  const void *rows = NULL;
  *policy = gtalign_policy_of(e, form, NULL);
  walras_status status = walras_trial_table(trial, policy->tables, (size_t)(QUESTIONS * e->actions) * sizeof(double), TABLE_SLICE,
                                            fill_expected, &solver, &rows);
  policy->values = rows;
  if (status == WALRAS_OK && form == FORM_ORACLE)
    status = walras_trial_table(trial, policy->tables, QUESTIONS * sizeof(int32_t), TABLE_SLICE, fill_known, policy, &rows);
  policy->known = form == FORM_ORACLE ? rows : NULL;
  return status;
}

/* ---- using them ---- */

int64_t gtalign_policy_work(const struct gtalign_policy *policy) {
  return policy->e->actions * CHUNK + walras_network_work(&policy->network) + 2 * WALRAS_NEURAL_BLOCK;
}

/* Logits of a network with a hidden layer, a block of samples at a time. */
static void deep_logits(const struct gtalign_policy *policy, const double *parameters, const double *x, int64_t count,
                        double *work, double *logit) {
  const int64_t actions = policy->e->actions;
  double inputs[2 * WALRAS_NEURAL_BLOCK];
  for (int64_t first = 0; first < count; first += WALRAS_NEURAL_BLOCK) {
    const int64_t samples = count - first < WALRAS_NEURAL_BLOCK ? count - first : WALRAS_NEURAL_BLOCK;
    gtalign_features(&policy->network, x + first, samples, inputs);
    const double *out = walras_network_forward(&policy->network, parameters, samples, inputs, work);
    for (int64_t i = 0; i < samples; i++)
      for (int64_t a = 0; a < actions; a++)
        logit[a * CHUNK + first + i] = out[i * actions + a];
  }
  policy->kernels->lower(actions, count, logit);
}

static void exponentiate(int64_t actions, int64_t count, double *weight) {
  for (int64_t a = 0; a < actions; a++)
    walras_exp_batch(weight + a * CHUNK, weight + a * CHUNK, count);
}

/* Unnormalised probabilities, rows over actions. */
static void network_weights(const struct gtalign_policy *policy, int64_t table, const double *x, int64_t count, double *work,
                            double *weight) {
  const double *parameters = &policy->parameters[table * policy->weights];
  const int64_t actions = policy->e->actions;
  if (policy->network.layers == 1)
    policy->kernels->logits(parameters, actions, x, count, weight);
  else
    deep_logits(policy, parameters, x, count, work, weight);
  exponentiate(actions, count, weight);
}

static void add_greedy(const struct gtalign_policy *policy, int64_t table, const struct gtalign_grid *grid, int64_t first,
                       int64_t count, double *occupancy) {
  const int64_t actions = policy->e->actions;
  int32_t action[CHUNK];
  policy->kernels->best(&policy->values[table * QUESTIONS * actions], actions, grid->rho + first, count, action);
  for (int z = 0; z < QUESTIONS; z++)
    for (int64_t i = 0; i < count; i++)
      occupancy[z * actions + action[i]] += grid->weight[z][first + i];
}

static void add_network(const struct gtalign_policy *policy, int64_t table, const struct gtalign_grid *grid, int64_t first,
                        int64_t count, double *work, double *occupancy) {
  const int64_t actions = policy->e->actions;
  double *weight = work + walras_network_work(&policy->network);
  network_weights(policy, table, grid->x + first, count, work, weight);
  policy->kernels->normalise(actions, count, weight);
  for (int z = 0; z < QUESTIONS; z++)
    for (int64_t a = 0; a < actions; a++)
      occupancy[z * actions + a] += policy->kernels->dot(grid->weight[z] + first, weight + a * CHUNK, count);
}

static void fixed_occupancy(const struct gtalign_policy *policy, int64_t table, double *occupancy) {
  const int64_t actions = policy->e->actions;
  const double share[QUESTIONS] = {1.0 - policy->e->p->vague_share, policy->e->p->vague_share};
  for (int z = 0; z < QUESTIONS; z++)
    for (int64_t a = 0; a < actions; a++)
      occupancy[z * actions + a] = policy->form == FORM_UNIFORM                         ? share[z] / (double)actions
                                   : policy->known[table * QUESTIONS + z] == (int32_t)a ? share[z]
                                                                                        : 0.0;
}

void gtalign_policy_occupancy(const struct gtalign_policy *policy, int64_t table, const struct gtalign_grid *grid, double *work,
                              double *occupancy) {
  if (policy->form == FORM_UNIFORM || policy->form == FORM_ORACLE) {
    fixed_occupancy(policy, table, occupancy);
    return;
  }
  for (int64_t k = 0; k < QUESTIONS * policy->e->actions; k++)
    occupancy[k] = 0.0;
  for (int64_t first = 0; first < grid->points; first += CHUNK) {
    const int64_t count = grid->points - first < CHUNK ? grid->points - first : CHUNK;
    if (policy->form == FORM_GREEDY)
      add_greedy(policy, table, grid, first, count, occupancy);
    else
      add_network(policy, table, grid, first, count, work, occupancy);
  }
}

/* Column i of logit: those of one x. */
static void one_column(const struct gtalign_policy *policy, int64_t table, double x, double *work, double *logit) {
  const double *parameters = &policy->parameters[table * policy->weights];
  const int64_t actions = policy->e->actions;
  double inputs[2];
  if (policy->network.layers == 1) {
    for (int64_t a = 0; a < actions; a++)
      logit[a * CHUNK] = parameters[2 * actions + a] + x * parameters[a] + (x * x - 1.0) * parameters[actions + a];
    return;
  }
  gtalign_features(&policy->network, &x, 1, inputs);
  const double *out = walras_network_forward(&policy->network, parameters, 1, inputs, work);
  for (int64_t a = 0; a < actions; a++)
    logit[a * CHUNK] = out[a];
}

/* Each interaction by the network of its type. */
static void draw_by_type(const struct gtalign_policy *policy, const struct gtalign_sight *s, double *work, int32_t *action) {
  double *weight = work + walras_network_work(&policy->network);
  const int64_t actions = policy->e->actions;
  for (int64_t i = 0; i < s->count; i++)
    one_column(policy, s->type[i], s->x[i], work, weight + i);
  policy->kernels->lower(actions, s->count, weight);
  exponentiate(actions, s->count, weight);
  policy->kernels->pick(weight, actions, s->coin, s->count, action);
}

static void choose_by_type(const struct gtalign_policy *policy, const struct gtalign_sight *s, int32_t *action) {
  const int64_t actions = policy->e->actions;
  for (int64_t i = 0; i < s->count; i++) {
    const double *value = &policy->values[s->type[i] * QUESTIONS * actions], rho = s->rho[i];
    double most = (1.0 - rho) * value[0] + rho * value[actions];
    int32_t best = 0;
    for (int32_t a = 1; a < actions; a++) {
      const double here = (1.0 - rho) * value[a] + rho * value[actions + a];
      best = here > most ? a : best;
      most = here > most ? here : most;
    }
    action[i] = best;
  }
}

void gtalign_policy_act(const struct gtalign_policy *policy, const struct gtalign_sight *s, double *work, int32_t *action) {
  double *weight = work + walras_network_work(&policy->network);
  const int64_t actions = policy->e->actions;
  if (policy->form == FORM_UNIFORM) {
    for (int64_t i = 0; i < s->count; i++)
      action[i] = (int32_t)(s->coin[i] * (double)actions);
  } else if (policy->form == FORM_ORACLE) {
    for (int64_t i = 0; i < s->count; i++)
      action[i] = policy->known[(s->type != NULL && policy->tables > 1 ? s->type[i] : 0) * QUESTIONS + s->vague[i]];
  } else if (policy->form == FORM_GREEDY && policy->tables > 1) {
    choose_by_type(policy, s, action);
  } else if (policy->form == FORM_GREEDY) {
    policy->kernels->best(policy->values, actions, s->rho, s->count, action);
  } else if (policy->tables > 1) {
    draw_by_type(policy, s, work, action);
  } else {
    network_weights(policy, 0, s->x, s->count, work, weight);
    policy->kernels->pick(weight, actions, s->coin, s->count, action);
  }
}
