/* Raters and queues: shortcuts against one comparison after the other, invariances, the law of drawn labels. */
#include "models/model_run.h"
#include "models/spo/rater.h"
#include "models/spo/trajectory_rollout.h"

enum { MEMBERS = 37, CANDIDATES = 20 };

static walras_stream stream_of(uint32_t stream, uint32_t round) {
  uint32_t key[2];
  walras_random_key(3, 0, 0, key);
  return walras_stream_make(key, stream, round);
}

/* A queue on the heap of this test; values on a coarse grid, so that there are ties. */
typedef struct fixture {
  struct spo_parameters p;
  trajectory_rater rater;
  rater_queue queue;
  double sorted[RATER_TYPES_MOST][MEMBERS], work[MEMBERS];
  trajectory_outcome member[MEMBERS], candidate[CANDIDATES];
  int64_t head[2], order[MEMBERS];
} fixture;

static const double MARGINS[3] = {0.1, 0.2, 0.3};

static trajectory_outcome make_outcome(const walras_stream *stream, uint64_t entity, int64_t zones) {
  trajectory_outcome outcome = {.total = (double)walras_bounded(stream, entity, 0, 12) - 5.5,
                                .zone = (int32_t)walras_bounded(stream, entity, 1, (uint64_t)zones),
                                .violates = (int32_t)walras_bounded(stream, entity, 2, 2)};
  for (uint32_t a = 0; a < RATER_ASPECTS; a++)
    outcome.aspect[a] = (double)walras_bounded(stream, entity, 3 + a, 6);
  return outcome;
}

static void make_fixture(fixture *f, int rater, int64_t sectors, bool sampled, double flip) {
  const walras_stream stream = stream_of(1, 0), tastes = stream_of(2, 0);
  memset(f, 0, sizeof *f);
  f->p.rater = rater;
  f->p.sectors = sectors;
  f->p.rater_types = 5;
  f->p.sector_margins = (walras_reals){3, MARGINS};
  f->p.game.cycle_margin = 0.3;
  f->p.game.bt_temperature = 2.0;
  f->p.game.flip_probability = flip;
  f->p.game.oracle = sampled ? ORACLE_BERNOULLI : ORACLE_EXACT;
  rater_make(&f->p, &tastes, &f->rater);
  f->queue = (rater_queue){.rater = &f->rater, .capacity = MEMBERS, .head = f->head, .member = f->member, .work = f->work};
  for (int type = 0; type < RATER_TYPES_MOST; type++)
    f->queue.sorted[type] = f->sorted[type];
  for (int64_t i = 0; i < MEMBERS; i++)
    f->order[i] = i;
  for (int i = 0; i < CANDIDATES; i++)
    f->candidate[i] = make_outcome(&stream, (uint64_t)(1000 + i), sectors);
  for (int i = 0; i < MEMBERS; i++) {
    const trajectory_outcome outcome = make_outcome(&stream, (uint64_t)i, sectors);
    rater_queue_push(&f->queue, &outcome, 1);
  }
  rater_queue_index(&f->queue);
}

static rater_meeting meeting_of(fixture *f, int64_t own, int64_t cap, uint64_t entity) {
  return (rater_meeting){
      .own = own, .cap = cap, .entity = entity, .labels = stream_of(5, 0), .members = stream_of(6, 0), .order = f->order};
}

static void ranks_and_zones_give_exactly_what_all_comparisons_give(void) {
  static const int raters[] = {RATER_MAX_RETURN, RATER_NOISY, RATER_INTRANSITIVE_SECTORS, RATER_POPULATION, RATER_NON_MARKOV};
  static fixture f;
  for (size_t r = 0; r < sizeof raters / sizeof *raters; r++)
    for (int64_t sectors = 3; sectors <= 7; sectors += 4) {
      make_fixture(&f, raters[r], sectors, false, 0.0);
      for (int i = 0; i < CANDIDATES; i++) {
        const rater_meeting meeting = meeting_of(&f, -1, 0, 0);
        const double quick = rater_reward(&f.queue, &meeting, &f.candidate[i]);
        CU_ASSERT_DOUBLE_EQUAL(quick, rater_reward_by_pairs(&f.queue, &meeting, &f.candidate[i]), 1e-15);
      }
      for (int i = 0; i < MEMBERS; i++) {
        const rater_meeting meeting = meeting_of(&f, i, 0, 0);
        const double quick = rater_reward(&f.queue, &meeting, &f.member[i]);
        CU_ASSERT_DOUBLE_EQUAL(quick, rater_reward_by_pairs(&f.queue, &meeting, &f.member[i]), 1e-15);
      }
    }
  make_fixture(&f, RATER_MAX_RETURN, 3, false, 0.0);
  for (int i = 0; i < CANDIDATES; i++) {
    const rater_meeting meeting = meeting_of(&f, -1, 0, 0);
    const double quick = rater_reward(&f.queue, &meeting, &f.candidate[i]);
    CU_ASSERT(unit_same_bits(quick, rater_reward_by_pairs(&f.queue, &meeting, &f.candidate[i])));
  }
}

