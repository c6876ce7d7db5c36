#include "models/gtalign/welfare.h"

#include <math.h>

double gtalign_length_score(double words, double low, double high) {
  return 1.0 / ((1.0 + walras_exp(0.005 * (low - words))) * (1.0 + walras_exp(0.005 * (words - high))));
}

static double user_welfare(const struct gtalign_response *r) {
  return GTALIGN_FLOOR + 0.5 * r->answer + 0.2 * gtalign_length_score(r->words, 20.0, 500.0) +
         0.3 * walras_exp(-r->time_cost * r->reasoning_chars / 500.0);
}

static double llm_welfare(int variant, const struct gtalign_response *r) {
  const double length = gtalign_length_score(r->total_words, 500.0, 1000.0),
               shared = GTALIGN_FLOOR + 0.2 * r->payoff + 0.2 * r->format;
  return variant == VARIANT_COBB_DOUGLAS ? shared + 0.2 * r->pareto + 0.35 * r->answer + 0.05 * length
                                         : shared + 0.4 * r->answer + 0.2 * length;
}

struct gtalign_welfare gtalign_welfare_of(int variant, const struct gtalign_response *response) {
  if (response->format == 0.0)
    return (struct gtalign_welfare){0.0, 0.0};
  return (struct gtalign_welfare){.user = user_welfare(response), .llm = llm_welfare(variant, response)};
}

double gtalign_mutual(struct gtalign_welfare w) {
  return sqrt(w.user * w.llm);
}

double gtalign_reward(int training_reward, double alpha, struct gtalign_welfare w) {
  switch (training_reward) {
  case VARIANT_LINEAR:
    return 0.5 * (w.user + w.llm);
  case VARIANT_USER:
    return w.user;
  case VARIANT_LLM:
    return w.llm;
  default:
    return alpha == 0.5 ? gtalign_mutual(w) : walras_pow(w.user, alpha) * walras_pow(w.llm, 1.0 - alpha);
  }
}
