#include "models/information-acquisition/structure.h"

#include <math.h>
#include <string.h>

enum { STREAM_INSTANCE = 0 };
enum { DRAW_ACCURACY, DRAW_COST };

double acquisition_clean(double value) {
  return rint(value * 0x1p33) * 0x1p-33 + 0.0;
}

int acquisition_workers(const acquisition_structure *s, int64_t profile) {
  int workers = 0;
  for (int agent = 0; agent < s->agents; agent++)
    workers += acquisition_effort(s, profile, agent) > 0;
  return workers;
}

/* ---- the generator ---- */

static double of_signal(const acquisition_structure *s, int agent, int effort, int signal, int state) {
  if (effort == 0)
    return signal == 0 ? 1.0 : 0.0;
  if (signal == 0)
    return 0.0;
  const double a = s->accuracy.of[agent][effort];
  return signal == 1 + state ? a : (1.0 - a) / (double)(s->states - 1);
}

/* Independent noise: the product of the agents' laws. */
static double independent(const acquisition_structure *s, int64_t profile, int64_t report, int state) {
  double probability = 1.0;
  for (int agent = 0; agent < s->agents; agent++)
    probability *= of_signal(s, agent, acquisition_effort(s, profile, agent), acquisition_signal(s, report, agent), state);
  return probability;
}

/* Common noise, one interval of the uniform: agents with an accuracy of `high` or more see the state, the other workers `wrong`. */
static int64_t common_report(const acquisition_structure *s, int64_t profile, double high, int state, int wrong) {
  int64_t report = 0;
  for (int agent = 0; agent < s->agents; agent++) {
    const int effort = acquisition_effort(s, profile, agent);
    const int seen = s->accuracy.of[agent][effort] >= high ? state : wrong;
    report += effort == 0 ? 0 : (1 + seen) * s->report_stride[agent];
  }
  return report;
}

/* The workers' accuracies are the cut points of [0, 1]: in each interval between two the same agents are right. */
static void add_common(const acquisition_structure *s, int64_t profile, double weight, double *out) {
  double low = 0.0;
  while (low < 1.0) {
    double high = 1.0;
    bool all_right = true;
    for (int agent = 0; agent < s->agents; agent++) {
      const int effort = acquisition_effort(s, profile, agent);
      const double a = s->accuracy.of[agent][effort];
      if (effort > 0 && a > low && a < high)
        high = a;
      all_right = all_right && (effort == 0 || a > low);
    }
    for (int state = 0; state < s->states; state++)
      for (int shift = 1; shift < (all_right ? 2 : s->states); shift++) {
        const int64_t report = common_report(s, profile, high, state, (state + shift) % s->states);
        out[report * s->states + state] += weight * s->prior[state] * (high - low) / (all_right ? 1.0 : (double)(s->states - 1));
      }
    low = high;
  }
}

void acquisition_generate_law(const acquisition_structure *s, int64_t profile, double *out) {
  const double kappa = s->p->common_noise;
  for (int64_t cell = 0; cell < s->cells; cell++) {
    const int state = (int)(cell % s->states);
    out[cell] = kappa < 1.0 ? (1.0 - kappa) * s->prior[state] * independent(s, profile, cell / s->states, state) : 0.0;
  }
  if (kappa > 0.0)
    add_common(s, profile, kappa, out);
}

/* ---- values and single agents ---- */

double acquisition_value(const acquisition_structure *s, const double *law, int16_t *decisions) {
  double value = 0.0;
  for (int64_t report = 0; report < s->reports; report++) {
    double best = -1.0;
    for (int decision = 0; decision < s->decisions; decision++) {
      double utility = 0.0;
      for (int state = 0; state < s->states; state++)
        utility += law[report * s->states + state] * s->utility[decision * s->states + state];
      if (utility > best) {
        best = utility;
        if (decisions != NULL)
          decisions[report] = (int16_t)decision;
      }
    }
    value += best;
  }
  return value;
}

int acquisition_prior_decision(const acquisition_structure *s) {
  int best = 0;
  double most = -1.0;
  for (int decision = 0; decision < s->decisions; decision++) {
    double utility = 0.0;
    for (int state = 0; state < s->states; state++)
      utility += s->prior[state] * s->utility[decision * s->states + state];
    if (utility > most) {
      most = utility;
      best = decision;
    }
  }
  return best;
}

void acquisition_single_generated(const acquisition_structure *s, acquisition_single *out) {
  memset(out, 0, sizeof *out);
  for (int agent = 0; agent < s->agents; agent++)
    for (int effort = 0; effort < s->efforts[agent]; effort++)
      for (int signal = 0; signal < s->signals; signal++)
        for (int state = 0; state < s->states; state++)
          out->law[agent][effort].of[signal][state] = s->prior[state] * of_signal(s, agent, effort, signal, state);
}

void acquisition_single_of_law(const acquisition_structure *s, const double *law, bool idle, acquisition_single *out) {
  memset(out, 0, sizeof *out);
  for (int agent = 0; agent < s->agents; agent++) {
    const double share = idle ? 1.0 : (double)s->efforts[agent] / (double)s->profiles;
    for (int64_t profile = 0; profile < s->profiles; profile++) {
      const int effort = acquisition_effort(s, profile, agent);
      if (idle && acquisition_workers(s, profile) > (effort > 0))
        continue;
      for (int64_t cell = 0; cell < s->cells; cell++)
        out->law[agent][effort].of[acquisition_signal(s, cell / s->states, agent)][cell % s->states] +=
            share * law[profile * s->cells + cell];
    }
  }
}

/* ---- building ---- */

