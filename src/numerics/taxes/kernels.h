/** The loops over taxpayers, compiled once per vector width with the same bits. */
#ifndef WALRAS_NUMERICS_TAXES_KERNELS_H
#define WALRAS_NUMERICS_TAXES_KERNELS_H

#include <stdint.h>

#include "numerics/taxes/response.h"
#include "numerics/taxes/schedule.h"

typedef struct walras_tax_kernels {
  void (*tax)(const walras_tax_schedule *schedule, const double *incomes, int64_t count, double *out);
  void (*respond)(const walras_tax_response *response, const walras_tax_workers *workers, const walras_tax_choices *choices);
  void (*respond_grid)(const walras_tax_grid *grid, const double *skills, int64_t count, const walras_tax_choices *choices);
} walras_tax_kernels;

extern const walras_tax_kernels walras_tax_kernels_baseline, walras_tax_kernels_avx2, walras_tax_kernels_avx512;
/** Those of this processor. */
const walras_tax_kernels *walras_tax_kernels_get(void);

#endif
