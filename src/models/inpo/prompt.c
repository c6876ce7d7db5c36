#include "models/inpo/prompt.h"

#include <math.h>

#include "models/inpo/sampled.h"
#include "numerics/preference_games/policy.h"
#include "walras/elementary.h"

int64_t inpo_prompt_reals(const struct inpo_parameters *p) {
  const int64_t n = p->game.actions;
  return preference_prompt_reals(&p->game) + 4 * n + (p->length_bias != 0.0 ? n * n : 0);
}

void inpo_bias(const double *margins, int64_t n, double bias, const double *log_lengths, double *out) {
  for (int64_t i = 0; i < n; i++) {
    out[i * n + i] = 0.0;
    for (int64_t j = 0; j < i; j++) {
      const double half = 0.5 * bias * (log_lengths[i] - log_lengths[j]);
      const double wins = (0.5 + margins[i * n + j]) * walras_exp(half), losses = (0.5 - margins[i * n + j]) * walras_exp(-half);
      out[i * n + j] = 0.5 * (wins - losses) / (wins + losses);
      out[j * n + i] = -out[i * n + j];
    }
  }
}

void inpo_lengths(const double *borda, const double *normals, int64_t n, double rho, double *log_lengths) {
  const double mean = walras_policy_sum(borda, n) / (double)n;
  double variance = 0.0;
  for (int64_t i = 0; i < n; i++)
    variance += (borda[i] - mean) * (borda[i] - mean);
  variance /= (double)n;
  const bool flat = !(variance > 1e-24);
  const double own = flat ? 1.0 : sqrt(1.0 - rho * rho), shared = flat ? 0.0 : rho / sqrt(variance);
  for (int64_t i = 0; i < n; i++)
    log_lengths[i] = shared * (borda[i] - mean) + own * normals[i];
}

void inpo_prompt_make(const walras_trial *trial, const struct inpo_parameters *p, int64_t prompt, double *memory,
                      struct inpo_prompt *out) {
  const int64_t n = p->game.actions;
  double *const borda = memory + preference_prompt_reals(&p->game), *const normals = borda + n;
  out->reference = normals + n;
  out->log_lengths = out->reference + n;
  preference_prompt_make(trial, &p->game, prompt, memory, &out->games);
  preference_reference(trial, &p->game, prompt, out->reference);
  for (int64_t i = 0; i < n; i++)
    normals[i] = 1.0 / (double)n;
  walras_preference_product(&out->games.clean, normals, borda);
  const walras_stream stream = walras_trial_stream(trial, STREAM_LENGTHS, (uint32_t)prompt);
  walras_fill_normal(&stream, 0, n, 0, normals);
  inpo_lengths(borda, normals, n, p->length_correlation, out->log_lengths);
  out->judged = out->games.played;
  if (p->length_bias != 0.0) {
    double *const biased = out->log_lengths + n;
    inpo_bias(out->games.played.margins, n, p->length_bias, out->log_lengths, biased);
    out->judged.margins = biased;
  }
}
