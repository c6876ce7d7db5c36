#include <math.h>

#include "numerics/voting/voting.h"

static const double TIE = 1e-12;

int64_t walras_vote_first_best(const double *values, int64_t count) {
  int64_t best = 0;
  for (int64_t l = 1; l < count; l++)
    if (values[l] > values[best] + TIE)
      best = l;
  return best;
}

void walras_vote_win_matrix(const double *wins, int64_t norms, double *matrix) {
  for (int64_t l = 0; l < norms; l++) {
    matrix[l * norms + l] = 0.5;
    for (int64_t m = 0; m < l; m++) {
      matrix[l * norms + m] = wins[walras_vote_pairs(l) + m];
      matrix[m * norms + l] = 1.0 - wins[walras_vote_pairs(l) + m];
    }
  }
}

void walras_vote_borda_scores(const double *matrix, int64_t norms, double *scores) {
  for (int64_t l = 0; l < norms; l++) {
    scores[l] = 0.0;
    for (int64_t m = 0; m < norms; m++)
      scores[l] += m != l ? matrix[l * norms + m] : 0.0;
    scores[l] /= norms > 1 ? (double)(norms - 1) : 1.0;
  }
}

int64_t walras_vote_condorcet(const double *margins, int64_t norms) {
  for (int64_t l = 0; l < norms; l++) {
    int64_t beaten = 0;
    for (int64_t m = 0; m < norms; m++)
      if (m != l)
        beaten += (m < l ? margins[walras_vote_pairs(l) + m] : -margins[walras_vote_pairs(m) + l]) > TIE;
    if (beaten == norms - 1)
      return l;
  }
  return WALRAS_STATUS_QUO;
}

int64_t walras_vote_contractualist(const double *rejections, const double *logs, int64_t norms, double tolerance) {
  int64_t best = WALRAS_STATUS_QUO;
  for (int64_t l = 0; l < norms; l++)
    if (rejections[l] <= tolerance + TIE && (best < 0 || logs[l] > logs[best] + TIE))
      best = l;
  return best;
}

int64_t walras_vote_disagreements(const double *first, const double *second, int64_t norms, double tolerance) {
  int64_t count = 0;
  for (int64_t l = 1; l < norms; l++)
    for (int64_t m = 0; m < l; m++) {
      const double difference = first[l] - first[m];
      count += fabs(difference) > tolerance && !(difference * (second[l] - second[m]) > 0.0);
    }
  return count;
}