static void the_best_of_all_gets_one_the_worst_minus_one_and_a_batch_against_itself_zero(void) {
  static fixture f;
  make_fixture(&f, RATER_MAX_RETURN, 3, false, 0.0);
  const rater_meeting meeting = meeting_of(&f, -1, 0, 0);
  const trajectory_outcome best = {.total = 100.0}, worst = {.total = -100.0};
  CU_ASSERT_EQUAL(rater_reward(&f.queue, &meeting, &best), 1.0);
  CU_ASSERT_EQUAL(rater_reward(&f.queue, &meeting, &worst), -1.0);
  static const int raters[] = {RATER_MAX_RETURN, RATER_BRADLEY_TERRY, RATER_INTRANSITIVE_SECTORS, RATER_POPULATION,
                               RATER_NON_MARKOV};
  for (size_t r = 0; r < sizeof raters / sizeof *raters; r++) {
    double sum = 0.0;
    make_fixture(&f, raters[r], 5, false, 0.1);
    for (int i = 0; i < MEMBERS; i++) {
      const rater_meeting own = meeting_of(&f, i, 0, 0);
      sum += rater_reward(&f.queue, &own, &f.member[i]);
    }
    CU_ASSERT_DOUBLE_EQUAL(sum, 0.0, 1e-13);
  }
}

static double increasing(double x) {
  return x * x * x + 2.0 * x - 7.0;
}

static void an_increasing_transform_of_the_hidden_return_changes_no_bit_of_a_reward(void) {
  static fixture plain, bent;
  for (int sampled = 0; sampled <= 1; sampled++) {
    make_fixture(&plain, RATER_NOISY, 3, sampled, 0.2);
    bent = plain;
    bent.queue.member = bent.member;
    bent.queue.rater = &bent.rater;
    for (int type = 0; type < RATER_TYPES_MOST; type++)
      bent.queue.sorted[type] = bent.sorted[type];
    for (int i = 0; i < MEMBERS; i++)
      bent.member[i].total = increasing(bent.member[i].total);
    rater_queue_index(&bent.queue);
    for (int i = 0; i < CANDIDATES; i++) {
      const rater_meeting meeting = meeting_of(&plain, -1, 0, (uint64_t)i);
      trajectory_outcome candidate = plain.candidate[i];
      const double before = rater_reward(&plain.queue, &meeting, &candidate);
      candidate.total = increasing(candidate.total);
      CU_ASSERT(unit_same_bits(before, rater_reward(&bent.queue, &meeting, &candidate)));
    }
  }
}

static void rotating_by_one_zone_relabels_a_cyclic_game(void) {
  static fixture f;
  make_fixture(&f, RATER_INTRANSITIVE_SECTORS, 7, false, 0.0);
  for (int32_t a = 0; a < 7; a++)
    for (int32_t b = 0; b < 7; b++) {
      const trajectory_outcome x = {.zone = a}, y = {.zone = b}, x1 = {.zone = (a + 1) % 7}, y1 = {.zone = (b + 1) % 7};
      CU_ASSERT_EQUAL(rater_margin(&f.rater, &x, &y), rater_margin(&f.rater, &x1, &y1));
      CU_ASSERT_EQUAL(rater_margin(&f.rater, &x, &y), -rater_margin(&f.rater, &y, &x));
    }
  CU_ASSERT_EQUAL(f.rater.margin[0 * 7 + 3], 0.6);
  CU_ASSERT_EQUAL(f.rater.margin[0 * 7 + 4], -0.6);
}

