/* Checkpoints inside trials: written by a group of any size, read by one of any other, damaged, foreign, or not to be written at all. */
#include "engine/checkpoint.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/trial_state.h"
#include "ranks.h"

enum { ENTITIES = 3000, BLOCK = 64, ROUNDS = 6, WORDS = 40, EXPERIMENT = 77, REPLICATION = 2, TRIAL = 2, NEVER = -1 };

/* ---- a model of rounds whose every number is known ---- */

/* How it plays, and what it saw. */
static struct {
  int dies_after; /* this round, when its checkpoint is written: as a kill would end it; NEVER = not */
  bool revised;   /* another version of the model keeps one word more */
  int64_t began_at;
  double elapsed;
} play;

static int64_t round_count(const void *parameters) {
  (void)parameters;
  return ROUNDS;
}
enum { TOTAL_BY_ROUND, SUM };
static const walras_metric metrics[] = {
    [TOTAL_BY_ROUND] = {.name = "total_by_round",
                        .kind = WALRAS_SERIES,
                        .type = WALRAS_VALUE_REAL,
                        .unit = "1",
                        .doc = "total of the entities' counts after each round",
                        .length = round_count},
    [SUM] = {.name = "sum", .kind = WALRAS_SCALAR, .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "sum of the totals"}};

typedef struct count_context {
  walras_state *state;
  int64_t round;
} count_context;

static walras_status count_up(const walras_block *block, void *context) {
  const count_context *c = context;
  int64_t *counts = walras_block_state(block, c->state);
  for (int64_t i = 0; i < block->count; i++) {
    counts[i] += (block->first + i) % 1000 + c->round;
    block->totals[0] += counts[i];
  }
  return WALRAS_OK;
}

/* After round r entity e holds (r + 1)(e mod 1000) + r (r + 1)/2. */
static int64_t expected_total(int64_t round) {
  int64_t total = 0;
  for (int64_t e = 0; e < ENTITIES; e++)
    total += (round + 1) * (e % 1000) + round * (round + 1) / 2;
  return total;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  count_context c;
  walras_population *population;
  walras_reduction *reduction;
  int64_t *totals = walras_trial_allocate_zero(trial, WORDS + 1, sizeof *totals), sum = 0;
  if (totals == NULL)
    return walras_trial_status(trial);
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_state_create(population, "counts", sizeof(int64_t), &c.state));
  RANKS_TRY(walras_trial_keep(trial, "totals", totals, WORDS + play.revised, sizeof *totals));
  RANKS_TRY(walras_reduction_create(trial, &(walras_reduction_shape){.totals = 1}, &reduction));
  EXPECT(trial->checkpoints == NULL || walras_checkpoints_wish(trial, ROUNDS) == WALRAS_WISH_NOTHING); /* not yet */
  play.began_at = walras_trial_first_round(trial);
  play.elapsed = walras_trial_elapsed(trial);
  for (c.round = play.began_at; c.round < ROUNDS; c.round++) {
    RANKS_TRY(walras_for_each_block(population, count_up, &c, reduction));
    totals[c.round] = (int64_t)walras_reduction_total(reduction, 0);
    walras_record_round(trial, TOTAL_BY_ROUND, c.round, (double)totals[c.round]);
    RANKS_TRY(walras_trial_round_done(trial, c.round));
    if (c.round == play.dies_after)
      return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "killed");
  }
  for (int round = 0; round < ROUNDS; round++)
    sum += totals[round];
  walras_record_integer(trial, SUM, sum);
  return WALRAS_OK;
}

static const walras_model model = {.name = "rounds", .metrics = metrics, .metric_count = 2, .run = run};

static void expect_record(const walras_trial *trial, const walras_record_layout *records) {
  int64_t sum = 0;
  for (int64_t f = 0; f < records->field_count; f++) {
    const void *values = (const char *)walras_trial_record(trial) + records->fields[f].offset;
    for (int64_t round = 0; round < ROUNDS && records->fields[f].metric == TOTAL_BY_ROUND; round++) {
      EXPECT(((const double *)values)[round] == (double)expected_total(round));
      sum += expected_total(round);
    }
    EXPECT(records->fields[f].metric != SUM || *(const int64_t *)values == sum);
  }
}

