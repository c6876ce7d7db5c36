#include "engine/checkpoint_plan.h"

#include <stdlib.h>

#include "engine/agree.h"

walras_status walras_checkpoint_plan_open(const walras_engine_plan *engine, MPI_Comm world, const uint8_t *status,
                                          walras_checkpoint_plan *plan, walras_error *error) {
  int rank = 0;
  walras_status result = WALRAS_OK;
  MPI_Comm_rank(world, &rank);
  *plan = (walras_checkpoint_plan){.folder = walras_checkpoint_folder(engine->store_path),
                                   .experiment = engine->experiment,
                                   .seconds = engine->checkpoint_seconds,
                                   .rounds = engine->checkpoint_rounds,
                                   .replications = engine->part != NULL ? engine->part->replications : engine->replications,
                                   .part = engine->part};
  if (plan->folder != NULL && rank == 0)
    result = walras_checkpoint_scan(plan->folder, plan->experiment, status, engine->points * engine->replications, &plan->found,
                                    &plan->found_count, error);
  MPI_Bcast(&plan->found_count, 1, MPI_INT64_T, 0, world);
  if (rank != 0 && plan->found_count > 0)
    plan->found = malloc((size_t)plan->found_count * sizeof *plan->found);
  const bool missing = plan->folder == NULL || (plan->found_count > 0 && plan->found == NULL);
  if (result == WALRAS_OK && missing)
    result = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the list of checkpoints");
  result = walras_agree(world, result, error);
  if (result != WALRAS_OK)
    return result;
  MPI_Bcast(plan->found, (int)(plan->found_count * (int64_t)sizeof *plan->found), MPI_BYTE, 0, world);
  return WALRAS_OK;
}

void walras_checkpoint_plan_close(walras_checkpoint_plan *plan) {
  free(plan->folder);
  free(plan->found);
}
