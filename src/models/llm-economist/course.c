#include "models/llm-economist/course.h"

#include "models/llm-economist/elections.h"
#include "models/llm-economist/society.h"

walras_status economist_course_open(walras_trial *trial, const struct economist_parameters *p, economist_course *course) {
  const int64_t years = economist_years(p), brackets = economist_brackets(p);
  course->years = years;
  course->now = walras_trial_allocate_zero(trial, 1, sizeof *course->now);
  course->year_welfare = walras_trial_allocate_zero(trial, years, sizeof(double));
  course->year_reference = walras_trial_allocate_zero(trial, years, sizeof(double));
  course->year_rates = walras_trial_allocate_zero(trial, years * brackets, sizeof(double));
  course->elasticity = walras_trial_allocate_zero(trial, brackets, sizeof(double));
  course->saez = walras_trial_allocate_zero(trial, brackets, sizeof *course->saez);
  if (economist_designs(p))
    course->design = walras_trial_allocate_zero(trial, 1, sizeof *course->design);
  walras_status status = walras_trial_status(trial);
  if (status == WALRAS_OK && course->design != NULL)
    status = walras_trial_keep(trial, "design", course->design, 1, sizeof *course->design);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "elasticity", course->elasticity, brackets, sizeof(double));
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "saez", course->saez, brackets, sizeof *course->saez);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "now", course->now, 1, sizeof *course->now);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "year_welfare", course->year_welfare, years, sizeof(double));
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "year_reference", course->year_reference, years, sizeof(double));
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "year_rates", course->year_rates, years * brackets, sizeof(double));
  if (status != WALRAS_OK)
    return status;
  course->now->leader = -1;
  status = economist_economy_create(trial, p, &course->economy);
  if (status == WALRAS_OK)
    course->now->schedule = economist_schedule(&course->economy, p->start_rates.values);
  if (status == WALRAS_OK)
    status = economist_society_create(course);
  return status == WALRAS_OK ? economist_elections_create(course) : status;
}