/* ---- groups, plans, files ---- */

static char store[160];

static int world_rank(void) {
  return ranks_group().rank;
}

static void make_store_path(void) {
  if (world_rank() == 0) {
    char folder[] = "/tmp/walras-checkpoint-XXXXXX";
    EXPECT(mkdtemp(folder) != NULL);
    snprintf(store, sizeof store, "%s/s.h5", folder);
  }
  MPI_Bcast(store, (int)sizeof store, MPI_CHAR, 0, MPI_COMM_WORLD);
}

static void path_of(const char *name, char path[200]) {
  snprintf(path, 200, "%s.ckpt/%s", store, name);
}

static void remove_store_path(void) {
  MPI_Barrier(MPI_COMM_WORLD);
  if (world_rank() != 0)
    return;
  char folder[200];
  snprintf(folder, sizeof folder, "%s.ckpt", store);
  walras_checkpoint_remove(folder);
  unlink(folder); /* where a test has put a file in its place */
  *strrchr(folder, '/') = '\0';
  EXPECT(rmdir(folder) == 0);
}

static walras_checkpoint_plan open_plan(int64_t rounds, uint64_t experiment, uint8_t status) {
  const walras_engine_plan engine = {.points = 1,
                                     .replications = 3,
                                     .store_path = store,
                                     .experiment = experiment,
                                     .checkpoint_seconds = (double)INFINITY,
                                     .checkpoint_rounds = rounds};
  const uint8_t statuses[3] = {WALRAS_TRIAL_DONE, WALRAS_TRIAL_PENDING, status};
  walras_checkpoint_plan plan;
  EXPECT(walras_checkpoint_plan_open(&engine, MPI_COMM_WORLD, world_rank() == 0 ? statuses : NULL, &plan, NULL) == WALRAS_OK);
  return plan;
}

