/** Metrics of causal games, and what the loops over games add up for them. */
#ifndef WALRAS_CAUSAL_METRICS_H
#define WALRAS_CAUSAL_METRICS_H

#include "models/causal-games/tables.h"

enum { CAUSAL_METRICS = 64 };
extern const walras_metric causal_metrics[CAUSAL_METRICS];

/** Gains by size: bins from 1e-9 to 1e3, four a decade, of either sign, and one for what is smaller. The outer ones are open. */
enum { GAIN_BINS_SIDE = 48, GAIN_BINS = 2 * GAIN_BINS_SIDE + 1 };
/** The positive edges: edge [GAIN_BINS_SIDE + 1], from 1e-9 to 1e3. */
void causal_gain_edges(double *edge);
int64_t causal_gain_bin(const double *edge, double gain);

/** Slots of the reduction over games. */
enum {
  SUM_STACKELBERG_LEADER,
  SUM_STACKELBERG_FOLLOWER,
  SUM_SCNE_LEADER,
  SUM_SCNE_FOLLOWER,
  SUM_LEADER_GAIN,
  SUM_WELFARE_GAIN,
  SUM_MIXED_LEADER,
  SUM_NASH_BEST,
  SUM_NASH_WORST,
  SUM_OPTIMUM,
  SUM_INSTINCT,
  SUM_FOLLOWER_KINDS,                       /* three */
  SUM_HIDDEN_BEST = SUM_FOLLOWER_KINDS + 3, /* these four follow each other */
  SUM_HIDDEN_WORST,
  SUM_HIDDEN_BEST_GAIN,
  SUM_HIDDEN_WORST_GAIN,
  GAME_SUMS
};
enum {
  COUNT_POSITIVE,
  COUNT_NEGATIVE,
  COUNT_LEADER_KINDS,                  /* three */
  COUNT_NASH = COUNT_LEADER_KINDS + 3, /* equilibria */
  COUNT_WITH_NASH,                     /* games with one */
  COUNT_HIDDEN,                        /* equilibria that some replies off the path support */
  COUNT_HIDDEN_ROBUST,                 /* ... that all do */
  COUNT_WITH_HIDDEN,                   /* games with one of the first kind */
  COUNT_WELFARE_BINS,
  COUNT_LEADER_BINS = COUNT_WELFARE_BINS + GAIN_BINS,
  GAME_COUNTS = COUNT_LEADER_BINS + GAIN_BINS
};
enum { LEAST_LEADER_GAIN, LEAST_WELFARE_GAIN, LEAST_MIXED_GAIN, GAME_MINIMA };
enum { MOST_LEADER_GAIN, MOST_WELFARE_GAIN, GAME_MAXIMA };

/** Of trees and of signalling games. */
enum { SUM_SPE_LEADER, SUM_SPE_FOLLOWER, TREE_SUMS };
enum { COUNT_SEPARATING, COUNT_POOLING, COUNT_SEMI, SIGNAL_COUNTS };

enum { EXTREMES_MOST = 1000 };
/** A game of the table extremes. */
typedef struct causal_extreme {
  int64_t game;
  double welfare_gain, leader_gain;
} causal_extreme;

/** The one game of a trial, where there is only one. */
typedef struct causal_detail {
  double stackelberg_leader, stackelberg_follower; /* actions, from 0 */
  double map;                                      /* of the leader; -1: the mixture */
} causal_detail;

void causal_record_rate(walras_trial *trial, const struct causal_parameters *p);
void causal_record_games(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums);
void causal_record_detail(walras_trial *trial, const struct causal_parameters *p, const struct causal_tables *tables,
                          const causal_detail *detail);
/** Payoffs [states][m][n] of the one game. */
walras_status causal_record_payoffs(walras_trial *trial, const struct causal_tables *tables, const double *leader,
                                    const double *follower);
void causal_record_extremes(walras_trial *trial, const causal_extreme *extremes, int64_t count);
void causal_record_trees(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums);
void causal_record_path(walras_trial *trial, const struct causal_parameters *p, const int32_t *moves);
void causal_record_signals(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums);

/** One row of the table pbe: equilibrium, its kind, side (0 sender, 1 receiver), from, to. */
typedef struct causal_choice {
  int64_t column[5];
} causal_choice;
enum {
  PBE_LISTED = 256,
  PBE_ROWS = PBE_LISTED * 2 * SIGNALS_MOST
}; /**< equilibria that the table pbe lists at most, and its rows */
void causal_record_equilibria(walras_trial *trial, const causal_choice *choices, int64_t count);

#endif
