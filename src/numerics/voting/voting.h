/**
 * Rules that choose one norm (option, candidate) for all from what each stakeholder gains by it. The gains of n stakeholders from L norms come
 * in blocks of rows; each block adds its part to sums of L or L (L - 1) / 2 numbers, which the caller adds up over blocks, and the rules decide on
 * those sums. Nothing of size n is ever held. A gain is measured against the status quo: below 0 the stakeholder would rather have no norm.
 */
#ifndef WALRAS_NUMERICS_VOTING_VOTING_H
#define WALRAS_NUMERICS_VOTING_VOTING_H

#include <stdint.h>

/** Gains of some stakeholders. The shares of all stakeholders, over all blocks, sum to 1. */
typedef struct walras_ballots {
  int64_t rows, norms;
  const double *gains;  /**< [rows][norms] */
  const double *shares; /**< [rows], >= 0 */
} walras_ballots;

/** The status quo, as the choice of a rule that finds no norm. */
enum { WALRAS_STATUS_QUO = -1 };

/** Pairs of norms; the pair (l, m), m < l, is number l (l - 1) / 2 + m. */
static inline int64_t walras_vote_pairs(int64_t norms) {
  return norms * (norms - 1) / 2;
}
/** Doubles of working memory for walras_vote_add_duels. */
static inline int64_t walras_vote_work(int64_t norms) {
  return walras_vote_pairs(norms) > 8192 ? walras_vote_pairs(norms) : 8192;
}

/* Parts of a block, added to sums. */
/** sums[l] += sum of share * gain. */
void walras_vote_add_welfare(const walras_ballots *ballots, double *sums);
/** sums[l] += sum of share * log(max(gain, least)), least > 0. */
void walras_vote_add_logs(const walras_ballots *ballots, double least, double *sums);
/** sums[l] += share of those who reject norm l: gain < 0. */
void walras_vote_add_rejections(const walras_ballots *ballots, double *sums);
/** least[l] = the smallest of least[l] and the block's gains; begin with infinity. */
void walras_vote_least(const walras_ballots *ballots, double *least);
/**
 * Duels of all pairs (l, m): wins[pair] += sum of share * sigma(rationality (g_l - g_m)), the chance that a random stakeholder, with logistic errors, prefers l;
 * margins[pair] += sum of share * sign(g_l - g_m). `work` [walras_vote_work(norms)].
 */
void walras_vote_add_duels(const walras_ballots *ballots, double rationality, double *work, double *wins, double *margins);

/* Decisions on the sums. Ties within 1e-12 go to the lowest norm. */
/** The first of the largest `values` [count]: the utilitarian choice of welfare, Borda's of its scores, the minimax complaint's of the least gains. */
int64_t walras_vote_first_best(const double *values, int64_t count);
/** Matrix [norms][norms] of wins from those of pairs: wins against l by m are 1 - those of l against m; 1/2 on the diagonal. */
void walras_vote_win_matrix(const double *wins, int64_t norms, double *matrix);
/** Borda scores [norms]: mean wins against the other norms. */
void walras_vote_borda_scores(const double *matrix, int64_t norms, double *scores);
/** The norm with a positive margin (above 1e-12) against every other, or WALRAS_STATUS_QUO. Condorcet 1785. */
int64_t walras_vote_condorcet(const double *margins, int64_t norms);
/**
 * Contractualist choice: of the norms that at most a share `tolerance` rejects, the one with the largest `logs` (mean log gain); 0 is unanimous
 * consent. WALRAS_STATUS_QUO where every norm is rejected by more.
 */
int64_t walras_vote_contractualist(const double *rejections, const double *logs, int64_t norms, double tolerance);
/** Pairs of norms that two score vectors order differently; pairs within `tolerance` in `first` do not count. */
int64_t walras_vote_disagreements(const double *first, const double *second, int64_t norms, double tolerance);

#endif
