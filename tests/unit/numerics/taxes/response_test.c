#include "numerics/taxes/response.h"

#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "unit.h"

enum { MOST = 1003 };

static const walras_labor usual = {.cost = 0.0005, .exponent = 3.5, .most = 100.0};
static const walras_labor uncapped = {.cost = 0.0005, .exponent = 3.5, .most = INFINITY};

static struct answer { double labor[MOST], income[MOST], tax[MOST], worth[MOST]; } answer, other;

static walras_tax_choices into(struct answer *a, int first) {
  return (walras_tax_choices){a->labor + first, a->income + first, a->tax + first, a->worth + first};
}

static walras_tax_schedule make(int64_t brackets, const double *cutoffs, const double *rates) {
  walras_tax_schedule schedule = {0};
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_tax_schedule_make(brackets, cutoffs, rates, "cutoffs", "rates", &schedule, &error), WALRAS_OK);
  return schedule;
}

static void respond(const walras_tax_schedule *schedule, const walras_labor *labor, const double *skills, int count,
                    struct answer *out) {
  static double e[MOST], delta[MOST];
  walras_tax_response response;
  const walras_tax_choices choices = into(out, 0);
  walras_tax_response_make(schedule, labor, &response);
  walras_tax_powers(labor, skills, count, e, delta);
  walras_tax_respond(&response, &(walras_tax_workers){count, skills, e, delta}, &choices);
}

