#include "experiment/evaluation/sample.h"

#include "bench.h"

static const bench made = {.replications = 3, .welfare = {{1, NAN, 3}, {NAN, NAN, NAN}, {4, 5, 9}}};

/* A sample of the bench's three points. */
static claim_sample load(bench *b, walras_experiment **e) {
  claim_sample sample;
  walras_error error = {0};
  *e = bench_experiment(b, "");
  const evaluator evaluated = {.experiment = *e, .read = bench_read, .context = b, .error = &error};
  CU_ASSERT_EQUAL_FATAL(claim_sample_load(&evaluated, "welfare", NULL, NULL, &sample), WALRAS_OK);
  return sample;
}

static void a_sample_knows_the_means_of_its_points(void) {
  bench b = made;
  walras_experiment *e = NULL;
  claim_sample s = load(&b, &e);
  CU_ASSERT(s.point_count == 3 && s.replications == 3 && s.value_count == 5 && s.counts[0] == 2 && s.counts[1] == 0);
  CU_ASSERT(s.means[0] == 2.0 && isnan(s.means[1]) && s.means[2] == 6.0 && claim_sample_row(&s, 2)[1] == 5.0);
  claim_sample_free(&s);
  walras_experiment_destroy(e);
}

static void points_without_values_can_be_dropped(void) {
  bench b = made;
  walras_experiment *e = NULL;
  claim_sample s = load(&b, &e);
  claim_sample_drop_empty(&s);
  CU_ASSERT(s.point_count == 2 && s.points[1] == 2 && s.means[1] == 6.0 && claim_sample_row(&s, 1)[2] == 9.0 && s.counts[1] == 3);
  claim_sample_free(&s);
  walras_experiment_destroy(e);
}

static void replications_without_a_point_have_no_mean(void) {
  bench b = made;
  walras_experiment *e = NULL;
  claim_sample s = load(&b, &e);
  double means[3];
  claim_sample_drop_empty(&s);
  claim_sample_replication_means(&s, means);
  CU_ASSERT(means[0] == 2.5 && isnan(means[1]) && means[2] == 6.0);
  claim_sample_free(&s);
  walras_experiment_destroy(e);
}

static void a_point_is_named_by_what_tells_it_apart(void) {
  bench b = made;
  walras_experiment *e = NULL;
  char name[64], cut[16];
  claim_sample s = load(&b, &e);
  const evaluator evaluated = {.experiment = e};
  claim_sample_name_point(&evaluated, &s, 2, name, sizeof name);
  CU_ASSERT_STRING_EQUAL(name, "point 2 (agents = 40)");
  claim_sample_name_point(&evaluated, &s, 2, cut, sizeof cut);
  CU_ASSERT_STRING_EQUAL(cut, "point 2 (agents");
  s.point_count = 1;
  claim_sample_name_point(&evaluated, &s, 0, name, sizeof name);
  CU_ASSERT_STRING_EQUAL(name, "point 0");
  claim_sample_free(&s);
  walras_experiment_destroy(e);
}

WALRAS_UNIT_TESTS(UNIT(a_sample_knows_the_means_of_its_points), UNIT(points_without_values_can_be_dropped),
                  UNIT(replications_without_a_point_have_no_mean), UNIT(a_point_is_named_by_what_tells_it_apart))
