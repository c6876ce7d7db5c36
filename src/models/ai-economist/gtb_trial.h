/** One trial of Gather-Trade-Build: its environments, period by period. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_TRIAL_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_TRIAL_H

#include "models/ai-economist/gtb_measure.h"
#include "models/ai-economist/gtb_saez.h"
#include "models/ai-economist/gtb_setup.h"

enum { GTB_BLOCK = 8, GTB_TRADES_LOGGED = 100000 };

/** What is told of the first environment; equal on every rank. */
typedef struct gtb_log {
  gtb_trade *trades; /**< [trade_room] */
  int64_t *counts;   /**< [1] trades so far */
  int32_t *built;    /**< [tiles] 1 + the period in which a house was built there; 0 none */
  double *rates;     /**< [rounds][brackets] means over all environments */
  void *environment; /**< [setting.bytes] as it was at the end of the latest round */
} gtb_log;

typedef struct gtb_trial {
  const struct ai_parameters *p;
  gtb_setting setting;
  uint32_t key[2];
  int64_t rounds;     /**< tax periods, and what is left after them */
  int64_t round;      /**< under way */
  int64_t trade_room; /**< of the log */
  uint8_t *scripts;   /**< [N][episode_length], or NULL */
  gtb_saez saez;      /**< of tax_model = saez */
  gtb_log log;
  walras_population *population;
  walras_state *environments;
  walras_scratch *scratch;
  walras_gather *told, *pairs;
  walras_reduction *sums;
} gtb_trial;

walras_status gtb_trial_create(walras_trial *trial, const struct ai_parameters *p, gtb_trial *t);

/** Collective. Plays round t->round in all environments, and takes in what they tell. */
walras_status gtb_trial_round(gtb_trial *t);

/** Most trades of one episode that the table holds. */
int64_t gtb_trade_room(const struct ai_parameters *p);
int64_t gtb_round_count(const struct ai_parameters *p);

/** Records the trial, in its last round. */
void gtb_record(walras_trial *trial, const gtb_trial *t);

#endif
