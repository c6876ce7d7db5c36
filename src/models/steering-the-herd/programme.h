/** Discounted programmes on an ordered grid of states: policy iteration over choices whose consequences lie between grid points. */
#ifndef WALRAS_HERD_PROGRAMME_H
#define WALRAS_HERD_PROGRAMME_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

/** A point of the grid's line: (1 - weight) of node `low` and weight of the next one. */
typedef struct herd_place {
  int64_t low;
  double weight; /**< in [0, 1] */
} herd_place;

/** One action in one state. */
typedef struct herd_choice {
  double reward;       /**< expected, at once */
  double up;           /**< probability of the signal G */
  herd_place after[2]; /**< where the belief is after G, and after B; unused where it stays */
  double precision;
  int mode;   /**< enum herd_mode */
  bool stays; /**< the state stays as it is for ever, with the same reward */
} herd_choice;

/** The best offer so far. */
typedef struct herd_best {
  herd_choice choice;
  double value;
  bool any;
} herd_best;

typedef struct herd_programme herd_programme;
/** Offers every choice of a node by herd_offer. */
typedef void herd_offers(const herd_programme *programme, int64_t node, herd_best *best);

struct herd_programme {
  int64_t nodes;
  double discount, tolerance;
  herd_offers *offers;
  const void *context;  /**< of offers */
  double *value;        /**< [nodes] */
  herd_choice *choice;  /**< [nodes] */
  int64_t improvements; /**< rounds that it took */
};

double herd_value_at(const double *value, herd_place place);
double herd_choice_value(const herd_programme *programme, const herd_choice *choice);
/** Takes the choice where it beats the earlier ones by more than rounding: ties go to the first. */
void herd_offer(const herd_programme *programme, herd_best *best, const herd_choice *choice);

/** Values of the present choices under `discount`, by Gauss-Seidel. Errors: WALRAS_ERROR_NUMERIC when it does not settle. */
walras_status herd_evaluate(herd_programme *programme, walras_error *error);
/** Howard's policy iteration from the myopic choices (1960): value and choice. Errors: as above. */
walras_status herd_solve(herd_programme *programme, walras_error *error);

#endif