/* The first `size` ranks as one group play the trial; `last` gets its last checkpoint's mark. The status, on every rank of the group. */
static walras_status play_on(int size, int threads, const walras_checkpoint_plan *plan, walras_checkpoint_mark *last) {
  static const char nothing[1] = "";
  const void *parameters = nothing;
  const uint32_t key[2] = {1, 2};
  walras_group group = ranks_group();
  walras_status status = WALRAS_OK;
  MPI_Comm_split(MPI_COMM_WORLD, group.rank < size ? 0 : MPI_UNDEFINED, group.rank, &group.communicator);
  group.size = size;
  if (group.rank < size) {
    walras_record_layout *records = NULL;
    walras_trial *trial = NULL;
    walras_checkpoints checkpoints = walras_checkpoints_of(plan, 0);
    EXPECT(walras_record_layout_create(&model, 1, &parameters, true, true, true, &records, NULL) == WALRAS_OK);
    const walras_trial_input input = {
        .model = &model, .records = records, .group = &group, .checkpoints = &checkpoints, .threads = threads};
    EXPECT(walras_trial_open(&input, &trial, NULL) == WALRAS_OK);
    status = walras_trial_execute(trial, 0, REPLICATION, key, parameters);
    if (status == WALRAS_OK && group.rank == 0)
      expect_record(trial, records);
    *last = checkpoints.last;
    walras_trial_close(trial);
    walras_record_layout_destroy(records);
    MPI_Comm_free(&group.communicator);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return status;
}

/* `size` ranks play, with a checkpoint every `rounds` rounds, until they die after round `dies_after`. */
static void leave_checkpoints(int size, int threads, int64_t rounds, int dies_after) {
  walras_checkpoint_mark last = {.generation = 0};
  walras_checkpoint_plan plan = open_plan(rounds, EXPERIMENT, WALRAS_TRIAL_PENDING);
  EXPECT(plan.found_count == 0);
  play.dies_after = dies_after;
  const walras_status status = play_on(size, threads, &plan, &last);
  play.dies_after = NEVER;
  if (world_rank() < size) {
    EXPECT(status == WALRAS_ERROR_MODEL && play.began_at == 0);
    EXPECT(last.round == (dies_after + 1) / rounds * rounds && last.generation == (dies_after + 1) / rounds);
    EXPECT(last.experiment == EXPERIMENT && last.trial == TRIAL);
  }
  walras_checkpoint_plan_close(&plan);
}

/* ---- standard error ---- */

static int error_before = -1, error_file = -1;

static void hear_errors(void) {
  char path[] = "/tmp/walras-errors-XXXXXX";
  fflush(stderr);
  error_before = dup(STDERR_FILENO);
  error_file = mkstemp(path);
  EXPECT(error_before >= 0 && error_file >= 0 && dup2(error_file, STDERR_FILENO) == STDERR_FILENO);
  unlink(path);
}

/* What this rank has said since. */
static void stop_hearing(char *text, size_t size) {
  dup2(error_before, STDERR_FILENO);
  const ssize_t count = pread(error_file, text, size - 1, 0);
  text[count > 0 ? count : 0] = '\0';
  close(error_before);
  close(error_file);
}

static int lines_of_all(const char *text) {
  int lines = 0;
  for (const char *c = text; *c != '\0'; c++)
    lines += *c == '\n';
  MPI_Allreduce(MPI_IN_PLACE, &lines, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  return lines;
}

static bool somebody_said(const char *text, const char *part) {
  int said = strstr(text, part) != NULL;
  MPI_Allreduce(MPI_IN_PLACE, &said, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return said != 0;
}

/* ---- going on ---- */

static bool is_file(const char *name) {
  char path[200];
  struct stat facts;
  path_of(name, path);
  return stat(path, &facts) == 0;
}

/* A checkpoint after round 4 of 6 by one group, the rest by another; the record is that of a trial left alone. What the first run left stays
 * whole beside what the second one writes: that one has a slot of its own. */
static void a_trial_goes_on_with_any_number_of_ranks(int threads) {
  const int world = ranks_group().size;
  for (int writers = 1; writers <= world; writers++) {
    const int readers = 1 + (2 * writers + threads) % world;
    walras_checkpoint_mark last = {.generation = 0}, seen = {.generation = 0};
    char path[200];
    make_store_path();
    leave_checkpoints(writers, threads, 2, 4);
    path_of("slot-0.b", path);
    walras_checkpoint_plan plan = open_plan(2, EXPERIMENT, WALRAS_TRIAL_PENDING);
    EXPECT(plan.found_count == 1 && plan.found[0].trial == TRIAL && plan.found[0].slot == 0 && plan.found[0].round == 4);
    EXPECT(walras_checkpoint_look(path, &seen) && seen.generation == 2 && seen.round == 4);
    const walras_status status = play_on(readers, 4 - threads, &plan, &last);
    if (world_rank() < readers) {
      EXPECT(status == WALRAS_OK && play.began_at == 4);
      EXPECT(last.round == 6 && last.generation == 3 && last.seconds >= seen.seconds && play.elapsed >= seen.seconds);
    }
    EXPECT(is_file("slot-0.a") && is_file("slot-0.b") && is_file("slot-1.a") && !is_file("slot-1.b"));
    walras_checkpoint_plan_close(&plan);
    remove_store_path();
  }
}

/* ---- damage ---- */

enum { HEADER = 0, RECORD = 8192 };

static void turn_a_bit(const char *name, off_t at) {
  char path[200];
  unsigned char byte = 0;
  path_of(name, path);
  const int file = open(path, O_RDWR);
  EXPECT(file >= 0 && pread(file, &byte, 1, at) == 1);
  byte ^= 4;
  EXPECT(pwrite(file, &byte, 1, at) == 1);
  close(file);
}

static void cut_in_half(const char *name) {
  char path[200];
  struct stat facts = {0};
  path_of(name, path);
  EXPECT(stat(path, &facts) == 0 && truncate(path, facts.st_size / 2) == 0);
}

static void damage_newer(void) {
  turn_a_bit("slot-0.b", RECORD);
}
static void damage_older(void) {
  turn_a_bit("slot-0.a", RECORD);
}
static void damage_both(void) {
  damage_newer();
  damage_older();
}
static void damage_header(void) {
  turn_a_bit("slot-0.b", HEADER + 20);
}
static void cut_newer(void) {
  cut_in_half("slot-0.b");
}
static void revise_model(void) {}

/* Checkpoints after rounds 3 (file a) and 4 (file b); something happens to them; the trial begins where it still can, says what it passes over,
 * and ends in the same record. */
static void expect_beginning(void (*happens)(void), int64_t round, const char *said_newer, const char *said_older) {
  const int size = ranks_group().size;
  char text[4096], expected[512], path[200];
  walras_checkpoint_mark last;
  make_store_path();
  leave_checkpoints(size, 1, 1, 3);
  if (world_rank() == 0)
    happens();
  MPI_Barrier(MPI_COMM_WORLD);
  walras_checkpoint_plan plan = open_plan(0, EXPERIMENT, WALRAS_TRIAL_PENDING);
  play.revised = happens == revise_model;
  hear_errors();
  EXPECT(play_on(size, 2, &plan, &last) == WALRAS_OK);
  stop_hearing(text, sizeof text);
  play.revised = false;
  EXPECT(play.began_at == round);
  EXPECT(last.round == round);
  const char *const said[2] = {said_older, said_newer};
  for (int which = 0; which < 2; which++) {
    path_of(which == 0 ? "slot-0.a" : "slot-0.b", path);
    snprintf(expected, sizeof expected, "walras: the checkpoint %s %s", path, said[which] != NULL ? said[which] : "");
    EXPECT(somebody_said(text, expected) == (said[which] != NULL));
  }
  EXPECT((lines_of_all(text) > 0) == (said_newer != NULL || said_older != NULL));
  walras_checkpoint_plan_close(&plan);
  remove_store_path();
}

static void damage_is_named_and_passed_over(void) {
  static const char
      damaged[] = "is damaged in '(record)'; it is passed over",
      revised[] = "holds 'totals' with 320 bytes in blocks of 1048576, the model keeps 328 in blocks of 1048576; it is passed "
                  "over";
  expect_beginning(damage_older, 4, NULL, NULL); /* nobody asks the older one */
  expect_beginning(damage_newer, 3, damaged, NULL);
  expect_beginning(damage_both, 0, damaged, damaged);
  expect_beginning(damage_header, 3, NULL, NULL); /* no checkpoint any more */
  expect_beginning(cut_newer, 3, "could not be read: end of file; it is passed over", NULL);
  expect_beginning(revise_model, 0, revised, revised);
}

/* Another experiment's, and those of trials that are not pending, are nothing to go on from. */
static void only_the_own_pending_trials_go_on(void) {
  const int size = ranks_group().size;
  make_store_path();
  leave_checkpoints(size, 1, 1, 3);
  for (int i = 0; i < 2; i++) {
    walras_checkpoint_mark last;
    walras_checkpoint_plan plan =
        open_plan(0, i == 0 ? EXPERIMENT + 1 : EXPERIMENT, i == 0 ? WALRAS_TRIAL_PENDING : WALRAS_TRIAL_FAILED);
    EXPECT(plan.found_count == 0);
    EXPECT(play_on(size, 1, &plan, &last) == WALRAS_OK && play.began_at == 0);
    walras_checkpoint_plan_close(&plan);
  }
  remove_store_path();
}

/* ---- what cannot be written ---- */

/* A checkpoint that one rank cannot make (here the last has no room for its path, as for its list of pieces) is none for the group; the
 * trial goes on, and the run is told once. */
static void a_checkpoint_that_cannot_be_written_fails_no_trial(void) {
  const walras_group group = ranks_group();
  char text[4096], folder[200], *own = NULL;
  walras_checkpoint_mark last = {.generation = 9};
  make_store_path();
  walras_checkpoint_plan plan = open_plan(1, EXPERIMENT, WALRAS_TRIAL_PENDING);
  if (group.rank == group.size - 1) {
    own = plan.folder;
    plan.folder = malloc(WALRAS_CHECKPOINT_PATH + 1);
    EXPECT(plan.folder != NULL);
    memset(plan.folder, 'p', WALRAS_CHECKPOINT_PATH);
    plan.folder[WALRAS_CHECKPOINT_PATH] = '\0';
  }
  hear_errors();
  EXPECT(play_on(group.size, 2, &plan, &last) == WALRAS_OK && play.began_at == 0);
  EXPECT(last.generation == 0);
  if (own != NULL) {
    free(plan.folder);
    plan.folder = own;
  }
  /* A file where the folder should be, which every rank would meet. */
  snprintf(folder, sizeof folder, "%s.ckpt", store);
  MPI_Barrier(MPI_COMM_WORLD);
  if (group.rank == 0) {
    walras_checkpoint_remove(folder);
    const int file = open(folder, O_CREAT | O_WRONLY, 0600);
    EXPECT(file >= 0 && close(file) == 0);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  EXPECT(play_on(group.size, 1, &plan, &last) == WALRAS_OK && last.generation == 0);
  stop_hearing(text, sizeof text);
  EXPECT(somebody_said(text, "walras: out of memory for a checkpoint; trial 2 goes on without it\n"));
  EXPECT(lines_of_all(text) <= group.size); /* a rank speaks once */
  walras_checkpoint_plan_close(&plan);
  remove_store_path();
}

/* ---- when ---- */

static walras_status wish(walras_trial *trial, const void *parameters) {
  const bool first = trial->group->rank == 0;
  walras_checkpoint_plan plan = {.folder = store, .seconds = (double)INFINITY, .rounds = 3, .replications = 1};
  walras_checkpoints c = walras_checkpoints_of(&plan, 0);
  (void)parameters;
  EXPECT(walras_checkpoints_wish(trial, 100) == WALRAS_WISH_NOTHING); /* a run without checkpoints */
  trial->checkpoints = &c;
  walras_checkpoints_begin(&c, walras_clock());
  EXPECT(walras_checkpoints_wish(trial, 100) == WALRAS_WISH_NOTHING); /* the model may have no rounds */
  EXPECT(walras_checkpoints_load(trial) == 0);
  EXPECT(walras_checkpoints_wish(trial, 2) == WALRAS_WISH_NOTHING);
  EXPECT(walras_checkpoints_wish(trial, 3) == (first ? WALRAS_WISH_CHECKPOINT : WALRAS_WISH_NOTHING));
  c.last_round = 3;
  EXPECT(walras_checkpoints_wish(trial, 5) == WALRAS_WISH_NOTHING);
  plan.rounds = 0; /* not by count */
  EXPECT(walras_checkpoints_wish(trial, 1000000) == WALRAS_WISH_NOTHING);
  plan.seconds = 0.0;
  EXPECT(walras_checkpoints_wish(trial, 4) == (first ? WALRAS_WISH_CHECKPOINT : WALRAS_WISH_NOTHING));
  trial->checkpoints = NULL;
  return WALRAS_OK;
}

/* Contexts of a run write where no checkpoint was found, each into a slot of its own. */
static void contexts_write_where_nothing_was_found(void) {
  walras_checkpoint_found found[] = {{.trial = 1, .slot = 0}, {.trial = 4, .slot = 2}};
  const walras_checkpoint_plan plan = {.found = found, .found_count = 2};
  const int64_t expected[] = {1, 3, 4, 5};
  for (int64_t index = 0; index < 4; index++) {
    const walras_checkpoints c = walras_checkpoints_of(&plan, index);
    EXPECT(c.slot == expected[index] && c.plan == &plan);
  }
}

static void check(int threads) {
  play.dies_after = NEVER;
  a_trial_goes_on_with_any_number_of_ranks(threads);
  ranks_run(wish, "", threads, WALRAS_OK, NULL);
  if (threads > 1 || getenv("WALRAS_BLOCK_ORDER_SEED") != NULL)
    return;
  contexts_write_where_nothing_was_found();
  damage_is_named_and_passed_over();
  only_the_own_pending_trials_go_on();
  a_checkpoint_that_cannot_be_written_fails_no_trial();
}

RANKS_TEST(check)