static void set_sizes(acquisition_structure *s) {
  const struct acquisition_parameters *p = s->p;
  s->agents = (int)p->agents;
  s->states = (int)p->states;
  s->signals = s->states + 1;
  s->profiles = s->reports = 1;
  for (int agent = s->agents - 1; agent >= 0; agent--) {
    s->efforts[agent] = (int)acquisition_efforts(p, agent);
    s->profile_stride[agent] = s->profiles;
    s->report_stride[agent] = s->reports;
    s->profiles *= s->efforts[agent];
    s->reports *= s->signals;
  }
  s->cells = s->reports * s->states;
}

/* Accuracies and costs: the config's, the preset's or the trial's draws. */
static void set_agents(walras_trial *trial, acquisition_structure *s) {
  const struct acquisition_parameters *p = s->p;
  const walras_stream stream = walras_trial_stream(trial, STREAM_INSTANCE, 0);
  for (int agent = 0; agent < s->agents; agent++) {
    s->cost.of[agent][0] = 0.0;
    s->accuracy.of[agent][0] = 1.0 / s->states;
    for (int effort = 1; effort < s->efforts[agent]; effort++) {
      double a = p->preset_accuracy, c = p->preset_cost;
      if (p->preset == PRESET_RANDOM) {
        const uint64_t entity = (uint64_t)agent;
        a = p->random_accuracy_min +
            (p->random_accuracy_max - p->random_accuracy_min) * walras_uniform(&stream, entity, DRAW_ACCURACY);
        c = p->random_cost_min + (p->random_cost_max - p->random_cost_min) * walras_uniform(&stream, entity, DRAW_COST);
      } else if (p->preset == PRESET_NONE) {
        a = p->joint_table.count > 0 ? 1.0 : p->accuracy.lists[agent].values[effort];
        c = p->cost.lists[agent].values[effort];
      }
      s->accuracy.of[agent][effort] = a;
      s->cost.of[agent][effort] = c;
    }
  }
}

static walras_status set_utility(walras_trial *trial, acquisition_structure *s) {
  const walras_real_lists *matrix = &s->p->utility_matrix;
  s->decisions = s->p->utility == UTILITY_MATRIX ? (int)matrix->count : s->states;
  double *utility = walras_trial_allocate_zero(trial, (int64_t)s->decisions * s->states, sizeof *utility);
  if (utility == NULL)
    return walras_trial_status(trial);
  for (int decision = 0; decision < s->decisions; decision++)
    for (int state = 0; state < s->states; state++)
      utility[decision * s->states + state] =
          s->p->utility == UTILITY_MATRIX ? matrix->lists[decision].values[state] : (decision == state ? 1.0 : 0.0);
  s->utility = utility;
  return WALRAS_OK;
}

/* A table's prior is that of its first profile; the check has seen that it is everybody's. */
static void set_prior(acquisition_structure *s) {
  const struct acquisition_parameters *p = s->p;
  for (int state = 0; state < s->states; state++) {
    s->prior[state] = p->prior.count > 0 ? p->prior.values[state] : 1.0 / s->states;
    if (p->joint_table.count == 0)
      continue;
    s->prior[state] = 0.0;
    for (int64_t report = 0; report < s->reports; report++)
      s->prior[state] += p->joint_table.lists[0].values[report * s->states + state];
  }
}

static bool can_come_of(const acquisition_structure *s, int64_t report, int64_t profile) {
  for (int agent = 0; agent < s->agents; agent++)
    if ((acquisition_signal(s, report, agent) == 0) != (acquisition_effort(s, profile, agent) == 0))
      return false;
  return true;
}

static walras_status list_possible_reports(walras_trial *trial, acquisition_structure *s) {
  int64_t count = 1;
  for (int agent = 0; agent < s->agents; agent++)
    count *= 1 + (int64_t)(s->efforts[agent] - 1) * s->states;
  int64_t *first = walras_trial_allocate(trial, s->profiles + 1, sizeof *first);
  int32_t *possible = walras_trial_allocate(trial, count, sizeof *possible);
  if (first == NULL || possible == NULL)
    return walras_trial_status(trial);
  int64_t next = 0;
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    first[profile] = next;
    for (int64_t report = 0; report < s->reports; report++)
      if (can_come_of(s, report, profile))
        possible[next++] = (int32_t)report;
  }
  first[s->profiles] = next;
  s->first = first;
  s->possible = possible;
  return WALRAS_OK;
}

/* With many agents the laws are made one after the other, for their values only. */
static walras_status set_laws(walras_trial *trial, acquisition_structure *s) {
  const bool kept = s->agents <= ACQUISITION_AGENTS_JOINT;
  double *law = walras_trial_allocate(trial, (kept ? s->profiles : 1) * s->cells, sizeof *law);
  double *value = walras_trial_allocate(trial, s->profiles, sizeof *value);
  if (law == NULL || value == NULL)
    return walras_trial_status(trial);
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    double *of_profile = law + (kept ? profile * s->cells : 0);
    if (s->p->joint_table.count > 0)
      memcpy(of_profile, s->p->joint_table.lists[profile].values, (size_t)s->cells * sizeof *law);
    else
      acquisition_generate_law(s, profile, of_profile);
    value[profile] = acquisition_value(s, of_profile, NULL);
  }
  s->law = kept ? law : NULL;
  s->value = value;
  return kept ? list_possible_reports(trial, s) : WALRAS_OK;
}

walras_status acquisition_structure_build(walras_trial *trial, const struct acquisition_parameters *p, acquisition_structure *s) {
  *s = (acquisition_structure){.p = p};
  set_sizes(s);
  set_agents(trial, s);
  set_prior(s);
  const walras_status status = set_utility(trial, s);
  return status == WALRAS_OK ? set_laws(trial, s) : status;
}
