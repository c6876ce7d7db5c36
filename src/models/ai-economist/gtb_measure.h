/** What one environment adds to the sums of its trial. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_MEASURE_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_MEASURE_H

#include "models/ai-economist/gtb_welfare.h"

/** Real sums over environments, at the end of the episode. */
enum gtb_sum {
  GTB_SUM_OBJECTIVE,
  GTB_SUM_INCOME_UTILITY,
  GTB_SUM_INCOME_COIN,
  GTB_SUM_UTILITARIAN,
  GTB_SUM_EQUALITY_PRODUCTIVITY,
  GTB_SUM_PRODUCTIVITY,
  GTB_SUM_EQUALITY,
  GTB_SUM_LABOR,
  GTB_SUM_REBATE, /**< of all tax days */
  GTB_SUM_GAIN,   /**< mean of an environment's agents */
  GTB_SUM_TOP_SHARE,
  GTB_SUM_SECOND_SHARE, /**< of houses; where there are any */
  GTB_SUMS
};
/** And for each rank, from GTB_SUMS + GTB_RANK_SUMS * rank on. */
enum gtb_rank_sum {
  GTB_RANK_PAYMENT,
  GTB_RANK_LABOR,
  GTB_RANK_INCOME, /**< houses built and goods sold less bought: coin before taxes and rebates */
  GTB_RANK_PAID,
  GTB_RANK_COIN,
  GTB_RANK_UTILITY,
  GTB_RANK_HOUSES,
  GTB_RANK_SUMS
};
/** The rates of the period that just ended follow. */
static inline int64_t gtb_rate_sums(int64_t agents) {
  return GTB_SUMS + GTB_RANK_SUMS * agents;
}
enum gtb_count { GTB_COUNT_HOUSES, GTB_COUNT_TRADES, GTB_COUNT_REFUSED, GTB_COUNT_BUILT, GTB_COUNTS };
enum { GTB_MOST_GAIN, GTB_MOST_LEDGER_ERROR, GTB_MAXIMA };
enum { GTB_LEAST_GAIN, GTB_MINIMA };

/** Adds an environment whose episode is over to the block's sums, counts and extrema. */
void gtb_measure(const struct ai_parameters *p, const gtb_world *world, const walras_block *block);

#endif