/* Means of 2000 rewards of at most 37 labels: 4.5 standard errors, chance 7e-6 each, of which there are 6 x 5. */
static void drawn_labels_have_the_expected_margins_as_their_mean(void) {
  static const int raters[] = {RATER_NOISY,      RATER_BRADLEY_TERRY, RATER_INTRANSITIVE_SECTORS,
                               RATER_POPULATION, RATER_NON_MARKOV,    RATER_MAX_RETURN};
  static fixture drawn, expected;
  for (size_t r = 0; r < sizeof raters / sizeof *raters; r++) {
    const int64_t cap = r == 5 ? 3 : 0; /* a few members only */
    make_fixture(&drawn, raters[r], 3, true, 0.2);
    make_fixture(&expected, raters[r], 3, false, 0.2);
    for (int i = 0; i < 5; i++) {
      double mean = 0.0;
      for (uint64_t entity = 0; entity < 2000; entity++) {
        const rater_meeting meeting = meeting_of(&drawn, -1, cap, entity);
        mean += rater_reward(&drawn.queue, &meeting, &drawn.candidate[i]) / 2000.0;
      }
      const rater_meeting all = meeting_of(&expected, -1, 0, 0);
      const double deviation = 1.0 / sqrt(2000.0 * (cap > 0 ? 3.0 : 37.0));
      CU_ASSERT_DOUBLE_EQUAL(mean, rater_reward(&expected.queue, &all, &expected.candidate[i]), 4.5 * deviation);
    }
  }
  for (int64_t i = 0; i < MEMBERS; i++)
    CU_ASSERT_EQUAL(drawn.order[i], i);
}

static void a_queue_forgets_its_oldest_members(void) {
  trajectory_outcome member[3], work[5];
  int64_t head[2] = {0, 0};
  trajectory_rater rater = {.kind = RATER_INTRANSITIVE_SECTORS, .zones = 1, .types = 1};
  rater_queue queue = {.rater = &rater, .capacity = 3, .head = head, .member = member};
  for (int i = 0; i < 5; i++)
    work[i] = (trajectory_outcome){.total = i};
  rater_queue_push(&queue, work, 2);
  rater_queue_push(&queue, work + 2, 2);
  CU_ASSERT_EQUAL(head[0], 3);
  CU_ASSERT_EQUAL(member[0].total + member[1].total + member[2].total, 1.0 + 2.0 + 3.0);
  rater_queue_push(&queue, work, 5);
  CU_ASSERT_EQUAL(member[0].total + member[1].total + member[2].total, 2.0 + 3.0 + 4.0);
}

static void angles_are_those_of_the_arc_tangent_and_cut_the_circle_in_equal_zones(void) {
  for (int i = 0; i < 720; i++) {
    const double angle = (i + 0.25) * acos(-1.0) / 360.0, x = 3.0 * cos(angle), y = 3.0 * sin(angle);
    CU_ASSERT_DOUBLE_EQUAL(trajectory_angle(x, y), angle, 1e-14);
    CU_ASSERT_EQUAL(trajectory_zone(trajectory_angle(x, y), 3), i / 240);
    CU_ASSERT_EQUAL(trajectory_zone(trajectory_angle(x, y), 5), i / 144);
  }
  CU_ASSERT_EQUAL(trajectory_angle(0.0, 0.0), 0.0);
  CU_ASSERT_EQUAL(trajectory_angle(2.0, 0.0), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(trajectory_angle(0.0, -1.0), 1.5 * acos(-1.0), 1e-15);
  CU_ASSERT(trajectory_angle(1.0, -1e-300) < 2.0 * acos(-1.0));
}

WALRAS_UNIT_TESTS(UNIT(ranks_and_zones_give_exactly_what_all_comparisons_give),
                  UNIT(the_best_of_all_gets_one_the_worst_minus_one_and_a_batch_against_itself_zero),
                  UNIT(an_increasing_transform_of_the_hidden_return_changes_no_bit_of_a_reward),
                  UNIT(rotating_by_one_zone_relabels_a_cyclic_game), UNIT(drawn_labels_have_the_expected_margins_as_their_mean),
                  UNIT(a_queue_forgets_its_oldest_members),
                  UNIT(angles_are_those_of_the_arc_tangent_and_cut_the_circle_in_equal_zones))
