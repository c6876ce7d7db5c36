/* The steps over a cohort's contacts: each compiled path against a plain reference, with ties and contacts that nobody made. */
#include "models/magentic-marketplace/steps.h"

#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "numerics/random/philox.h"
#include "unit.h"

enum { ROWS = 4, WIDTH = 100, SEEDS = 40 };

typedef struct path {
  walras_simd_path simd;
  magentic_step *judge, *find_first;
} path;
static const path paths[] = {{WALRAS_SIMD_BASELINE, magentic_judge_baseline, magentic_find_first_baseline},
                             {WALRAS_SIMD_AVX2, magentic_judge_avx2, magentic_find_first_avx2},
                             {WALRAS_SIMD_AVX512, magentic_judge_avx512, magentic_find_first_avx512}};
enum { PATHS = sizeof paths / sizeof *paths };

/* True where this processor has the path; the selection of before stands afterwards. */
static bool is_there(const path *p) {
  const walras_simd_path before = walras_simd_path_get();
  const bool there = walras_simd_select(p->simd);
  (void)walras_simd_select(before);
  return there;
}

static uint32_t word(uint32_t seed, uint32_t contact, uint32_t use) {
  const uint32_t key[2] = {seed, 17}, counter[4] = {contact, use, 0, 0};
  uint32_t words[4];
  walras_philox4x32(counter, key, words);
  return words[0];
}

/* Few different keys and businesses, so that arrivals tie; limits of nobody, everybody and between; every fifth contact is not made. */
static void fill(struct magentic_cohort *c, uint32_t seed) {
  static const double limits[] = {0.0, 0x1p31, 0x1p32, 0x1p30, 0x1p32};
  memset(c, 0, sizeof *c);
  c->width = WIDTH;
  c->active = 1 + (int)(word(seed, 0, 99) % WIDTH);
  for (uint32_t k = 0; k < ROWS * WIDTH; k++) {
    for (uint32_t draw = 0; draw < 4; draw++)
      c->reply[draw][k] = word(seed, k, draw);
    c->answer[k] = k % 5 == 0 ? 0.0 : 0x1p32;
    c->propose[k] = limits[1 + word(seed, k, 4) % 4];
    c->item[k] = limits[word(seed, k, 5) % 5];
    c->amenity[k] = limits[word(seed, k, 6) % 5];
    c->key[k] = (double)(word(seed, k, 7) % 3) - 1.0;
    c->business[k] = word(seed, k, 8) % 7;
  }
  /* the border of a limit: word 2^31 - 1 is below 2^31, word 2^31 is not */
  c->reply[1][1] = UINT32_C(0x7fffffff);
  c->reply[1][2] = UINT32_C(0x80000000);
  c->propose[1] = c->propose[2] = 0x1p31;
}

static bool is_before(const struct magentic_cohort *c, int a, int b) {
  return c->key[a] < c->key[b] || (c->key[a] == c->key[b] && c->business[a] < c->business[b]);
}

/* What each contact turns out to be, by the words. */
static void expect_judged(const struct magentic_cohort *c) {
  int wrong = 0;
  for (int row = 0; row < ROWS; row++)
    for (int i = 0; i < c->active; i++) {
      const int k = row * WIDTH + i;
      const bool answers = c->reply[0][k] < c->answer[k], proposes = answers && c->reply[1][k] < c->propose[k],
                 acceptable = proposes && c->reply[2][k] < c->item[k] && c->reply[3][k] < c->amenity[k];
      wrong += c->answers[k] != answers || c->proposes[k] != proposes || c->acceptable[k] != acceptable;
    }
  CU_ASSERT_EQUAL(wrong, 0);
}

/* The first acceptable by time, then business; of equal ones the first row; how many proposals came before it and in all. */
static void expect_first(const struct magentic_cohort *c) {
  int wrong = 0;
  for (int i = 0; i < c->active; i++) {
    int first = -1;
    double before = 0.0, proposals = 0.0;
    for (int row = 0; row < ROWS; row++) {
      const int k = row * WIDTH + i;
      proposals += c->proposes[k];
      if (c->acceptable[k] != 0.0 && (first < 0 || is_before(c, k, first * WIDTH + i)))
        first = row;
    }
    for (int row = 0; row < ROWS; row++)
      before += first < 0 || is_before(c, row * WIDTH + i, first * WIDTH + i) ? c->proposes[row * WIDTH + i] : 0.0;
    wrong += c->first_contact[i] != first || c->position[i] != before || c->proposals[i] != proposals;
    wrong += first < 0 ? c->first_key[i] != (double)INFINITY : c->first_key[i] != c->key[first * WIDTH + i];
  }
  CU_ASSERT_EQUAL(wrong, 0);
}

