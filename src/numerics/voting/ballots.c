#include <math.h>

#include "numerics/voting/voting.h"
#include "walras/elementary.h"

void walras_vote_add_welfare(const walras_ballots *ballots, double *sums) {
  for (int64_t i = 0; i < ballots->rows; i++)
    for (int64_t l = 0; l < ballots->norms; l++)
      sums[l] += ballots->shares[i] * ballots->gains[i * ballots->norms + l];
}

void walras_vote_add_logs(const walras_ballots *ballots, double least, double *sums) {
  for (int64_t i = 0; i < ballots->rows; i++)
    for (int64_t l = 0; l < ballots->norms; l++)
      sums[l] += ballots->shares[i] * walras_log(fmax(ballots->gains[i * ballots->norms + l], least));
}

void walras_vote_add_rejections(const walras_ballots *ballots, double *sums) {
  for (int64_t i = 0; i < ballots->rows; i++)
    for (int64_t l = 0; l < ballots->norms; l++)
      sums[l] += ballots->gains[i * ballots->norms + l] < 0.0 ? ballots->shares[i] : 0.0;
}

void walras_vote_least(const walras_ballots *ballots, double *least) {
  for (int64_t i = 0; i < ballots->rows; i++)
    for (int64_t l = 0; l < ballots->norms; l++)
      least[l] = fmin(least[l], ballots->gains[i * ballots->norms + l]);
}

/* The larger the gap, the smaller the exponential: sigma(z) = 1 / (1 + exp(-z)). Also adds the signs of the row's duels to the margins. */
static void scale_differences(const double *gains, int64_t norms, double rationality, double share, double *out,
                              double *margins) {
  int64_t pair = 0;
  for (int64_t l = 1; l < norms; l++)
    for (int64_t m = 0; m < l; m++, pair++) {
      const double difference = gains[l] - gains[m];
      out[pair] = -rationality * difference;
      margins[pair] += difference > 0.0 ? share : difference < 0.0 ? -share : 0.0;
    }
}

/* As many rows at a time as fit the working memory: one batch of exponentials for them all. */
void walras_vote_add_duels(const walras_ballots *ballots, double rationality, double *work, double *wins, double *margins) {
  const int64_t pairs = walras_vote_pairs(ballots->norms);
  const int64_t rows = pairs > 0 ? walras_vote_work(ballots->norms) / pairs : 0;
  for (int64_t first = 0; rows > 0 && first < ballots->rows; first += rows) {
    const int64_t count = ballots->rows - first < rows ? ballots->rows - first : rows;
    for (int64_t i = 0; i < count; i++)
      scale_differences(ballots->gains + (first + i) * ballots->norms, ballots->norms, rationality, ballots->shares[first + i],
                        work + i * pairs, margins);
    walras_exp_batch(work, work, count * pairs);
    for (int64_t i = 0; i < count; i++)
      for (int64_t pair = 0; pair < pairs; pair++)
        wins[pair] += ballots->shares[first + i] / (1.0 + work[i * pairs + pair]);
  }
}
