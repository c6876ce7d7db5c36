/** Sums of two doubles: about 104 bits, without fused multiply-add (Dekker 1971; Knuth). For functions whose last bit is worth it. */
#ifndef WALRAS_NUMERICS_ELEMENTARY_DOUBLE_DOUBLE_H
#define WALRAS_NUMERICS_ELEMENTARY_DOUBLE_DOUBLE_H

typedef struct walras_dd {
  double high, low;
} walras_dd;

static inline walras_dd walras_dd_make(double high, double low) {
  return (walras_dd){high, low};
}

static inline walras_dd walras_dd_fast_sum(double a, double b) { /* |a| >= |b| */
  const double s = a + b;
  return (walras_dd){s, b - (s - a)};
}

static inline walras_dd walras_dd_sum(double a, double b) {
  const double s = a + b, t = s - a;
  return (walras_dd){s, (a - (s - t)) + (b - t)};
}

static inline walras_dd walras_dd_product(double a, double b) { /* no overflow for |a|, |b| < 2^990 */
  const double splitter = 134217729.0;
  const double ta = splitter * a, ah = ta - (ta - a), al = a - ah, tb = splitter * b, bh = tb - (tb - b), bl = b - bh, p = a * b;
  return (walras_dd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static inline walras_dd walras_dd_add(walras_dd a, walras_dd b) {
  walras_dd s = walras_dd_sum(a.high, b.high), t = walras_dd_sum(a.low, b.low);
  s = walras_dd_fast_sum(s.high, s.low + t.high);
  return walras_dd_fast_sum(s.high, s.low + t.low);
}

static inline walras_dd walras_dd_neg(walras_dd a) {
  return (walras_dd){-a.high, -a.low};
}

static inline walras_dd walras_dd_mul(walras_dd a, walras_dd b) {
  const walras_dd p = walras_dd_product(a.high, b.high);
  return walras_dd_fast_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static inline walras_dd walras_dd_scale(walras_dd a, double b) { /* b a power of two */
  return (walras_dd){a.high * b, a.low * b};
}

static inline walras_dd walras_dd_mul_double(walras_dd a, double b) {
  const walras_dd p = walras_dd_product(a.high, b);
  return walras_dd_fast_sum(p.high, p.low + a.low * b);
}

static inline walras_dd walras_dd_div(walras_dd a, walras_dd b) {
  const double q1 = a.high / b.high;
  const walras_dd r = walras_dd_add(a, walras_dd_neg(walras_dd_mul_double(b, q1)));
  const double q2 = r.high / b.high;
  const walras_dd s = walras_dd_add(r, walras_dd_neg(walras_dd_mul_double(b, q2)));
  return walras_dd_add(walras_dd_fast_sum(q1, q2), (walras_dd){s.high / b.high, 0.0});
}

/** exp of a, |a| <= 700; relative error about 1e-30. */
walras_dd walras_dd_exp(walras_dd a);
/** log of a, a > 0 normal; absolute error about 1e-30 times max(1, |log a|). */
walras_dd walras_dd_log(walras_dd a);

#endif
