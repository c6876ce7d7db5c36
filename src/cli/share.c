#include "cli/share.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/load.h"
#include "experiment/shard.h"

void cli_complain_of_rank(int rank, const walras_error *error) {
  char host[64] = "this machine";
  gethostname(host, sizeof host - 1);
  if (rank == 0)
    cli_complain_error(error);
  else
    cli_complain("rank %d on %s: %s", rank, host, error->message);
}

int cli_agree_code(int code) {
  MPI_Bcast(&code, 1, MPI_INT, 0, MPI_COMM_WORLD);
  return code;
}

bool cli_share_registry(const cli_line *line, cli_registry *registry) {
  walras_error error = {0};
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const bool mine = cli_registry_open(line, registry, &error) == WALRAS_OK;
  int first = mine ? size : rank;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (first == rank)
    cli_complain_of_rank(rank, &error);
  if (first < size && mine)
    cli_registry_free(registry);
  return first == size;
}

char *cli_share_text(const char *text) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  long long length = text != NULL ? (long long)strlen(text) : 0;
  MPI_Bcast(&length, 1, MPI_LONG_LONG, 0, MPI_COMM_WORLD);
  char *copy = malloc((size_t)length + 1);
  int ok = copy != NULL;
  MPI_Allreduce(MPI_IN_PLACE, &ok, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (!ok) {
    free(copy);
    return NULL;
  }
  if (rank == 0 && length > 0)
    memcpy(copy, text, (size_t)length);
  MPI_Bcast(copy, (int)length, MPI_CHAR, 0, MPI_COMM_WORLD);
  copy[length] = '\0';
  return copy;
}

/* Parses rank 0's resolved experiment, with its run settings behind it; NULL when there is none, with no diagnostics when memory is why. */
static walras_experiment *parse_shared(const char *resolved, const char *run, const char *folder, const walras_model_list *models,
                                       walras_diagnostics *diagnostics) {
  walras_experiment *experiment = NULL;
  const walras_overrides none = {.replications = -1, .threads = -1};
  const size_t bytes = strlen(resolved) + strlen(run) + 2;
  char *text = malloc(bytes);
  if (text == NULL)
    return NULL;
  snprintf(text, bytes, "%s\n%s", resolved, run);
  if (walras_experiment_parse(text, "resolved experiment", folder, models, &none, &experiment, diagnostics) != WALRAS_OK)
    experiment = NULL;
  free(text);
  return experiment;
}

/* Takes the shard that rank 0 has taken. */
static bool share_part(walras_experiment *experiment) {
  walras_part part = experiment != NULL ? experiment->part : (walras_part){0};
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Bcast(&part, (int)sizeof part, MPI_BYTE, 0, MPI_COMM_WORLD);
  return experiment != NULL && (rank == 0 || part.count == 0 || walras_shard_take(experiment, &part, NULL) == WALRAS_OK);
}

bool cli_share_experiment(walras_experiment **experiment, const walras_model_list *models) {
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  int ok = *experiment != NULL;
  MPI_Bcast(&ok, 1, MPI_INT, 0, MPI_COMM_WORLD);
  if (!ok || size == 1)
    return ok;
  char *resolved = cli_share_text(rank == 0 ? (*experiment)->resolved_text : NULL);
  char *run = cli_share_text(rank == 0 ? (*experiment)->run_text : NULL);
  char *folder = cli_share_text(rank == 0 ? (*experiment)->config_folder : NULL);
  walras_diagnostics diagnostics = {0};
  ok = resolved != NULL && run != NULL && folder != NULL;
  if (ok && rank != 0) {
    *experiment = parse_shared(resolved, run, folder, models, &diagnostics);
    ok = *experiment != NULL;
  }
  ok = share_part(ok ? *experiment : NULL);
  free(resolved);
  free(run);
  free(folder);
  int first = ok ? size : rank; /* the first rank without one speaks for all */
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (first == rank)
    cli_print_diagnostics(&diagnostics);
  else
    walras_diagnostics_clear(&diagnostics);
  return first == size;
}
