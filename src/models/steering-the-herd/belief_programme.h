/** The planner's programme over public beliefs, with Bayesian agents. */
#ifndef WALRAS_HERD_BELIEF_PROGRAMME_H
#define WALRAS_HERD_BELIEF_PROGRAMME_H

#include "models/steering-the-herd/belief_grid.h"

/** What the planner does; the words of `herd_mode_words`. Precisions follow from the belief b, m = max(b, 1 - b). */
enum herd_mode {
  MODE_HERD,       /**< no investment, q = p, agents herd */
  MODE_BASELINE,   /**< no investment, q = p, agents follow their signals */
  MODE_LEARN_MIN,  /**< q = m: the least that keeps them following */
  MODE_LEARN_OVER, /**< just above m, so that G leads past belief 1/2 */
  MODE_LEARN,      /**< between m and 1 */
  MODE_LEARN_MAX,  /**< q = 1 */
  MODE_OBFUSCATE,  /**< just below b: agents herd on G */
  MODE_SUPPRESS,   /**< just below 1 - b: agents herd on B */
  HERD_MODES
};
extern const char *const herd_mode_words[HERD_MODES + 1];

struct herd_belief_programme {
  const struct herd_parameters *p;
  enum herd_objective objective;
  struct herd_grid grid;
  herd_programme programme;
};

/** The choice of following at precision q from belief b; b and q decide where the signals lead. */
herd_choice herd_follow_choice(const struct herd_belief_programme *b, double belief, double precision, int mode);

/**
 * Solves it on `even` even beliefs; memory from the trial. With a myopic planner the choices are those of discount 0, their values those under
 * `discount`. Errors: memory, numeric.
 */
walras_status herd_belief_solve(walras_trial *trial, const struct herd_parameters *p, int64_t even,
                                struct herd_belief_programme *out);

/** Interpolated value. */
double herd_belief_value(const struct herd_belief_programme *b, double belief);
/** The precision that a mode means at a belief; of MODE_LEARN and of precision grids, `stored`. */
double herd_mode_precision(const struct herd_parameters *p, int mode, double belief, double stored);

#endif
