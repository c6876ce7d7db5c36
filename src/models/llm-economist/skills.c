#include "models/llm-economist/skills.h"

#include "numerics/distributions/beta.h"

/* Ends of the uniform law (USD/h). */
#define UNIFORM_LOW 1.24
#define UNIFORM_HIGH 159.1

/* GB2: mu (B / (1 - B))^(1 / sigma) for B of the beta law (nu, tau); the upper half from 1 - B, which has the shapes exchanged. */
static void income_quantiles(const struct economist_parameters *p, double *u, int64_t count) {
  const walras_beta below = walras_beta_make(p->gb2_nu, p->gb2_tau), above = walras_beta_make(p->gb2_tau, p->gb2_nu);
  for (int64_t i = 0; i < count; i++) {
    const double b = u[i] <= 0.5 ? walras_beta_quantile(&below, u[i]) : walras_beta_quantile(&above, 1.0 - u[i]);
    const double odds = u[i] <= 0.5 ? b / (1.0 - b) : (1.0 - b) / b;
    u[i] = p->gb2_mu * walras_pow(odds, 1.0 / p->gb2_sigma);
  }
}

void economist_skill_quantiles(const struct economist_parameters *p, double *u, int64_t count) {
  switch (p->agent_mix) {
  case MIX_US_INCOME:
    income_quantiles(p, u, count);
    for (int64_t i = 0; i < count; i++)
      u[i] /= ECONOMIST_WEEK;
    return;
  case MIX_UNIFORM:
    for (int64_t i = 0; i < count; i++)
      u[i] = UNIFORM_LOW + u[i] * (UNIFORM_HIGH - UNIFORM_LOW);
    return;
  default:
    walras_normal_quantile_batch(u, u, count);
    for (int64_t i = 0; i < count; i++)
      u[i] = p->skill_mu + p->skill_sigma * u[i];
    walras_exp_batch(u, u, count);
  }
}

void economist_fill_skills(const struct economist_parameters *p, const walras_stream *stream, int64_t first, int64_t count,
                           double *skills) {
  if (p->agent_mix == MIX_LIST) {
    for (int64_t i = 0; i < count; i++)
      skills[i] = p->skill_list.values[first + i];
    return;
  }
  if (p->skill_sampling == SAMPLING_RANDOM)
    walras_fill_uniform(stream, (uint64_t)first, count, 0, skills);
  else
    for (int64_t i = 0; i < count; i++)
      skills[i] = ((double)(first + i) + 0.5) / (double)p->n_workers;
  economist_skill_quantiles(p, skills, count);
}
