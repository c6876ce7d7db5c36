#include "models/llm-economist/skills.h"

/* Ends of the uniform law (USD/h). */
#define UNIFORM_LOW 1.24
#define UNIFORM_HIGH 159.1

enum { TABLE_FROM = 20000 /* quantiles of GB2 from which a table saves time */ };

void economist_skills_make(const struct economist_parameters *p, int64_t quantiles, economist_skills *skills) {
  skills->p = p;
  skills->tabled = p->agent_mix == MIX_US_INCOME && quantiles >= TABLE_FROM;
  if (p->agent_mix == MIX_US_INCOME)
    skills->law = walras_law_gb2(p->gb2_mu / ECONOMIST_WEEK, p->gb2_sigma, p->gb2_nu, p->gb2_tau);
  else if (p->agent_mix == MIX_UNIFORM)
    skills->law = walras_law_uniform(UNIFORM_LOW, UNIFORM_HIGH);
  else
    skills->law = walras_law_lognormal(p->skill_mu, p->skill_sigma);
  if (skills->tabled)
    walras_gb2_table_make(&skills->law.gb2, &skills->table);
}

void economist_skill_quantiles(const economist_skills *skills, double *u, int64_t count) {
  walras_law_quantiles(&skills->law, skills->tabled ? &skills->table : NULL, u, count, u);
}

void economist_fill_skills(const economist_skills *skills, const walras_stream *stream, int64_t first, int64_t count,
                           double *out) {
  const struct economist_parameters *p = skills->p;
  if (p->agent_mix == MIX_LIST) {
    for (int64_t i = 0; i < count; i++)
      out[i] = p->skill_list.values[first + i];
    return;
  }
  if (p->skill_sampling == SAMPLING_RANDOM)
    walras_fill_uniform(stream, (uint64_t)first, count, 0, out);
  else
    for (int64_t i = 0; i < count; i++)
      out[i] = ((double)(first + i) + 0.5) / (double)p->n_workers;
  economist_skill_quantiles(skills, out, count);
}
