/* Partitioned selection: the outcome by its definition, whatever the bins and limits, stored or drawn anew. */
#include "facility_location.h"
#include "models/facility-location/kernels.h"
#include "models/facility-location/selection.h"
#include "numerics/elementary/dispatch.h"

enum { AGENTS = 150000, BLOCK = 65536 };

/* A trial only to have its services: parameters are the test's own. */
typedef struct bench {
  model_run run;
  struct facility_parameters p;
  facility_law law;
  facility_source source;
  walras_population *population;
} bench;

static void open_bench(bench *b, const char *distribution, double length, int64_t agents, int64_t atom_grid, bool stored) {
  char law[64], size[64], grid[64];
  snprintf(law, sizeof law, "distribution=%s", distribution);
  snprintf(size, sizeof size, "domain_length=%.17g", length);
  snprintf(grid, sizeof grid, "atom_grid=%d", (int)atom_grid);
  run_model(&b->run, &walras_model_facility_location, 2, SETTINGS(law, size, grid, "agents=10", "task=scale"));
  CU_ASSERT_EQUAL_FATAL(b->run.status, WALRAS_OK);
  b->p = *(const struct facility_parameters *)b->run.parameters;
  b->p.agents = agents;
  CU_ASSERT_EQUAL_FATAL(facility_law_prepare(b->run.trial, &b->p, (double)agents, &b->law), WALRAS_OK);
  const walras_population_input input = {.name = "test agents", .entities = agents, .block_size = BLOCK};
  CU_ASSERT_EQUAL_FATAL(walras_population_create(b->run.trial, &input, &b->population), WALRAS_OK);
  b->source = (facility_source){.law = &b->law};
  if (stored)
    CU_ASSERT_EQUAL_FATAL(walras_state_create(b->population, "test locations", sizeof(double), &b->source.stored), WALRAS_OK);
}

static double *all_reports(const bench *b) {
  double *reports = malloc((size_t)b->p.agents * sizeof *reports);
  for (int64_t at = 0; reports != NULL && at < b->p.agents; at += FACILITY_CHUNK)
    facility_law_fill(&b->law, at, b->p.agents - at < FACILITY_CHUNK ? b->p.agents - at : FACILITY_CHUNK, reports + at);
  qsort(reports, (size_t)b->p.agents, sizeof *reports, by_value);
  return reports;
}

static const char *const LAWS[] = {"uniform", "beta", "two_point", "truncated_normal", "mixture", "atoms"};
enum { LAW_COUNT = sizeof LAWS / sizeof *LAWS };

static void outcomes_are_those_of_the_sorted_population_for_every_law(void) {
  for (int law = 0; law < LAW_COUNT; law++)
    for (int64_t grid = 0; grid <= 1000; grid += 1000) {
      bench b;
      open_bench(&b, LAWS[law], 0.7, AGENTS, grid, false);
      double *sorted = all_reports(&b), outcomes[3];
      const facility_phantoms uniform = {.agents = AGENTS, .length = 0.7, .uniform = true},
                              median = facility_rank_phantoms(AGENTS, 0.7, AGENTS / 2),
                              third = facility_rank_phantoms(AGENTS, 0.7, AGENTS / 3);
      const facility_phantoms *const targets[] = {&uniform, &median, &third};
      const facility_selection selection = facility_selection_make(b.population, &b.source);
      CU_ASSERT_EQUAL(facility_select(b.run.trial, &selection, targets, 3, outcomes, NULL), WALRAS_OK);
      CU_ASSERT_EQUAL(outcomes[0], facility_phantom_outcome(&uniform, sorted));
      CU_ASSERT_EQUAL(outcomes[1], sorted[AGENTS / 2 - 1]);
      CU_ASSERT_EQUAL(outcomes[2], sorted[AGENTS / 3 - 1]);
      free(sorted);
      end_run(&b.run);
    }
}

