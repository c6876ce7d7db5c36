#include "models/inpo/packed.h"

#include <math.h>
#include <string.h>

#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"

static const inpo_pack_kernels *kernels(void) {
  static const inpo_pack_kernels *const paths[] = {&inpo_pack_kernels_baseline, &inpo_pack_kernels_avx2,
                                                   &inpo_pack_kernels_avx512};
  return paths[walras_simd_path_get()];
}

int64_t inpo_pack_reals(int64_t n) {
  return (n + 5) * n * PACK_LANES;
}

struct inpo_pack inpo_pack_make(int64_t n, double *memory) {
  const int64_t width = n * PACK_LANES;
  struct inpo_pack pack = {.n = n, .margins = memory};
  double **const arrays[] = {&pack.reference, &pack.policy, &pack.mean, &pack.probability, &pack.next};
  memory += n * width;
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++, memory += width)
    *arrays[k] = memory;
  return pack;
}

void inpo_pack_resume(struct inpo_pack *pack) {
  walras_exp_batch(pack->policy, pack->probability, pack->n * PACK_LANES);
}

void inpo_pack_begin(struct inpo_pack *pack) {
  const int64_t width = pack->n * PACK_LANES;
  inpo_pack_resume(pack);
  memcpy(pack->mean, pack->probability, (size_t)width * sizeof *pack->mean);
  for (int64_t place = 0; place < width; place++)
    pack->ratio[place % PACK_LANES] = fmax(pack->ratio[place % PACK_LANES], fabs(pack->policy[place] - pack->reference[place]));
}

void inpo_pack_round(struct inpo_pack *pack, double a, double b, double c, int64_t t) {
  const inpo_pack_kernels *const k = kernels();
  const int64_t n = pack->n;
  double total[PACK_LANES], logarithm[PACK_LANES];
  k->product(pack->margins, pack->probability, n, pack->next);
  k->step(pack->policy, pack->reference, pack->next, a, b, c, n);
  walras_exp_batch(pack->policy, pack->next, n * PACK_LANES);
  k->sum(pack->next, n, total);
  walras_log_batch(total, logarithm, PACK_LANES);
  k->finish(pack->policy, pack->reference, pack->next, total, logarithm, 1.0 / (double)t, n, pack->probability, pack->mean,
            pack->ratio);
}
