#include "models/facility-location/equilibrium.h"

#include <math.h>

#include "models/facility-location/nash.h"
#include "numerics/roots/roots.h"

/* A sum that takes reports in and out for ever: two doubles, added by Knuth's error-free sum. */
typedef struct long_sum {
  double high, low;
} long_sum;

static long_sum plus(long_sum sum, double x) {
  const double total = sum.high + x, part = total - sum.high;
  const double error = (sum.high - (total - part)) + (x - part) + sum.low;
  const double high = total + error;
  return (long_sum){.high = high, .low = error - (high - total)};
}

static double between(double x, double high) {
  return x < 0.0 ? 0.0 : x > high ? high : x;
}

/* n x less what the others report, cut to [0, L]. */
static double mean_reply(const facility_rule *rule, double x, long_sum others) {
  return between(((double)rule->agents * x - others.high) - others.low, rule->length);
}

typedef struct nash_game {
  const facility_rule *rule;
  double *reports;
  int64_t agent;
  double x;
} nash_game;

static double nash_miss(double report, void *context) {
  const nash_game *game = context;
  game->reports[game->agent] = report;
  return facility_nash(game->reports, game->rule->agents, game->rule->length) - game->x;
}

/* The outcome rises with the report: the report that brings it to x, or the nearer end. */
static double nash_reply(const facility_rule *rule, double *reports, int64_t agent, double x) {
  nash_game game = {.rule = rule, .reports = reports, .agent = agent, .x = x};
  const double old = reports[agent];
  walras_bracket bracket = {.low = 0.0, .high = rule->length};
  double best;
  if (fabs(nash_miss(old, &game)) == 0.0)
    best = old;
  else if (nash_miss(0.0, &game) >= 0.0)
    best = 0.0;
  else if (nash_miss(rule->length, &game) <= 0.0)
    best = rule->length;
  else {
    walras_bisect(nash_miss, &game, rule->length * 0x1p-60, &bracket);
    best = bracket.high;
  }
  reports[agent] = best;
  return best;
}

/* One sweep; returns the largest change of a report. */
static double sweep_mean(const facility_rule *rule, const double *locations, double *reports, long_sum *sum) {
  double largest = 0.0;
  for (int64_t i = 0; i < rule->agents; i++) {
    const long_sum others = plus(*sum, -reports[i]);
    const double reply = mean_reply(rule, locations[i], others);
    largest = fmax(largest, fabs(reply - reports[i]));
    *sum = plus(others, reply);
    reports[i] = reply;
  }
  return largest;
}

static double sweep_nash(const facility_rule *rule, const double *locations, double *reports) {
  double largest = 0.0;
  for (int64_t i = 0; i < rule->agents; i++) {
    const double old = reports[i];
    largest = fmax(largest, fabs(nash_reply(rule, reports, i, locations[i]) - old));
  }
  return largest;
}

static long_sum sum_of(const double *reports, int64_t n) {
  long_sum sum = {0.0, 0.0};
  for (int64_t i = 0; i < n; i++)
    sum = plus(sum, reports[i]);
  return sum;
}

static double outcome_of(const facility_rule *rule, const double *reports, long_sum sum) {
  return rule->mechanism == MECHANISM_MEAN ? (sum.high + sum.low) / (double)rule->agents
                                           : facility_nash(reports, rule->agents, rule->length);
}

static double mean_gain(const facility_rule *rule, const double *locations, const double *reports, long_sum sum) {
  const double n = (double)rule->agents, y = (sum.high + sum.low) / n;
  double largest = 0.0;
  for (int64_t i = 0; i < rule->agents; i++) {
    const long_sum others = plus(sum, -reports[i]);
    const double better = (others.high + others.low + mean_reply(rule, locations[i], others)) / n;
    largest = fmax(largest, fabs(locations[i] - y) - fabs(locations[i] - better));
  }
  return largest;
}

static double nash_gain(const facility_rule *rule, const double *locations, double *reports) {
  const double y = facility_nash(reports, rule->agents, rule->length);
  double largest = 0.0;
  for (int64_t i = 0; i < rule->agents; i++) {
    const double old = reports[i];
    nash_reply(rule, reports, i, locations[i]);
    const double better = facility_nash(reports, rule->agents, rule->length);
    reports[i] = old;
    largest = fmax(largest, fabs(locations[i] - y) - fabs(locations[i] - better));
  }
  return largest;
}

facility_equilibrium facility_best_replies(const facility_rule *rule, const double *locations, double *reports, double tolerance,
                                           int64_t most_sweeps, facility_sweep_function told, void *context) {
  const bool mean = rule->mechanism == MECHANISM_MEAN;
  long_sum sum = sum_of(reports, rule->agents);
  facility_equilibrium end = {0};
  while (end.sweeps < most_sweeps && !end.converged) {
    const double change = mean ? sweep_mean(rule, locations, reports, &sum) : sweep_nash(rule, locations, reports);
    end.converged = change < tolerance;
    if (told != NULL)
      told(context, end.sweeps, outcome_of(rule, reports, sum));
    end.sweeps++;
  }
  end.location = outcome_of(rule, reports, sum);
  end.residual_gain = mean ? mean_gain(rule, locations, reports, sum) : nash_gain(rule, locations, reports);
  return end;
}

double facility_mean_equilibrium(const facility_rule *rule, const double *locations, double y, double *reports) {
  int64_t right = 0, at = 0;
  for (int64_t i = 0; i < rule->agents; i++) {
    right += locations[i] > y;
    at += locations[i] == y;
  }
  const double rest = (double)rule->agents * y - rule->length * (double)right;
  for (int64_t i = 0; i < rule->agents; i++)
    reports[i] = locations[i] < y ? 0.0 : locations[i] > y ? rule->length : between(rest / (double)at, rule->length);
  return mean_gain(rule, locations, reports, sum_of(reports, rule->agents));
}
