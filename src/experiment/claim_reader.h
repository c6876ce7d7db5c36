/** One claim being read: what the grammar and its checks against the design share. */
#ifndef WALRAS_EXPERIMENT_CLAIM_READER_H
#define WALRAS_EXPERIMENT_CLAIM_READER_H

#include "experiment/claims.h"

/** What a check takes beside the keys of every claim. */
enum {
  CLAIM_EXPECTATION = 1, /**< expected with a tolerance, or bounds */
  CLAIM_TOLERANCE = 2,   /**< tolerance or relative_tolerance alone */
  CLAIM_BOUNDS = 4,      /**< minimum, maximum alone */
  CLAIM_ALONG = 8,       /**< along, required */
  CLAIM_VERSUS = 16,     /**< versus or versus_metric */
  CLAIM_REFERENCE = 32,  /**< expected or reference_metric */
  CLAIM_ALONG_OR_METRIC = 64,
  CLAIM_CONDITION = 128,
  CLAIM_ENTRIES = 256,
  CLAIM_QUANTILE = 512
};

typedef struct claim_rule {
  const char *check;
  unsigned takes;
  const char *choice; /**< a key with one of `words` */
  const char *const *words;
  bool choice_required;
} claim_rule;

typedef struct claim_reader {
  config_reader *reader;
  const config_selection *selection;
  const config_setting_t *group;
  const claim_rule *rule;
  config_place place;
  const char *name; /**< "claim 'C7'" */
  bool *selected;   /**< [points] of `where` */
  bool *versus;     /**< [points] of `versus`; scratch for entries */
  bool good;
} claim_reader;

/** "claim 'C7': key" */
const char *claim_what(claim_reader *c, const char *key);
bool claim_has(const claim_reader *c, const char *key);
/** Reports at the claim's place. */
void claim_complain(claim_reader *c, const char *message);
/** A number of a group, when it is given. */
void claim_read_number(claim_reader *c, const config_setting_t *group, const char *key, double low, double *number);
/** A text of the claim without a report; NULL when it is not there. */
const char *claim_word(const claim_reader *c, const char *key);

/** "welfare", or one element of a vector or series, "paid_rank_share[1]", that exists at the points of `selected`. NULL without the key. */
const char *claim_read_metric(claim_reader *c, const char *key, const bool *selected);
/** The claim's metric at further points: of `versus`, or an entry. */
void claim_check_metric_at(claim_reader *c, const bool *selected);

/** What the claim asks of the design points, once its own grammar is right: points that can be compared, ordered, and measured. */
void claim_check_design(claim_reader *c);
/** What no interval can ever decide. */
void claim_check_band(claim_reader *c);

#endif
