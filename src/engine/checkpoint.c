#include "engine/checkpoint.h"

#include <stdlib.h>

#include "engine/clock.h"
#include "engine/notice.h"
#include "engine/trial_state.h"

/* Replicated data is cut like this, so that reading it back for a check needs little memory. */
enum { REPLICATED_BLOCK = 1 << 20 };

static int64_t trial_number(const walras_trial *trial) {
  return trial->point * trial->checkpoints->plan->replications + trial->replication;
}

/* The trial's place in the store, which its checkpoints name. */
static int64_t trial_place(const walras_trial *trial) {
  return walras_part_place(trial->checkpoints->plan->part, trial_number(trial));
}

walras_checkpoints walras_checkpoints_of(const walras_checkpoint_plan *plan, int64_t index) {
  return (walras_checkpoints){.plan = plan, .slot = walras_checkpoint_free_slot(plan->found, plan->found_count, index)};
}

void walras_checkpoints_begin(walras_checkpoints *c, double now) {
  c->last = (walras_checkpoint_mark){.generation = 0};
  c->next = 0;
  c->last_time = now;
  c->last_round = 0;
  c->can_resume = false;
}

/* ---- the pieces ---- */

typedef enum direction { WRITE, READ } direction;

static walras_checkpoint_piece whole_piece(const char *name, void *data, size_t bytes, bool mine) {
  const int64_t blocks = (int64_t)((bytes + REPLICATED_BLOCK - 1) / REPLICATED_BLOCK);
  return (walras_checkpoint_piece){
      .name = name, .bytes = (int64_t)bytes, .block_bytes = REPLICATED_BLOCK, .end_block = mine ? blocks : 0, .data = data};
}

static walras_checkpoint_piece entities_piece(const walras_kept *kept) {
  const walras_population *population = kept->population;
  return (walras_checkpoint_piece){.name = kept->name,
                                   .bytes = population->entities * (int64_t)kept->entity_bytes,
                                   .block_bytes = population->block_size * (int64_t)kept->entity_bytes,
                                   .first_block = population->first_block,
                                   .end_block = population->end_block,
                                   .data = kept->data};
}

/* The record so far and all that is kept. What is not of entities is written by the group's first rank and read by all. New memory; NULL when
 * it is exhausted. */
static walras_checkpoint_piece *make_pieces(walras_trial *trial, direction way, int64_t *count) {
  const walras_record_layout *records = trial->records;
  const bool mine = trial->group->rank == 0 || way == READ;
  *count = 2;
  for (const walras_kept *kept = trial->kept; kept != NULL; kept = kept->next)
    ++*count;
  walras_checkpoint_piece *pieces = calloc((size_t)*count, sizeof *pieces), *next = pieces;
  if (pieces == NULL)
    return NULL;
  *next++ = whole_piece("(record)", trial->record, records->bytes, mine);
  *next++ = whole_piece("(recorded)", trial->recorded, ((size_t)records->field_count + 63) / 64 * sizeof *trial->recorded, mine);
  for (const walras_kept *kept = trial->kept; kept != NULL; kept = kept->next)
    if (kept->population == NULL || kept->entity_bytes == 0)
      *next++ = whole_piece(kept->name, kept->data, kept->bytes, mine);
    else
      *next++ = entities_piece(kept);
  return pieces;
}

/* ---- writing ---- */

walras_checkpoint_wish walras_checkpoints_wish(const walras_trial *trial, int64_t rounds_done) {
  const walras_checkpoints *c = trial->checkpoints;
  if (c == NULL || !c->can_resume)
    return WALRAS_WISH_NOTHING;
  if (walras_engine_stop_requested())
    return WALRAS_WISH_STOP;
  const bool due = (c->plan->rounds > 0 && rounds_done - c->last_round >= c->plan->rounds) ||
                   walras_clock() - c->last_time >= c->plan->seconds;
  return trial->group->rank == 0 && due && !c->blind ? WALRAS_WISH_CHECKPOINT : WALRAS_WISH_NOTHING;
}

static walras_status agree(walras_trial *trial, walras_status mine) {
  return walras_group_agree(trial->group, mine, WALRAS_OPERATION_CHECKPOINT);
}

/* The first rank makes the file, all fill it, the first signs it. */
static walras_status write_together(walras_trial *trial, walras_checkpoint_file *file, walras_error *error) {
  const bool first = trial->group->rank == 0;
  walras_status status =
      file->pieces != NULL ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a checkpoint");
  if (status == WALRAS_OK && first)
    status = walras_checkpoint_make_folder(trial->checkpoints->plan->folder, error);
  if (status == WALRAS_OK && first)
    status = walras_checkpoint_open(file, true, error);
  status = agree(trial, status);
  if (status != WALRAS_OK)
    return status;
  if (!first)
    status = walras_checkpoint_open(file, false, error);
  if (status == WALRAS_OK)
    status = walras_checkpoint_write(file, error);
  status = agree(trial, status);
  if (status == WALRAS_OK && first)
    status = walras_checkpoint_finish(file, error);
  return agree(trial, status);
}

/* Once a run: a disk that stays full would have a line for every checkpoint of every trial. */
static void complain(const walras_trial *trial, const walras_error *error) {
  static bool said;
  if (error->status != WALRAS_OK && !__atomic_exchange_n(&said, true, __ATOMIC_RELAXED))
    walras_notice("%s; trial %lld goes on without it", error->message, (long long)trial_number(trial));
}

