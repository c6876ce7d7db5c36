#include "models/information-acquisition/replies.h"

#include <string.h>

/* Expected payment of one agent that is told an effort and does another, by signal seen and report made. */
typedef double pay_table[ACQUISITION_SIGNALS_MOST][ACQUISITION_SIGNALS_MOST];

static void expect_payments(const acquisition_structure *s, const acquisition_mechanism *m, int agent, int told, int done,
                            pay_table out) {
  memset(out, 0, sizeof(pay_table));
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    if (acquisition_effort(s, profile, agent) != told)
      continue;
    const int64_t true_profile = profile + (done - told) * s->profile_stride[agent];
    const double *law = s->law + true_profile * s->cells, *x = acquisition_payments(s, m, agent, profile);
    for (int64_t k = s->first[true_profile]; k < s->first[true_profile + 1]; k++) {
      const int64_t report = s->possible[k];
      const int seen = acquisition_signal(s, report, agent);
      for (int said = 0; said < s->signals; said++) {
        const int64_t made = report + (said - seen) * s->report_stride[agent];
        for (int state = 0; state < s->states; state++)
          out[seen][said] += law[report * s->states + state] * x[made * s->states + state];
      }
    }
  }
}

/* The best reports after `done`, the truth where it is within the tolerance of them; the value of the truth and of the best. */
static void best_reports(const acquisition_structure *s, pay_table pay, int *reports, double *truth, double *best) {
  *truth = *best = 0.0;
  for (int seen = 0; seen < s->signals; seen++) {
    int choice = 0;
    for (int said = 1; said < s->signals; said++)
      if (pay[seen][said] > pay[seen][choice])
        choice = said;
    *truth += pay[seen][seen];
    *best += pay[seen][choice];
    reports[seen] = pay[seen][choice] > pay[seen][seen] + s->p->tie_tolerance ? choice : seen;
  }
}

static double share_told(const acquisition_structure *s, const acquisition_mechanism *m, int agent, int told) {
  double share = 0.0;
  for (int64_t profile = 0; profile < s->profiles; profile++)
    if (acquisition_effort(s, profile, agent) == told)
      share += m->mu[profile];
  return share;
}

static void find_reply(const acquisition_structure *s, const acquisition_mechanism *m, int agent, int told,
                       acquisition_replies *out) {
  const double share = share_told(s, m, agent, told);
  int *chosen = out->report[agent][told];
  double obedient = 0.0, most = 0.0;
  int reports[ACQUISITION_EFFORTS_MOST][ACQUISITION_SIGNALS_MOST], best_effort = told;
  for (int step = 0; step < s->efforts[agent]; step++) {
    /* The recommendation first: what is not better than it by more than the tolerance is not done. */
    const int done = step == 0 ? told : step <= told ? step - 1 : step;
    pay_table pay;
    double truth, best;
    expect_payments(s, m, agent, told, done, pay);
    best_reports(s, pay, reports[done], &truth, &best);
    best -= share * s->cost.of[agent][done];
    if (step == 0) {
      obedient = truth - share * s->cost.of[agent][done];
      most = best;
    } else if (best > most && best > obedient + s->p->tie_tolerance) {
      most = best;
      best_effort = done;
    }
  }
  const bool deviates = share > 0.0 && most > obedient + s->p->tie_tolerance;
  out->deviations += deviates;
  out->effort[agent][told] = deviates ? best_effort : told;
  for (int seen = 0; seen < s->signals; seen++)
    chosen[seen] = deviates ? reports[best_effort][seen] : seen;
}

void acquisition_find_replies(const acquisition_structure *s, const acquisition_mechanism *m, acquisition_replies *out) {
  out->deviations = 0;
  for (int agent = 0; agent < s->agents; agent++)
    for (int told = 0; told < s->efforts[agent]; told++)
      find_reply(s, m, agent, told, out);
}

static int64_t profile_done(const acquisition_structure *s, const acquisition_replies *replies, int64_t told) {
  int64_t done = 0;
  for (int agent = 0; agent < s->agents; agent++)
    done += replies->effort[agent][acquisition_effort(s, told, agent)] * s->profile_stride[agent];
  return done;
}

static int64_t report_made(const acquisition_structure *s, const acquisition_replies *replies, int64_t told, int64_t seen) {
  int64_t made = 0;
  for (int agent = 0; agent < s->agents; agent++)
    made +=
        replies->report[agent][acquisition_effort(s, told, agent)][acquisition_signal(s, seen, agent)] * s->report_stride[agent];
  return made;
}

double acquisition_expected_payoff(const acquisition_structure *s, const acquisition_mechanism *m, const int16_t *decisions,
                                   const acquisition_replies *replies, double *payment, acquisition_outcomes *outcomes) {
  double utility = 0.0, paid = 0.0;
  if (outcomes != NULL)
    outcomes->count = 0;
  for (int64_t told = 0; told < s->profiles; told++) {
    const int64_t done = profile_done(s, replies, told);
    const double mu = m->mu[told];
    for (int64_t k = s->first[done]; mu > 0.0 && k < s->first[done + 1]; k++) {
      const int64_t made = report_made(s, replies, told, s->possible[k]);
      const double *of_decision = s->utility + decisions[told * s->reports + made] * s->states;
      for (int state = 0; state < s->states; state++) {
        const double probability = s->law[done * s->cells + s->possible[k] * s->states + state];
        double x = 0.0;
        for (int agent = 0; agent < s->agents; agent++)
          x += acquisition_payments(s, m, agent, told)[made * s->states + state];
        utility += probability * mu * of_decision[state];
        paid += probability * x;
        if (outcomes != NULL && probability > 0.0) {
          outcomes->probability[outcomes->count] = mu * probability;
          outcomes->payoff[outcomes->count++] = of_decision[state] - x / mu;
        }
      }
    }
  }
  if (payment != NULL)
    *payment = paid;
  return utility - paid;
}
