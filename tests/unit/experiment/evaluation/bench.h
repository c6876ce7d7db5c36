/** Claims over made-up trials: points are numbers of agents, what each trial measured stands in a table. */
#ifndef WALRAS_TESTS_EXPERIMENT_BENCH_H
#define WALRAS_TESTS_EXPERIMENT_BENCH_H

#include <math.h>

#include "experiment/evaluate.h"
#include "unit/experiment/laboratory.h"

enum { BENCH_POINTS = 6, BENCH_REPLICATIONS = 400 };

typedef struct bench {
  const char *agents; /**< of the points: "10, 20, 40"; NULL: just that */
  const char *sweep;  /**< another sweep in its place */
  int64_t replications;
  bool independent;
  double welfare[BENCH_POINTS][BENCH_REPLICATIONS], optimum[BENCH_POINTS][BENCH_REPLICATIONS];
  const char *failing; /**< a metric that cannot be read */
  char asked[64];      /**< the last metric and element */
} bench;

static inline walras_status bench_read(void *context, const char *metric, int64_t element, int64_t point, double *values,
                                       walras_error *error) {
  bench *b = context;
  snprintf(b->asked, sizeof b->asked, "%s %lld", metric, (long long)element);
  if (b->failing != NULL && strcmp(metric, b->failing) == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "the disk is gone");
  memcpy(values, strcmp(metric, "optimum") == 0 ? b->optimum[point] : b->welfare[point],
         (size_t)b->replications * sizeof *values);
  return WALRAS_OK;
}

/** The experiment of a bench with these claims ("{ ... }, { ... }"). */
static inline walras_experiment *bench_experiment(const bench *b, const char *claims) {
  static char text[16384];
  char sweep[512];
  snprintf(sweep, sizeof sweep, "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ %s ]; } ); };",
           b->agents != NULL ? b->agents : "10, 20, 40");
  snprintf(text, sizeof text,
           "experiment: { name = \"test\"; model = \"toy-market\"; replications = %lld; random_numbers = \"%s\"; };\n%s\nclaims: "
           "( %s );",
           (long long)b->replications, b->independent ? "independent" : "common", b->sweep != NULL ? b->sweep : sweep, claims);
  return laboratory_good(text);
}

#define BENCH_COMMON "id = \"c\"; statement = \"s\"; source = \"own\"; kind = \"theorem\"; reason = \"r\"; "

/** The evaluation of one claim; valid until the next call. */
static inline const walras_evaluation *bench_claim(bench *b, const char *body) {
  static walras_evaluation evaluation;
  char claim[2048];
  walras_error error = {0};
  walras_evaluation_clear(&evaluation);
  snprintf(claim, sizeof claim, "{ " BENCH_COMMON "%s }", body);
  walras_experiment *e = bench_experiment(b, claim);
  CU_ASSERT_EQUAL_FATAL(e->claim_count, 1);
  CU_ASSERT_EQUAL(walras_claim_evaluate(e, &e->claims[0], bench_read, b, &evaluation, &error), WALRAS_OK);
  if (error.status != WALRAS_OK)
    printf("\n  unexpected: %s", error.message);
  walras_experiment_destroy(e);
  return &evaluation;
}
static inline walras_verdict bench_verdict(bench *b, const char *body) {
  return bench_claim(b, body)->verdict;
}

static inline bool near(double value, double expected) {
  const bool close = fabs(value - expected) <= 1e-9 * (1.0 + fabs(expected));
  if (!close)
    printf("\n  %.17g is not %.17g", value, expected);
  return close;
}

static inline void bench_interval(const walras_evaluation *e, double estimate, double half) {
  CU_ASSERT(near(e->estimate, estimate) && near(e->low, estimate - half) && near(e->high, estimate + half));
}

/* Student's t at 0.975 for 1, 2 and 8 degrees of freedom, from tables. */
#define T1 12.706204736432095
#define T2 4.302652729911275
#define T8 2.306004135204166

#endif
