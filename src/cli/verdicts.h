/** What the last verification of each model's paper.cfg said: configs/verdicts.json as it was when the program was built. */
#ifndef WALRAS_CLI_VERDICTS_H
#define WALRAS_CLI_VERDICTS_H

/** The whole file as a JSON object with a member per model; delete it. NULL: no memory. */
struct cJSON *cli_verdicts(void);

/** One model's member, or NULL. Its members, each NULL or of the type that is said here:
 *  claims (number in its paper.cfg), verdict (the outcome in words), verification (null, or an object: date, version, commit, digest,
 *  experiment, holds, fails, undecided, informative, trials, failed_trials, seconds, ranks, threads). */
const struct cJSON *cli_verdict_of(const struct cJSON *verdicts, const char *model);

#endif
