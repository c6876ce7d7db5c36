/* Thesis 4: most annotators gain a little from a kind of content and do not see the harm that it does to the others. */
#include "models/beyond-preferences/study.h"
#include "walras/elementary.h"

static double sigmoid(double x) {
  return 1.0 / (1.0 + walras_exp(-x));
}

/* A random annotator prefers permitting with probability m sigma(beta b) + (1 - m) sigma(-beta H): one half at the threshold. */
walras_status play_insensitive_annotators(walras_trial *trial, const struct beyond_parameters *p) {
  const double m = p->majority_share, gains = sigmoid(p->bt_rationality * p->benefit),
               loses = sigmoid(-p->bt_rationality * p->harm);
  walras_record_real(trial, BT_THRESHOLD, (0.5 - loses) / (gains - loses));
  walras_record_real(trial, UTILITARIAN_THRESHOLD, p->harm / (p->benefit + p->harm));
  walras_record_integer(trial, PERMIT_UTILITARIAN, m * p->benefit > (1.0 - m) * p->harm);
  walras_record_integer(trial, PERMIT_BT, m * gains + (1.0 - m) * loses > 0.5);
  walras_record_integer(trial, PERMIT_CONTRACTUALIST, 1.0 - m <= p->rejection_tolerance + 1e-12);
  return WALRAS_OK;
}
