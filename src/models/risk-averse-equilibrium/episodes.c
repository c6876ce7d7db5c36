#include "models/risk-averse-equilibrium/episodes.h"

__extension__ typedef unsigned __int128 wide;

void rae_cars_draw(const walras_stream *stream, int64_t first, int64_t count, uint32_t block, struct rae_cars *cars) {
  uint32_t *const words[4] = {cars->words[0], cars->words[1], cars->words[2], cars->words[3]};
  walras_fill_words(stream, (uint64_t)first, count, block, words);
}

void rae_cars_place(const walras_stream *stream, int64_t cells, int64_t first, int64_t count, struct rae_cars *cars) {
  rae_cars_draw(stream, first, count, STARTS, cars);
  for (int64_t i = 0; i < count; i++) {
    const uint64_t one = (uint64_t)cars->words[1][i] << 32 | cars->words[0][i],
                   two = (uint64_t)cars->words[3][i] << 32 | cars->words[2][i];
    cars->own[i] = (int32_t)((wide)one * (uint64_t)cells >> 64);
    cars->other[i] = (int32_t)((wide)two * (uint64_t)cells >> 64);
  }
}

void rae_fill_table(const struct rae_crossing *c, const double *policy, int64_t step, uint64_t *table) {
  const int64_t width = c->cells + 2;
  for (int64_t own = 0; own < width; own++)
    for (int64_t other = 0; other < width; other++) {
      const double chosen = own < width - 1 ? policy[rae_crossing_state(c, step, own, other)] : 0.0;
      const double done = own < width - 1 ? (1.0 - c->tremble) * chosen + 0.5 * c->tremble : 0.0;
      table[own * width + other] = (uint64_t)(done * 0x1p32);
    }
}