static void two_workers_under_a_flat_tax_work_as_by_hand(void) {
  const walras_tax_schedule flat = make(1, (double[]){0}, (double[]){0.5});
  respond(&flat, &uncapped, (double[]){10, 40}, 2, &answer);
  CU_ASSERT_DOUBLE_EQUAL(answer.labor[0], 24.1197, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(answer.labor[1], 41.9949, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(answer.income[0], 241.1975, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(answer.income[1], 1679.7969, 5e-5);
  const double rebate = (answer.tax[0] + answer.tax[1]) / 2.0;
  CU_ASSERT_DOUBLE_EQUAL(rebate, 480.2486, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(answer.income[0] - answer.tax[0] - answer.worth[0], 34.457, 5e-4);
  CU_ASSERT_DOUBLE_EQUAL(answer.income[1] - answer.tax[1] - answer.worth[1], 239.971, 5e-4);
  CU_ASSERT_DOUBLE_EQUAL(answer.worth[0] + rebate, 566.3906, 1e-4);
  CU_ASSERT_DOUBLE_EQUAL(answer.worth[1] + rebate, 1080.1761, 1e-4);
}

static void flat_taxes_give_the_published_hours(void) {
  const double skills[] = {1.24, 10, 100, 159.1}, rates[] = {0.0, 0.3, 0.5};
  const double hours[3][4] = {
      {13.8087, 31.8262, 79.9438, 96.2616}, {11.9727, 27.5946, 69.3145, 83.4626}, {10.4651, 24.1197, 60.5861, 72.9526}};
  for (int rate = 0; rate < 3; rate++) {
    const walras_tax_schedule flat = make(1, (double[]){0}, &rates[rate]);
    respond(&flat, &usual, skills, 4, &answer);
    for (int i = 0; i < 4; i++)
      CU_ASSERT_DOUBLE_EQUAL(answer.labor[i], hours[rate][i], 5.1e-5);
  }
}

static void workers_bunch_at_kinks_and_jump_over_dents(void) {
  const double skills[] = {30, 60, 66, 80, 120};
  const double up[] = {1420.534, 2963.361, 3386.369, 4433.011, 7820.356};
  const double down[] = {1122.904, 3748.811, 4283.939, 5607.997, 9893.171};
  const walras_tax_schedule convex = make(2, (double[]){0, 2000}, (double[]){0.1, 0.5});
  respond(&convex, &usual, skills, 5, &answer);
  for (int i = 0; i < 5; i++)
    CU_ASSERT_DOUBLE_EQUAL(answer.income[i], up[i], 5.1e-4);
  const walras_tax_schedule concave = make(2, (double[]){0, 2000}, (double[]){0.5, 0.1});
  respond(&concave, &usual, skills, 5, &answer);
  for (int i = 0; i < 5; i++)
    CU_ASSERT_DOUBLE_EQUAL(answer.income[i], down[i], 5.1e-4);
  respond(&convex, &usual, (double[]){42.0}, 1, &answer);
  CU_ASSERT_EQUAL(answer.income[0], 2000.0);
}

static void the_cap_on_hours_binds_exactly(void) {
  const walras_tax_schedule s = make(2, (double[]){0, 20000}, (double[]){0.1, 0.2});
  respond(&s, &usual, (double[]){300.0, 1e6}, 2, &answer);
  CU_ASSERT_EQUAL(answer.labor[0], 100.0);
  CU_ASSERT_EQUAL(answer.income[0], 30000.0);
  CU_ASSERT_EQUAL(answer.labor[1], 100.0);
  CU_ASSERT_DOUBLE_EQUAL(answer.worth[0], 30000.0 - 4000.0 - 0.0005 * 1e7, 1e-9);
}

static void a_full_tax_ends_work(void) {
  const walras_tax_schedule s = make(2, (double[]){0, 90000}, (double[]){1.0, 1.0});
  respond(&s, &usual, (double[]){0.5, 50.0, 5000.0}, 3, &answer);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_TRUE(answer.labor[i] == 0.0 && answer.income[i] == 0.0 && answer.tax[i] == 0.0 && answer.worth[i] == 0.0);
}

/* c = 1/2, delta = 2, v = 1: idling and the inner optimum z = 1 beyond the fully taxed half are both worth 0, without rounding. */
static void ties_go_to_the_lower_income(void) {
  const walras_tax_schedule s = make(2, (double[]){0, 0.5}, (double[]){1.0, 0.0});
  const walras_labor labor = {.cost = 0.5, .exponent = 2.0, .most = 10.0};
  respond(&s, &labor, (double[]){1.0, nextafter(1.0, 2.0) + 1e-12}, 2, &answer);
  CU_ASSERT_EQUAL(answer.income[0], 0.0);
  CU_ASSERT_TRUE(answer.income[1] > 0.9);
  walras_tax_grid grid;
  const walras_tax_choices choices = into(&answer, 0);
  walras_tax_grid_make(&s, &labor, 11, &grid);
  walras_tax_respond_grid(&grid, (double[]){1.0}, 1, &choices);
  CU_ASSERT_EQUAL(answer.labor[0], 0.0);
}

static double worth_of(const walras_tax_schedule *s, const walras_labor *labor, double skill, double hours) {
  return skill * hours - walras_tax(s, skill * hours) - labor->cost * pow(hours, labor->exponent);
}

/* A ladder of rates that rise and fall, against every hundredth of an hour. */
static void no_choice_of_hours_beats_the_response(void) {
  const walras_tax_schedule s = make(6, (double[]){0, 300, 900, 1500, 4000, 9000}, (double[]){0.9, 0.1, 0.6, 0.2, 1.0, 0.3});
  double skills[200];
  for (int i = 0; i < 200; i++)
    skills[i] = exp(-1.0 + 0.04 * i);
  respond(&s, &usual, skills, 200, &answer);
  bool best = true, honest = true, rising = true;
  for (int i = 0; i < 200; i++) {
    honest &= fabs(worth_of(&s, &usual, skills[i], answer.labor[i]) - answer.worth[i]) <= 1e-9 * (1.0 + answer.income[i]);
    rising &= i == 0 || answer.income[i] >= answer.income[i - 1];
    for (int k = 0; k <= 10000; k++)
      best &= worth_of(&s, &usual, skills[i], 0.01 * k) <= answer.worth[i] + 1e-9 * (1.0 + answer.income[i]);
  }
  CU_ASSERT_TRUE(best && honest && rising);
}

static void the_grid_response_is_the_best_of_its_hours(void) {
  const walras_tax_schedule s = make(3, (double[]){0, 300, 1500}, (double[]){0.5, 0.1, 0.6});
  walras_tax_grid grid;
  double skills[200];
  for (int i = 0; i < 200; i++)
    skills[i] = exp(-1.0 + 0.04 * i);
  walras_tax_grid_make(&s, &usual, 11, &grid);
  const walras_tax_choices choices = into(&answer, 0);
  walras_tax_respond_grid(&grid, skills, 200, &choices);
  bool best = true;
  for (int i = 0; i < 200; i++) {
    best &= fmod(answer.labor[i], 10.0) == 0.0 && answer.income[i] == skills[i] * answer.labor[i];
    best &= unit_same_bits(answer.tax[i], walras_tax(&s, answer.income[i]));
    for (int k = 0; k <= 10; k++)
      best &= worth_of(&s, &usual, skills[i], 10.0 * k) <= answer.worth[i] + 1e-9 * (1.0 + answer.income[i]);
  }
  CU_ASSERT_TRUE(best);
}

/* Skills and cutoffs times s, with c times s: the same hours, and s times the money. */
static void a_change_of_money_changes_no_hours(void) {
  const double scale = 37.0;
  const walras_tax_schedule s = make(3, (double[]){0, 300, 1500}, (double[]){0.5, 0.1, 0.6});
  const walras_tax_schedule t = make(3, (double[]){0, 300 * scale, 1500 * scale}, (double[]){0.5, 0.1, 0.6});
  const walras_labor labor = {.cost = usual.cost * scale, .exponent = 3.5, .most = 100.0};
  double skills[200], scaled[200];
  for (int i = 0; i < 200; i++)
    scaled[i] = scale * (skills[i] = exp(-1.0 + 0.04 * i));
  respond(&s, &usual, skills, 200, &answer);
  respond(&t, &labor, scaled, 200, &other);
  for (int i = 0; i < 200; i++) {
    CU_ASSERT_DOUBLE_EQUAL(answer.labor[i], other.labor[i], 1e-11 * (1.0 + answer.labor[i]));
    CU_ASSERT_DOUBLE_EQUAL(scale * answer.worth[i], other.worth[i], 1e-11 * (1.0 + fabs(other.worth[i])));
  }
}

static void a_lower_tax_never_lowers_what_is_attained(void) {
  const double cutoffs[] = {0, 300, 1500};
  const walras_tax_schedule high = make(3, cutoffs, (double[]){0.5, 0.3, 0.6});
  const walras_tax_schedule low = make(3, cutoffs, (double[]){0.4, 0.3, 0.1});
  double skills[200];
  for (int i = 0; i < 200; i++)
    skills[i] = exp(-1.0 + 0.04 * i);
  respond(&high, &usual, skills, 200, &answer);
  respond(&low, &usual, skills, 200, &other);
  for (int i = 0; i < 200; i++)
    CU_ASSERT_TRUE(other.worth[i] >= answer.worth[i]);
}

static bool same_answers(const struct answer *a, const struct answer *b, int count) {
  const size_t bytes = (size_t)count * sizeof(double);
  return memcmp(a->labor, b->labor, bytes) == 0 && memcmp(a->income, b->income, bytes) == 0 &&
         memcmp(a->tax, b->tax, bytes) == 0 && memcmp(a->worth, b->worth, bytes) == 0;
}

/* One worker at a time on the plain path, against all of them on each vector unit. */
static void single_workers_and_batches_have_the_same_bits_on_every_processor(void) {
  static double skills[MOST], e[MOST], delta[MOST];
  const walras_tax_schedule s = make(4, (double[]){0, 300, 1500, 9000}, (double[]){0.5, 0.1, 0.6, 0.3});
  walras_tax_response response;
  walras_tax_grid grid;
  const walras_simd_path own = walras_simd_path_get();
  for (int i = 0; i < MOST; i++)
    skills[i] = exp(-1.0 + 0.007 * ((i * 377) % MOST));
  walras_tax_powers(&usual, skills, MOST, e, delta);
  walras_tax_response_make(&s, &usual, &response);
  walras_tax_grid_make(&s, &usual, 11, &grid);
  for (int path = WALRAS_SIMD_AVX512; path >= 0; path--)
    for (int form = 0; form < 2; form++) {
      if (!walras_simd_select((walras_simd_path)path))
        continue;
      const walras_tax_choices all = into(&answer, 0);
      if (form == 0)
        walras_tax_respond(&response, &(walras_tax_workers){MOST, skills, e, delta}, &all);
      else
        walras_tax_respond_grid(&grid, skills, MOST, &all);
      walras_simd_select(WALRAS_SIMD_BASELINE);
      for (int i = 0; i < MOST; i++) {
        const walras_tax_choices one = into(&other, i);
        if (form == 0)
          walras_tax_respond(&response, &(walras_tax_workers){1, skills + i, e + i, delta + i}, &one);
        else
          walras_tax_respond_grid(&grid, skills + i, 1, &one);
      }
      CU_ASSERT_TRUE(same_answers(&answer, &other, MOST));
    }
  walras_simd_select(own);
}

static void other_rates_over_the_same_cutoffs_are_as_made_anew(void) {
  static const double rates[][4] = {{0.5, 0.1, 0.6, 0.3}, {0.5, 0.2, 0.6, 1.0}, {0.0, 0.2, 0.6, 0.9}, {0.0, 0.2, 0.6, 0.9}};
  walras_tax_response changed, made;
  walras_tax_schedule s = make(4, (double[]){0, 300, 1500, 9000}, (double[]){0.9, 0.8, 0.7, 0.6});
  walras_tax_response_make(&s, &usual, &changed);
  for (int k = 0; k < 4; k++) {
    s = make(4, (double[]){0, 300, 1500, 9000}, (double[]){rates[k][0], rates[k][1], rates[k][2], rates[k][3]});
    walras_tax_response_make(&s, &usual, &made);
    walras_tax_response_set_rates(&changed, rates[k]);
    for (int j = 0; j < 4; j++)
      CU_ASSERT(changed.schedule.rate[j] == made.schedule.rate[j] && changed.schedule.due[j] == made.schedule.due[j] &&
                changed.labor_scale[j] == made.labor_scale[j] && changed.cost_share[j] == made.cost_share[j] &&
                changed.kink_cost[j] == made.kink_cost[j]);
  }
}

WALRAS_UNIT_TESTS(UNIT(other_rates_over_the_same_cutoffs_are_as_made_anew), UNIT(two_workers_under_a_flat_tax_work_as_by_hand),
                  UNIT(flat_taxes_give_the_published_hours), UNIT(workers_bunch_at_kinks_and_jump_over_dents),
                  UNIT(the_cap_on_hours_binds_exactly), UNIT(a_full_tax_ends_work), UNIT(ties_go_to_the_lower_income),
                  UNIT(no_choice_of_hours_beats_the_response), UNIT(the_grid_response_is_the_best_of_its_hours),
                  UNIT(a_change_of_money_changes_no_hours), UNIT(a_lower_tax_never_lowers_what_is_attained),
                  UNIT(single_workers_and_batches_have_the_same_bits_on_every_processor))