static void every_path_judges_contacts_by_their_words(void) {
  static struct magentic_cohort cohort;
  for (int p = 0; p < PATHS; p++)
    for (uint32_t seed = 0; is_there(&paths[p]) && seed < SEEDS; seed++) {
      fill(&cohort, seed);
      paths[p].judge(&cohort, ROWS);
      expect_judged(&cohort);
    }
}

static void every_path_finds_the_first_acceptable_arrival(void) {
  static struct magentic_cohort cohort;
  for (int p = 0; p < PATHS; p++)
    for (uint32_t seed = 0; is_there(&paths[p]) && seed < SEEDS; seed++) {
      fill(&cohort, seed);
      paths[p].judge(&cohort, ROWS);
      paths[p].find_first(&cohort, ROWS);
      expect_first(&cohort);
    }
}

/* Beyond the active consumers and the given rows nothing is written. */
static void what_is_not_active_stays_as_it_was(void) {
  static struct magentic_cohort cohort;
  for (int p = 0; p < PATHS; p++) {
    if (!is_there(&paths[p]))
      continue;
    fill(&cohort, 3);
    cohort.active = 13;
    for (int k = 0; k < ROWS * WIDTH; k++)
      cohort.answers[k] = cohort.proposes[k] = cohort.acceptable[k] = -7.0;
    for (int i = 0; i < WIDTH; i++)
      cohort.first_key[i] = cohort.first_contact[i] = cohort.position[i] = cohort.proposals[i] = -7.0;
    paths[p].judge(&cohort, ROWS - 1);
    paths[p].find_first(&cohort, ROWS - 1);
    for (int k = 0; k < ROWS * WIDTH; k++) {
      const bool untouched = k % WIDTH >= 13 || k / WIDTH == ROWS - 1;
      CU_ASSERT_EQUAL(cohort.answers[k] == -7.0 && cohort.proposes[k] == -7.0 && cohort.acceptable[k] == -7.0, untouched);
    }
    for (int i = 0; i < WIDTH; i++)
      CU_ASSERT_EQUAL(cohort.first_key[i] == -7.0 && cohort.first_contact[i] == -7.0 && cohort.position[i] == -7.0 &&
                          cohort.proposals[i] == -7.0,
                      i >= 13);
  }
}

/* By hand, one consumer each: (0) two tie in time, the lower business wins though it stands later; the third proposes earlier but is not
 * acceptable: it counts before. (1) Equal in all: the first row. (2) Nobody is acceptable: all proposals lie before. (3) Times of minus
 * infinity and infinity are times. */
static void ties_go_to_the_lower_business(void) {
  static struct magentic_cohort c;
  static const double key[4][3] = {{1.0, 1.0, 0.5}, {2.0, 2.0, 2.0}, {1.0, 2.0, 3.0}, {(double)INFINITY, -(double)INFINITY, 0.0}};
  static const double business[4][3] = {{8.0, 4.0, 9.0}, {5.0, 5.0, 5.0}, {1.0, 2.0, 3.0}, {1.0, 2.0, 3.0}};
  static const double acceptable[4][3] = {{1, 1, 0}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}};
  static const double first[4] = {1, 0, -1, 1}, position[4] = {1, 0, 3, 0};
  for (int p = 0; p < PATHS; p++) {
    if (!is_there(&paths[p]))
      continue;
    memset(&c, 0, sizeof c);
    c.width = c.active = 4;
    for (int i = 0; i < 4; i++)
      for (int row = 0; row < 3; row++) {
        c.key[4 * row + i] = key[i][row];
        c.business[4 * row + i] = business[i][row];
        c.proposes[4 * row + i] = 1.0;
        c.acceptable[4 * row + i] = acceptable[i][row];
      }
    paths[p].find_first(&c, 3);
    for (int i = 0; i < 4; i++)
      CU_ASSERT(c.first_contact[i] == first[i] && c.position[i] == position[i] && c.proposals[i] == 3.0);
  }
}

/* Through the entries that the journeys call. */
static void the_steps_have_the_same_bits_whatever_path_is_selected(void) {
  static struct magentic_cohort reference, selected;
  const walras_simd_path before = walras_simd_path_get();
  fill(&reference, 11);
  magentic_judge_baseline(&reference, ROWS);
  magentic_find_first_baseline(&reference, ROWS);
  for (int p = 0; p < PATHS; p++) {
    if (!walras_simd_select(paths[p].simd))
      continue;
    fill(&selected, 11);
    magentic_judge(&selected, ROWS);
    magentic_find_first(&selected, ROWS);
    CU_ASSERT_EQUAL(memcmp(&selected, &reference, sizeof selected), 0);
  }
  (void)walras_simd_select(before);
}

WALRAS_UNIT_TESTS(UNIT(every_path_judges_contacts_by_their_words), UNIT(every_path_finds_the_first_acceptable_arrival),
                  UNIT(what_is_not_active_stays_as_it_was), UNIT(ties_go_to_the_lower_business),
                  UNIT(the_steps_have_the_same_bits_whatever_path_is_selected))
