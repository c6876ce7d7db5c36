#include "numerics/random/plackett_luce.h"

#undef NDEBUG
#include <assert.h>
#include <stdbool.h>

#include "numerics/elementary/dispatch.h"

void walras_plackett_luce(const walras_urn *urn, int choices, int64_t count, const uint32_t *words, int64_t stride,
                          int32_t *taken) {
  static walras_plackett_luce_path *const paths[] = {walras_plackett_luce_baseline, walras_plackett_luce_avx2,
                                                     walras_plackett_luce_avx512};
  assert(choices >= 0 && choices <= urn->slots && choices <= WALRAS_PLACKETT_LUCE_MOST);
  for (int64_t first = 0; first < count; first += WALRAS_PLACKETT_LUCE_CHUNK) {
    const int64_t left = count - first, chunk = left < WALRAS_PLACKETT_LUCE_CHUNK ? left : WALRAS_PLACKETT_LUCE_CHUNK;
    paths[walras_simd_path_get()](urn, choices, (int)chunk, words + first, stride, taken + first);
  }
}

static bool is_taken(const int32_t *taken, int64_t stride, int number, int32_t slot) {
  for (int m = 0; m < number; m++)
    if (taken[m * stride] == slot)
      return true;
  return false;
}

int32_t walras_plackett_luce_rest(const walras_urn *urn, const int32_t *taken, int64_t stride, int number, double uniform) {
  double rest = 0.0;
  int32_t last = -1;
  for (int32_t slot = 0; slot < urn->slots; slot++)
    rest += is_taken(taken, stride, number, slot) ? 0.0 : urn->weight[slot];
  double target = uniform * rest;
  for (int32_t slot = 0; slot < urn->slots; slot++) {
    if (is_taken(taken, stride, number, slot))
      continue;
    last = slot;
    if (target < urn->weight[slot])
      return slot;
    target -= urn->weight[slot];
  }
  return last;
}
