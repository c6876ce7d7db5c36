/** One trial as it goes: the rates in force, what the last step came to, and the history of tax years. */
#ifndef WALRAS_ECONOMIST_COURSE_H
#define WALRAS_ECONOMIST_COURSE_H

#include "models/llm-economist/economy.h"

/** Kept over rounds; plain data. */
typedef struct economist_now {
  walras_tax_schedule schedule; /**< in force */
  economist_totals totals;      /**< of the last step */
  int64_t leaders_changed;      /**< tax years with a new leader */
  int64_t leader;               /**< worker in office; -1: none */
} economist_now;

typedef struct economist_course {
  economist_economy economy;
  economist_now *now;
  int64_t years;
  double *year_welfare;   /**< [years] welfare of the planner's kind at the last step of each */
  double *year_reference; /**< [years] reference welfare there */
  double *year_rates;     /**< [years][J] */
  double *elasticity;     /**< [J] as used by a Saez planner */
} economist_course;

/** Collective. Rates of the tax year `year` (0-based) for planner governance, into course->now->schedule. */
walras_status economist_plan(economist_course *course, int64_t year);

/** A change of rates [J] by raw percent points `delta`: clipped to delta_max, rounded half to even on the grid, then stopped or reflected at 0
 *  and rate_max. */
void economist_apply_delta(const struct economist_parameters *p, const double *delta, double *rates);

#endif