static void bins_limits_and_storage_change_no_bit(void) {
  const facility_phantoms uniform = {.agents = AGENTS, .length = 0.3, .uniform = true};
  const facility_phantoms *const targets[] = {&uniform};
  for (int law = 0; law < LAW_COUNT; law++) {
    double first = 0.0;
    for (int setting = 0; setting < 8; setting++) {
      bench b;
      double outcome;
      open_bench(&b, LAWS[law], 0.3, AGENTS, 0, setting % 2 == 1);
      facility_selection selection = facility_selection_make(b.population, &b.source);
      selection.bins = setting & 2 ? 256 : 65536;
      selection.gather_most = setting & 4 ? 1 : 10;
      CU_ASSERT_EQUAL(facility_select(b.run.trial, &selection, targets, 1, &outcome, NULL), WALRAS_OK);
      first = setting == 0 ? outcome : first;
      CU_ASSERT(unit_same_bits(outcome, first));
      end_run(&b.run);
    }
  }
}

static void custom_phantoms_are_merged_with_a_large_population(void) {
  enum { FEW = 5000 };
  static double custom[FEW + 1];
  bench b;
  open_bench(&b, "beta", 1.0, FEW, 0, false);
  for (int i = 0; i <= FEW; i++)
    custom[i] = (double)((i * 7919) % 1000) / 999.0;
  struct facility_parameters p = b.p;
  p.mechanism = MECHANISM_PHANTOM;
  p.custom_phantoms = (walras_reals){.count = FEW + 1, .values = custom};
  double *sorted = all_reports(&b), *memory = malloc((FEW + 3) * sizeof *memory), outcome;
  int64_t *ends = malloc((FEW + 3) * sizeof *ends);
  const facility_phantoms phantoms = facility_phantoms_of(&p, memory, ends);
  const facility_phantoms *const targets[] = {&phantoms};
  facility_selection selection = facility_selection_make(b.population, &b.source);
  CU_ASSERT_EQUAL(facility_select(b.run.trial, &selection, targets, 1, &outcome, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(outcome, facility_phantom_outcome(&phantoms, sorted));
  free(sorted);
  free(memory);
  free(ends);
  end_run(&b.run);
}

static void everybody_is_counted_at_one_location(void) {
  bench b;
  double outcome;
  int64_t locations[FACILITY_LOCATION_BINS], sum = 0;
  open_bench(&b, "uniform", 1.0, AGENTS, 0, false);
  const facility_phantoms median = facility_rank_phantoms(AGENTS, 1.0, AGENTS / 2);
  const facility_phantoms *const targets[] = {&median};
  const facility_selection selection = facility_selection_make(b.population, &b.source);
  CU_ASSERT_EQUAL(facility_select(b.run.trial, &selection, targets, 1, &outcome, locations), WALRAS_OK);
  double *sorted = all_reports(&b);
  int64_t below = 0;
  for (int bin = 0; bin < FACILITY_LOCATION_BINS; bin++) {
    sum += locations[bin];
    while (below < AGENTS && sorted[below] < (bin + 1) / (double)FACILITY_LOCATION_BINS)
      below++;
    CU_ASSERT_EQUAL(sum, below);
  }
  CU_ASSERT_EQUAL(sum, AGENTS);
  free(sorted);
  end_run(&b.run);
}

/* At every edge and beside it, for lengths whose quotients round, on every vector path. */
static void a_report_is_in_the_largest_bin_whose_edge_it_reaches(void) {
  static const double lengths[] = {1.0, 0.3, 0.7, 3.0, 1e-3, 1.0 / 3.0, 12345.678, 1e-200, 1e200};
  static const walras_simd_path paths[] = {WALRAS_SIMD_BASELINE, WALRAS_SIMD_AVX2, WALRAS_SIMD_AVX512};
  const walras_simd_path before = walras_simd_path_get();
  for (size_t path = 0; path < 3; path++) {
    if (!walras_simd_select(paths[path]))
      continue;
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
      for (int64_t bins = 256; bins <= 65536; bins *= 16) {
        const facility_bins grid = facility_bins_make(bins, lengths[l]);
        for (int64_t b = 0; b < bins; b++) {
          const double edge = facility_bin_edge(&grid, b);
          CU_ASSERT_EQUAL(edge, (double)b * lengths[l] / (double)bins);
          const double reports[] = {edge, nextafter(edge, 0.0), b == bins - 1 ? lengths[l] : nextafter(edge, lengths[l])};
          uint16_t bin[3];
          facility_kernels_get()->find_bins(&grid, reports, 3, bin);
          if (bin[0] != b || bin[1] != (b > 0 ? b - 1 : 0) || bin[2] != b)
            CU_FAIL("a report is in the wrong bin");
        }
      }
  }
  CU_ASSERT(walras_simd_select(before));
}

static void every_vector_path_gives_the_same_bits(void) {
  static const walras_simd_path paths[] = {WALRAS_SIMD_BASELINE, WALRAS_SIMD_AVX2, WALRAS_SIMD_AVX512};
  const walras_simd_path before = walras_simd_path_get();
  double reports[999], place[2] = {0.4, 0.5};
  draw_reports(3, 0.9, 64, reports);
  for (int i = 64; i < 999; i++)
    reports[i] = fmod(reports[i - 64] * 1.618 + 0.1, 0.9);
  facility_distances first = {{0}, {0}, {0}};
  double first_slopes[FACILITY_LANES] = {0}, first_kept[999];
  int64_t first_number = 0;
  for (size_t path = 0; path < 3; path++) {
    if (!walras_simd_select(paths[path]))
      continue;
    const facility_kernels *kernels = facility_kernels_get();
    facility_distances sums = {{0}, {0}, {0}};
    double slopes[FACILITY_LANES] = {0}, kept[999];
    kernels->add_distances(reports, 999, place, &sums);
    kernels->add_slopes(reports, 999, 0.9, 0.45, slopes);
    const int64_t number = kernels->keep(reports, 999, 0.2, 0.3, kept);
    if (path == 0) {
      first = sums;
      first_number = number;
      memcpy(first_slopes, slopes, sizeof slopes);
      memcpy(first_kept, kept, sizeof kept);
    }
    CU_ASSERT(memcmp(&sums, &first, sizeof sums) == 0 && memcmp(slopes, first_slopes, sizeof slopes) == 0);
    CU_ASSERT(number == first_number && memcmp(kept, first_kept, (size_t)number * sizeof *kept) == 0);
  }
  CU_ASSERT(first_number > 50 && walras_simd_select(before));
}

static void stored_and_regenerated_agents_give_the_same_bits_in_every_metric(void) {
  static const char *const mechanisms[] = {"mechanism=uniform_phantom",
                                           "mechanism=constrained_median",
                                           "mechanism=mean",
                                           "mechanism=midpoint",
                                           "mechanism=nash",
                                           "mechanism=lrm"};
  for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
    model_run stored, drawn;
    run_model(&stored, &walras_model_facility_location, 1, SETTINGS("agents=70001", "distribution=beta", mechanisms[i]));
    run_model(&drawn, &walras_model_facility_location, 3,
              SETTINGS("agents=70001", "distribution=beta", mechanisms[i], "task=scale"));
    CU_ASSERT(same_records(&stored, &drawn));
    end_run(&stored);
    end_run(&drawn);
  }
}

WALRAS_UNIT_TESTS(UNIT(outcomes_are_those_of_the_sorted_population_for_every_law), UNIT(bins_limits_and_storage_change_no_bit),
                  UNIT(custom_phantoms_are_merged_with_a_large_population), UNIT(everybody_is_counted_at_one_location),
                  UNIT(a_report_is_in_the_largest_bin_whose_edge_it_reaches), UNIT(every_vector_path_gives_the_same_bits),
                  UNIT(stored_and_regenerated_agents_give_the_same_bits_in_every_metric))
