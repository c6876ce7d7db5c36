#include "models/beyond-preferences/choice.h"

#include <math.h>
#include <string.h>

#include "walras/elementary.h"

/* P(S) = sum over the dimension drawn last of P(S without it) pi / (1 - pi(S without it)): by sets in order of their bits. */
void choice_subsets(choice_law *law) {
  const walras_reals *salience = &law->p->salience;
  double share[SUBSETS], covered[SUBSETS];
  share[0] = 1.0;
  covered[0] = 0.0;
  law->subset_count = 0;
  for (int set = 1; set < 1 << law->dimensions; set++) {
    int64_t size = 0;
    share[set] = 0.0;
    for (int a = 0; a < law->dimensions; a++)
      if (set >> a & 1) {
        const int rest = set & ~(1 << a);
        size++;
        covered[set] = covered[rest] + salience->values[a];
        share[set] += share[rest] * salience->values[a] / (1.0 - covered[rest]);
      }
    if (size == law->p->attention_k) {
      law->subset[law->subset_count] = set;
      law->subset_share[law->subset_count++] = share[set];
    }
  }
}

void choice_law_create(choice_law *law, walras_trial *trial, const struct beyond_parameters *p) {
  law->p = p;
  law->dimensions = p->study == STUDY_CHOICE_ATTENTION ? p->true_weights.count : 2;
  law->differences = walras_trial_stream(trial, STREAM_DIFFERENCES, 0);
  law->order = walras_trial_stream(trial, STREAM_ORDER, 0);
  law->attention = walras_trial_stream(trial, STREAM_ATTENTION, 0);
  law->cosine = walras_cos(0.5 * p->weight_angle);
  law->sine = walras_sin(0.5 * p->weight_angle);
  law->subset_count = 0;
  if (p->study == STUDY_CHOICE_ATTENTION)
    choice_subsets(law);
}

/* Weight vectors at plus and minus half the angle from the first axis: they disagree where |delta_1| cos < |delta_2| sin. */
static void choose_incomplete(const choice_law *law, uint32_t *const words[4], choice_chunk *chunk) {
  for (int64_t i = 0; i < chunk->count; i++) {
    const double first = chunk->column[law->dimensions][i], along = chunk->column[0][i];
    const bool by_default = walras_uniform_from_word(words[1][i]) < law->p->default_bias;
    const bool default_again = walras_uniform_from_word(words[2][i]) < law->p->default_bias;
    const bool incomparable = fabs(along) * law->cosine < fabs(chunk->column[1][i]) * law->sine;
    const bool takes_x = incomparable ? (first > 0.0) == by_default : along > 0.0;
    chunk->incomparable[i] = incomparable;
    chunk->reversed[i] = incomparable && !law->p->allow_deferral && by_default == default_again;
    chunk->label[i] = takes_x ? 1.0 : 0.0;
  }
}

/* The k dimensions with the smallest exponential / pi: the order of drawing them without replacement (Efraimidis and Spirakis 2006). */
static double attended_value(const choice_law *law, double (*clock)[CHOICE_CHUNK], const choice_chunk *chunk, int64_t i) {
  double value = 0.0;
  bool taken[ATTENTION_DIMENSIONS] = {false};
  for (int64_t k = 0; k < law->p->attention_k; k++) {
    int64_t next = 0;
    while (taken[next])
      next++;
    for (int64_t a = next + 1; a < law->dimensions; a++)
      if (!taken[a] && clock[a][i] < clock[next][i])
        next = a;
    taken[next] = true;
  }
  for (int64_t a = 0; a < law->dimensions; a++)
    if (taken[a])
      value += law->p->true_weights.values[a] * chunk->column[a][i];
  return value;
}

static void choose_attention(const choice_law *law, int64_t first, choice_chunk *chunk) {
  double clock[ATTENTION_DIMENSIONS][CHOICE_CHUNK];
  for (int64_t a = 0; a < law->dimensions; a++) {
    walras_fill_exponential(&law->attention, (uint64_t)first, chunk->count, (uint32_t)a, clock[a]);
    for (int64_t i = 0; i < chunk->count; i++)
      clock[a][i] /= law->p->salience.values[a];
  }
  for (int64_t i = 0; i < chunk->count; i++)
    chunk->label[i] = attended_value(law, clock, chunk, i) > 0.0 ? 1.0 : 0.0;
}

void choice_draw(const choice_law *law, int64_t first, int64_t count, choice_chunk *chunk) {
  uint32_t words[3][CHOICE_CHUNK];
  uint32_t *const wanted[4] = {words[0], words[1], words[2], NULL};
  chunk->count = count;
  for (int64_t a = 0; a < law->dimensions; a += 2)
    walras_fill_normal_pair(&law->differences, (uint64_t)first, count, (uint32_t)(a / 2), chunk->column[a],
                            a + 1 < law->dimensions ? chunk->column[a + 1] : NULL);
  walras_fill_words(&law->order, (uint64_t)first, count, 0, wanted);
  for (int64_t i = 0; i < count; i++)
    chunk->column[law->dimensions][i] = words[0][i] >> 31 ? 1.0 : -1.0;
  if (law->p->study == STUDY_CHOICE_ATTENTION)
    choose_attention(law, first, chunk);
  else
    choose_incomplete(law, wanted, chunk);
}

void choice_drop_deferred(const choice_law *law, choice_chunk *chunk) {
  int64_t kept = 0;
  if (law->p->study == STUDY_CHOICE_ATTENTION || !law->p->allow_deferral)
    return;
  for (int64_t i = 0; i < chunk->count; i++)
    if (!chunk->incomparable[i]) {
      for (int64_t a = 0; a <= law->dimensions; a++)
        chunk->column[a][kept] = chunk->column[a][i];
      chunk->incomparable[kept] = false;
      chunk->label[kept++] = chunk->label[i];
    }
  chunk->count = kept;
}

static double entropy(double share) {
  return share <= 0.0 || share >= 1.0 ? 0.0 : -share * walras_log(share) - (1.0 - share) * walras_log1p(-share);
}

double choice_entropy(const choice_law *law, const choice_chunk *chunk, int64_t i, bool blind) {
  double share = 0.0;
  if (law->p->study == STUDY_CHOICE_INCOMPLETE)
    return chunk->incomparable[i] ? entropy(blind ? 0.5 : law->p->default_bias) : 0.0;
  for (int64_t s = 0; s < law->subset_count; s++) {
    double value = 0.0;
    for (int64_t a = 0; a < law->dimensions; a++)
      if (law->subset[s] >> a & 1)
        value += law->p->true_weights.values[a] * chunk->column[a][i];
    share += value > 0.0 ? law->subset_share[s] : 0.0;
  }
  return entropy(law->subset_count == 1 ? rint(share) : share);
}
