/** Skills of the Gather-Trade-Build agents: what a house pays, and how often gathering yields a second unit. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_SKILLS_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_SKILLS_H

#include <stdint.h>

/** Skill multiplier min(most, (most - 1) x + 1) of a Lomax(4) draw x = u^(-1/4) - 1, most >= 1; u uniform on (0, 1). */
double gtb_build_multiplier(double most, double u);

/** min(2, x) / 2 of a Lomax(3) draw x. */
double gtb_gather_bonus(double u);

/**
 * Expected order statistics of `count` (<= GTB_AGENTS_MOST) multipliers, ascending: 1 + (most - 1) times the integral over s in (0, 1) of
 * P(x_(i) > s) = sum_{k < i} C(N, k) F^k S^(N - k), S = (1 + s)^-4. The integrand is a polynomial in 1 / (1 + s); a composite Gauss rule
 * has it to 1e-14.
 */
void gtb_expected_multipliers(double most, int32_t count, double *multipliers);

#endif
