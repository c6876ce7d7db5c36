#include "numerics/elementary/double_double.h"

#include "numerics/elementary/inline.h"

/* 1/n! for n = 3..9. */
static const walras_dd inverse_factorial[] = {
    {0x1.5555555555555p-3, 0x1.5555555555555p-57},  {0x1.5555555555555p-5, 0x1.5555555555555p-59},
    {0x1.1111111111111p-7, 0x1.1111111111111p-63},  {0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65},
    {0x1.a01a01a01a01ap-13, 0x1.a01a01a01a01ap-73}, {0x1.a01a01a01a01ap-16, 0x1.a01a01a01a01ap-76},
    {0x1.71de3a556c734p-19, -0x1.c154f8ddc6c00p-73}};

walras_dd walras_dd_exp(walras_dd a) {
  enum { HALVINGS = 9, TERMS = sizeof inverse_factorial / sizeof *inverse_factorial };
  const double k = (a.high * 0x1.71547652b82fep+0 + WALRAS_ROUNDER) - WALRAS_ROUNDER;
  const walras_dd ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  walras_dd r = walras_dd_add(a, walras_dd_neg(walras_dd_mul_double(ln2, k)));
  r = walras_dd_scale(r, 1.0 / (1 << HALVINGS));
  /* e^r - 1 by its series, then (1 + s)^2 - 1 = 2 s + s^2, so that nothing is lost beside the one */
  walras_dd power = walras_dd_mul(r, r), s = walras_dd_add(r, walras_dd_scale(power, 0.5));
  for (int i = 0; i < TERMS; i++) {
    power = walras_dd_mul(power, r);
    s = walras_dd_add(s, walras_dd_mul(power, inverse_factorial[i]));
  }
  for (int i = 0; i < HALVINGS; i++)
    s = walras_dd_add(walras_dd_scale(s, 2.0), walras_dd_mul(s, s));
  s = walras_dd_add(s, (walras_dd){1.0, 0.0});
  return walras_dd_scale(s, walras_from_bits((uint64_t)(int64_t)(k + 1023.0) << 52));
}

walras_dd walras_dd_log(walras_dd a) {
  /* One step from the double: log a = y + log(a e^-y), the last factor being 1 + t with t about 1e-16. */
  const double y = walras_log_core(a.high);
  const walras_dd t = walras_dd_add(walras_dd_mul(a, walras_dd_exp((walras_dd){-y, 0.0})), (walras_dd){-1.0, 0.0});
  return walras_dd_add((walras_dd){y, 0.0}, walras_dd_add(t, (walras_dd){-0.5 * t.high * t.high, 0.0}));
}
