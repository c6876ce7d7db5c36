/** The description of a folder as an RO-Crate 1.1 of the profile Process Run Crate 0.5.
 *  https://w3id.org/ro/crate/1.1, https://w3id.org/ro/wfrun/process/0.5 */
#ifndef WALRAS_CLI_CRATE_H
#define WALRAS_CLI_CRATE_H

#include <stdbool.h>

#include "cli/crate_folder.h"
#include "experiment/experiment.h"

/** What a file of the folder is. */
typedef struct crate_part {
  int64_t file;            /**< number in the folder's list */
  const char *description; /**< one line */
  const char *format;      /**< media type */
  char *original;          /**< the path it had when the run read it, where the folder holds it under another one; or NULL */
  bool read, written;      /**< by the runs */
} crate_part;

typedef struct crate_input {
  const crate_folder *folder;
  const crate_part *parts;
  int64_t part_count;
  int64_t store; /**< which part is the store */
  const walras_experiment *experiment;
  const struct cJSON *sessions; /**< of the run log; at least one */
  const char *digest;           /**< walras digest */
  const char *summary;          /**< what the experiment is, in words */
  const char *license;          /**< a URI with "://", or words; NULL = not given */
  const char *agent;            /**< who ran it; NULL = not given */
  const char *agent_uri;        /**< an ORCID or the like; NULL = not given */
} crate_input;

/** The text of ro-crate-metadata.json; the caller's to free. NULL: no memory. */
char *crate_metadata(const crate_input *input);

#endif
