/** Games of two players in normal form as this model plays them: payoffs, trembles, risk-averse fictitious play, and what its averages are worth. */
#ifndef WALRAS_RAE_GAMES_H
#define WALRAS_RAE_GAMES_H

#include "models/risk-averse-equilibrium/parameters.h"
#include "numerics/games/bimatrix.h"
#include "numerics/games/mean_variance.h"

/** Streams: payoffs of game g are draws of entity g (player 1's [n][n] first), and its random start those of another stream. */
enum { STREAM_PAYOFFS, STREAM_START };

/** Payoffs with own actions as rows, and transposed. */
struct rae_game {
  int64_t actions[2];
  double *payoff[2], *transposed[2];
};

/** Perturbed opponents and risk aversion, apart from how a trial came to them. */
struct rae_attitude {
  double risk_aversion, tremble, temperature;
};
struct rae_attitude rae_attitude_of(const struct rae_parameters *p);

/** A game with the averages of play and working memory; nothing in it is owned. */
struct rae_play {
  struct rae_game game;
  walras_risk_player player[2];
  double tremble;
  double *s[2];    /**< averages */
  double *warm[2]; /**< last replies, where the next ones are sought from */
  double *q[2];    /**< what is seen of a player's s */
  double *scratch, *work, *reals;
  int64_t *integers;
  bool failed; /**< a reply was not found */
};

/** Doubles that rae_play_make lays out, and integers. */
int64_t rae_play_reals(int64_t actions1, int64_t actions2);
int64_t rae_play_integers(int64_t actions1, int64_t actions2);
/** Lays out game and play in `memory`; payoffs and averages are then to be filled, and rae_play_ready called. */
void rae_play_make(struct rae_play *play, int64_t actions1, int64_t actions2, const struct rae_attitude *attitude, double *memory,
                   int64_t *integers);
/** After payoff[0] and payoff[1] have been filled: their transposes. */
void rae_play_transpose(struct rae_play *play);
/** Draws payoff[0], payoff[1] of game number `entity`, and fills the transposes. */
void rae_play_draw(struct rae_play *play, const struct rae_parameters *p, const walras_stream *payoffs, uint64_t entity);
/** Averages to where play starts (not for init = list). */
void rae_play_start(struct rae_play *play, const struct rae_parameters *p, const walras_stream *starts, uint64_t entity);

/** What is seen of a mixture s [count]: (1 - tremble) s + tremble / count. */
void rae_perturb(const double *s, int64_t count, double tremble, double *q);

/** Fictitious play from round `first` (1 at first) to `rounds` further ones, simultaneous; ends where the regret is at most `tolerance` > 0, looked at when
 *  the number of the round divides by REGRET_INTERVAL. Returns the rounds played. */
enum { REGRET_INTERVAL = 200 };
int64_t rae_play_run(struct rae_play *play, int64_t first, int64_t rounds, double tolerance);

/** What the averages are worth. */
struct rae_outcome {
  double utility[2], mean[2], variance[2];
  double worst[2]; /**< least expected payoff over the other's actions */
  double regret;   /**< the larger gain of a best reply: utility of the reply less that of the average */
};
void rae_play_outcome(struct rae_play *play, struct rae_outcome *outcome);
double rae_play_regret(struct rae_play *play);

/** The largest regret over the strict pure Nash equilibria of the game (nobody loses less than nothing by leaving alone), -1 without any; their number to
 *  `equilibria`. Overwrites the averages. */
double rae_pure_nash_regret(struct rae_play *play, int64_t *equilibria);

#endif
