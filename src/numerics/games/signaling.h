/** Pure perfect Bayesian equilibria of signalling games: a sender knows its type and sends a message, a receiver sees it and acts. */
#ifndef WALRAS_NUMERICS_GAMES_SIGNALING_H
#define WALRAS_NUMERICS_GAMES_SIGNALING_H

#include <stdbool.h>
#include <stdint.h>

enum { WALRAS_SIGNALING_MOST = 6 }; /**< types, messages and actions */

typedef struct walras_signaling {
  int64_t types, messages, actions; /**< each 1..WALRAS_SIGNALING_MOST */
  const double *prior;              /**< [types], >= 0, sum 1 */
  const double *sender;             /**< [types][messages][actions] */
  const double *receiver;           /**< the same shape */
} walras_signaling;

typedef enum walras_pbe_kind {
  WALRAS_PBE_SEPARATING, /**< all types send different messages */
  WALRAS_PBE_POOLING,    /**< all send one; a single type counts as separating */
  WALRAS_PBE_SEMI
} walras_pbe_kind;

typedef struct walras_pbe {
  int8_t message[WALRAS_SIGNALING_MOST]; /**< of each type */
  int8_t reply[WALRAS_SIGNALING_MOST];   /**< to each message */
  walras_pbe_kind kind;
} walras_pbe;

/**
 * Is there a belief over the types (they count whatever their prior) under which `action` is the receiver's best reply to `message`, to
 * `tolerance`? A belief gives every other action a least shortfall; the best belief is an optimal mixture of the zero-sum game of shortfalls.
 */
bool walras_signaling_supportable(const walras_signaling *game, int64_t message, int64_t action, double tolerance);

/**
 * All pure perfect Bayesian equilibria: each type's message is best against the replies, each reply is best under Bayes' rule after messages that
 * are sent, and best under some belief after the others (sent with probability 0). All comparisons to `tolerance` >= 0. In the order of replies
 * (message 0's highest), then messages (type 0's highest). counts [3] by kind; returns their sum and writes the first `most` to `found`.
 */
int64_t walras_signaling_equilibria(const walras_signaling *game, double tolerance, int64_t most, walras_pbe *found,
                                    int64_t counts[3]);

#endif