static walras_status save(walras_trial *trial, int64_t rounds_done) {
  walras_checkpoints *c = trial->checkpoints;
  char path[WALRAS_CHECKPOINT_PATH];
  walras_error error = {0};
  if (c->blind)
    return WALRAS_ERROR_IO; /* told when the run began */
  const walras_checkpoint_mark mark = {.experiment = c->plan->experiment,
                                       .trial = trial_place(trial),
                                       .round = rounds_done,
                                       .generation = c->last.generation + 1,
                                       .seconds = walras_trial_elapsed(trial)};
  walras_checkpoint_file file = {.path = path, .file = -1, .mark = &mark, .threads = trial->threads};
  walras_checkpoint_piece *pieces = make_pieces(trial, WRITE, &file.count);
  file.pieces = pieces;
  if (!walras_checkpoint_path(c->plan->folder, c->slot, c->next, path)) {
    free(pieces);
    file.pieces = pieces = NULL;
  }
  const walras_status status = write_together(trial, &file, &error);
  walras_checkpoint_close(&file);
  free(pieces);
  complain(trial, &error);
  c->last_time = walras_clock();
  c->last_round = rounds_done;
  if (status != WALRAS_OK)
    return status;
  c->last = mark;
  c->next = 1 - c->next;
  return WALRAS_OK;
}

walras_status walras_checkpoints_save(walras_trial *trial, int64_t rounds_done) {
  const walras_activity before = walras_meter_turn(trial->group->meter, WALRAS_CHECKPOINT);
  const walras_status status = save(trial, rounds_done);
  walras_meter_turn(trial->group->meter, before);
  return status;
}

/* ---- reading ---- */

/* Every rank's part is as it was written, and only then is anything of the model's memory changed. */
static walras_status read_together(walras_trial *trial, walras_checkpoint_file *file, walras_error *error) {
  walras_status status = file->pieces != NULL ? walras_checkpoint_open_to_read(file, error)
                                              : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a checkpoint");
  if (status == WALRAS_OK)
    status = walras_checkpoint_read(file, false, error);
  status = agree(trial, status);
  if (status != WALRAS_OK)
    return status;
  status = walras_checkpoint_read(file, true, error);
  if (status != WALRAS_OK) /* whole a moment ago: half of the state may be in place now */
    WALRAS_TRIAL_FAIL(trial, status, "%s", error->message);
  return agree(trial, status);
}

static bool load_file(walras_trial *trial, const char *path, const walras_checkpoint_mark *mark) {
  walras_error error = {0};
  walras_checkpoint_file file = {.path = path, .file = -1, .mark = mark, .threads = trial->threads};
  walras_checkpoint_piece *pieces = make_pieces(trial, READ, &file.count);
  file.pieces = pieces;
  const walras_status status = read_together(trial, &file, &error);
  walras_checkpoint_close(&file);
  free(pieces);
  if (error.status != WALRAS_OK)
    walras_notice("%s; it is passed over", error.message);
  return status == WALRAS_OK;
}

/* The marks of a slot's two files as the first rank sees them; generation 0 = not of this trial. */
static void look_together(walras_trial *trial, int64_t slot, walras_checkpoint_mark marks[2]) {
  const walras_checkpoints *c = trial->checkpoints;
  char path[WALRAS_CHECKPOINT_PATH];
  for (int which = 0; which < 2; which++)
    if (!walras_checkpoint_path(c->plan->folder, slot, which, path) || trial->group->rank != 0 ||
        !walras_checkpoint_look(path, &marks[which]) || marks[which].experiment != c->plan->experiment ||
        marks[which].trial != trial_place(trial))
      marks[which] = (walras_checkpoint_mark){.generation = 0};
  walras_group_broadcast(trial->group, WALRAS_FOR_COORDINATION, marks, 2 * (int64_t)sizeof *marks, 0);
}

/* The round to go on with, or 0. */
static int64_t load(walras_trial *trial, const walras_checkpoint_found *found) {
  walras_checkpoints *c = trial->checkpoints;
  if (agree(trial, trial->error.status) != WALRAS_OK)
    return 0;
  walras_checkpoint_mark marks[2];
  look_together(trial, found->slot, marks);
  const int newest = marks[1].generation > marks[0].generation;
  for (int attempt = 0; attempt < 2; attempt++) {
    const int which = attempt == 0 ? newest : 1 - newest;
    char path[WALRAS_CHECKPOINT_PATH];
    if (marks[which].generation == 0 || !walras_checkpoint_path(c->plan->folder, found->slot, which, path))
      continue;
    if (load_file(trial, path, &marks[which])) {
      c->last = marks[which];
      c->last_round = marks[which].round;
      trial->seconds_before = marks[which].seconds;
      return marks[which].round;
    }
    if (trial->error.status != WALRAS_OK)
      return 0;
  }
  return 0;
}

int64_t walras_checkpoints_load(walras_trial *trial) {
  walras_checkpoints *c = trial->checkpoints;
  c->can_resume = true;
  const walras_checkpoint_found *found = walras_checkpoint_find(c->plan->found, c->plan->found_count, trial_place(trial));
  if (found == NULL)
    return 0;
  const walras_activity before = walras_meter_turn(trial->group->meter, WALRAS_CHECKPOINT);
  const int64_t round = load(trial, found);
  walras_meter_turn(trial->group->meter, before);
  return round;
}
