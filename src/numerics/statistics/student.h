/** Student's t distribution. */
#ifndef WALRAS_NUMERICS_STATISTICS_STUDENT_H
#define WALRAS_NUMERICS_STATISTICS_STUDENT_H

/** Quantile with `degrees` > 0 degrees of freedom (infinite: the normal law's) at probability p in (0, 1), to about 1e-10 relative. */
double walras_student_quantile(double p, double degrees);

/** P(|T| >= |t|), to about 1e-11 relative where it is small: the two-sided p-value of a t statistic. NaN for NaN. */
double walras_student_p_value(double t, double degrees);

#endif
