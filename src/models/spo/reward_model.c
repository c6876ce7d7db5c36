#include "models/spo/reward_model.h"

#include <math.h>
#include <string.h>

#include "numerics/neural/product.h"

enum { WIDTH = ROLLOUT_QUADRATICS };
static const double RATE = 0.5, RIDGE = 1e-3;

walras_status reward_model_open(walras_trial *trial, int64_t pairs, int64_t window, int64_t fit_steps, reward_model *model) {
  *model = (reward_model){.pairs = pairs, .window = window, .fit_steps = fit_steps};
  model->weights = walras_trial_allocate_zero(trial, REWARD_STRIDE, sizeof(double));
  model->difference = walras_trial_allocate_zero(trial, window * pairs, REWARD_STRIDE * sizeof(double));
  model->column = walras_trial_allocate_zero(trial, window * pairs, WIDTH * sizeof(double));
  model->label = walras_trial_allocate_zero(trial, window * pairs, sizeof(double));
  model->margin = walras_trial_allocate(trial, window * pairs, sizeof(double));
  return walras_trial_status(trial);
}

double reward_model_value(const reward_model *model, const double *quadratics) {
  double value = 0.0;
  for (int k = 0; k < WIDTH; k++)
    value += model->weights[k] * quadratics[k];
  return value;
}

void reward_pairs_draw(const walras_stream *stream, int64_t count, int64_t pair, int64_t *first, int64_t *second) {
  *first = (int64_t)walras_bounded(stream, (uint64_t)pair, 0, (uint64_t)count);
  *second = (int64_t)walras_bounded(stream, (uint64_t)pair, 1, (uint64_t)(count - 1));
  *second += *second >= *first;
}

double reward_pairs_label(const reward_pairs *pairs, int64_t pair, int64_t a, int64_t b, double opinion, reward_tally *tally) {
  const double margin = rater_margin(pairs->rater, &pairs->outcomes[a], &pairs->outcomes[b]), agreed = opinion * margin;
  tally->right += agreed > 0.0 ? 1.0 : agreed < 0.0 ? 0.0 : margin != 0.0 ? 0.5 : 0.0;
  tally->judged += margin != 0.0;
  walras_draw_sequence draws = {.stream = pairs->stream, .entity = (uint64_t)pair, .next = 4};
  return 0.5 + 0.5 * rater_label(pairs->rater, margin, &draws);
}

double reward_tally_accuracy(const reward_tally *tally) {
  return tally->judged > 0 ? tally->right / (double)tally->judged : (double)NAN;
}

double reward_model_take(reward_model *model, const reward_pairs *pairs, int64_t round) {
  const int64_t slot = round % model->window * model->pairs;
  reward_tally tally = {0};
  for (int64_t pair = 0; pair < model->pairs; pair++) {
    int64_t a, b;
    reward_pairs_draw(&pairs->stream, pairs->count, pair, &a, &b);
    double *const difference = model->difference + (slot + pair) * REWARD_STRIDE;
    for (int k = 0; k < WIDTH; k++)
      model->column[k * model->window * model->pairs + slot + pair] = difference[k] =
          pairs->quadratics[a * WIDTH + k] - pairs->quadratics[b * WIDTH + k];
    model->label[slot + pair] = reward_pairs_label(pairs, pair, a, b, reward_model_value(model, difference), &tally);
  }
  return reward_tally_accuracy(&tally);
}

/* One step down the mean of log(1 + e^x) - label x over pairs, x = w . difference. */
static void descend(reward_model *model, int64_t count) {
  const int64_t all = model->window * model->pairs;
  double gradient[REWARD_STRIDE] = {0.0};
  memset(model->margin, 0, (size_t)count * sizeof *model->margin);
  walras_product_add(&(walras_product){.rows = 1,
                                       .inner = WIDTH,
                                       .columns = count,
                                       .a = model->weights,
                                       .a_inner = 1,
                                       .b = model->column,
                                       .b_inner = all,
                                       .c = model->margin});
  for (int64_t i = 0; i < count; i++) { /* sigmoids beyond 40 are 0 and 1 to the last bit that counts */
    const double x = -model->margin[i];
    model->margin[i] = x > 40.0 ? 40.0 : x < -40.0 ? -40.0 : x;
  }
  walras_exp_batch(model->margin, model->margin, count);
  for (int64_t i = 0; i < count; i++)
    model->margin[i] = 1.0 / (1.0 + model->margin[i]) - model->label[i];
  walras_product_add(&(walras_product){.rows = 1,
                                       .inner = count,
                                       .columns = REWARD_STRIDE,
                                       .a = model->margin,
                                       .a_inner = 1,
                                       .b = model->difference,
                                       .b_inner = REWARD_STRIDE,
                                       .c = gradient});
  for (int k = 0; k < WIDTH; k++)
    model->weights[k] -= RATE * (gradient[k] / (double)count + RIDGE * model->weights[k]);
}

void reward_model_fit(reward_model *model, int64_t round) {
  const int64_t rounds = round + 1 < model->window ? round + 1 : model->window;
  for (int64_t step = 0; step < model->fit_steps; step++)
    descend(model, rounds * model->pairs);
}
