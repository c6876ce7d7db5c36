/** One trial as it goes: the rates in force, what the last step came to, and the history of tax years. */
#ifndef WALRAS_ECONOMIST_COURSE_H
#define WALRAS_ECONOMIST_COURSE_H

#include "models/llm-economist/economy.h"
#include "models/llm-economist/mirrlees.h"
#include "models/llm-economist/types.h"
#include "numerics/taxes/saez_kernel.h"

/** The best schedules of an enumeration, best first; plain data. */
typedef struct economist_best {
  int64_t count;
  double welfare[ECONOMIST_BEST], rates[ECONOMIST_BEST][ECONOMIST_ENUMERATED_J];
} economist_best;

/** Kept over rounds; plain data. */
typedef struct economist_now {
  walras_tax_schedule schedule; /**< in force */
  walras_tax_schedule previous; /**< of the last step */
  economist_totals totals;      /**< of the last step */
  economist_best best;          /**< of planner = enumerate */
  int64_t leaders_changed;      /**< tax years with a new leader */
  int64_t leader;               /**< worker in office; -1: none */
} economist_now;

typedef struct economist_course {
  economist_economy economy;
  economist_now *now;
  economist_response *played; /**< the schedule in force, ready for the trial's workers */
  walras_state *hour;         /**< uint8_t: grid point of labour; NULL where choices follow from the schedule */
  walras_state *value;        /**< of bandits: float [ECONOMIST_HOURS][block's workers], see bandit.h */
  economist_types types;
  walras_tax_grid *last;           /**< of a society: the schedule of the step before */
  walras_scratch *society_scratch; /**< of a society */
  int64_t years;
  double *year_welfare;                  /**< [years] welfare of the planner's kind at the last step of each */
  double *year_reference;                /**< [years] reference welfare there */
  double *year_rates;                    /**< [years][J] */
  economist_design *design;              /**< of planner = mirrlees, NULL otherwise */
  double *elasticity;                    /**< [J] as used by a Saez planner */
  walras_saez_bracket *saez;             /**< [J] what the authors' routine saw */
  struct economist_election *election;   /**< of governance = vote, NULL otherwise */
  struct economist_flat_vote *flat_vote; /**< of governance = vote_flat, NULL otherwise */
} economist_course;

/** Collective. The workers, what is kept over rounds, and the first rates; `course` zeroed. */
walras_status economist_course_open(walras_trial *trial, const struct economist_parameters *p, economist_course *course);

/** Collective. Rates of the tax year `year` (0-based) for planner governance, into course->now->schedule. */
walras_status economist_plan(economist_course *course, int64_t year);

/** A change of rates [J] by raw percent points `delta`: clipped to delta_max, rounded half to even on the grid, then stopped or reflected at 0
 *  and rate_max. */
void economist_apply_delta(const struct economist_parameters *p, const double *delta, double *rates);

#endif
