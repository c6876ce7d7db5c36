/** The claims of a store with their outcomes, and how they are shown. */
#ifndef WALRAS_CLI_VERIFY_H
#define WALRAS_CLI_VERIFY_H

#include "experiment/evaluate.h"

typedef struct cli_verification {
  const char *store;
  const walras_experiment *experiment;
  walras_evaluation *evaluations; /**< [claim_count] */
  bool *shown;                    /**< [claim_count] asked for */
  bool complete;                  /**< no trial is pending */
  int64_t counts[3];              /**< of the claims shown, by verdict, informative ones apart */
  int64_t informative;
} cli_verification;

void cli_verify_print_table(const cli_verification *v);
/** False after a message. */
bool cli_verify_print_json(const cli_verification *v);

#endif
