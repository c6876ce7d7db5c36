/** What rank 0 knows, or all ranks must have alike, on every rank. */
#ifndef WALRAS_CLI_SHARE_H
#define WALRAS_CLI_SHARE_H

#include "cli/cli.h"

/** Collective. Rank 0 has loaded `experiment` (NULL after an error it has printed); the others get the same experiment from its
 *  resolved text, and take the shard that rank 0 has taken. False on every rank when there is none. */
bool cli_share_experiment(walras_experiment **experiment, const walras_model_list *models);

/** Collective. The models of this line on every rank. False on every rank when one has none, after one message, of the first such rank. */
bool cli_share_registry(const cli_line *line, cli_registry *registry);

/** On standard error what went wrong on rank `rank`, this one, first of all ranks; with its host where it is not the first one. */
void cli_complain_of_rank(int rank, const walras_error *error);

/** Collective: rank 0's exit code on every rank. */
int cli_agree_code(int code);

/** Collective. A copy of rank 0's text (NULL counts as empty) in new memory on every rank; NULL on all when one has no memory for it. */
char *cli_share_text(const char *text);

#endif
