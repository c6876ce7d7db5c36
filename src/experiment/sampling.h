/** Designs that sample the space of their axes: Latin hypercubes, Sobol' sequences, and those of sensitivity analysis. */
#ifndef WALRAS_EXPERIMENT_SAMPLING_H
#define WALRAS_EXPERIMENT_SAMPLING_H

#include "experiment/axis.h"

/** The options of such a design. */
typedef struct config_sampling {
  int64_t base; /**< points; base rows of "saltelli"; trajectories of "morris" */
  bool maximin, jitter, scramble;
  int64_t levels; /**< of "morris" */
} config_sampling;

/** Reads the options that the group `sweep` gives for a design over `axes` axes, and counts its points. False after reports. */
bool config_sampling_read(config_reader *reader, const config_setting_t *group, walras_design design, int64_t axes,
                          config_sampling *sampling, int64_t *points);

/**
 * The design's points on the unit cube: coordinates [points][axes] in [0, 1], a function of the options and the seed alone.
 *
 * saltelli: rows A and B of the base sample are the first and last `axes` coordinates of a scrambled Sobol' sequence. Each base row j is axes + 2
 * points together: A_j, then A_j with coordinate i from B_j for i = 1..axes, then B_j (Saltelli et al., Computer Physics Communications 181 (2010)
 * 259-270). morris: trajectory after trajectory, axes + 1 points each; moves [base][axes] get the factor that each step moves
 * (walras_morris_trajectory), NULL for other designs. Errors: out of memory.
 */
walras_status config_sampling_fill(walras_design design, const config_sampling *sampling, int64_t axes, int64_t seed,
                                   double *coordinates, int64_t *moves, walras_error *error);

/** What a user should know about the design though it can run; NULL when there is nothing (arena). */
const char *config_sampling_note(config_reader *reader, walras_design design, const config_sampling *sampling);

#endif
