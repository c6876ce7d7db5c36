/** What a piece of work costs a thread that has a processor for itself: wall time less the time spent waiting for a processor. Estimates and
 *  plans are made with it on machines that others use too; what the work itself waits for (a disk, a network) counts. */
#ifndef WALRAS_ENGINE_COST_CLOCK_H
#define WALRAS_ENGINE_COST_CLOCK_H

typedef struct walras_cost_clock {
  int file; /**< the kernel's account of this thread; -1 = it keeps none: processor time counts instead */
  double wall, processor, waited;
} walras_cost_clock;

/** For the calling thread alone; close it there. */
void walras_cost_clock_open(walras_cost_clock *clock);
void walras_cost_clock_close(walras_cost_clock *clock);
/** From here on. */
void walras_cost_clock_start(walras_cost_clock *clock);
/** Seconds that the work since the start cost, and through `wall` those that it took. Costs a few microseconds itself. */
double walras_cost_clock_read(const walras_cost_clock *clock, double *wall);

#endif
