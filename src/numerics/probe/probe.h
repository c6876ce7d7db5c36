/**
 * A probe of what results are made of: every elementary function and every vectorised fill over a few hundred arguments, hashed. A processor, compiler
 * or library that changes one bit of them gives another hash. Takes under a millisecond.
 */
#ifndef WALRAS_NUMERICS_PROBE_PROBE_H
#define WALRAS_NUMERICS_PROBE_PROBE_H

#include <stddef.h>
#include <stdint.h>

/** Functions and fills that are probed, each with a hash of its own. */
enum { WALRAS_PROBE_PARTS = 24 };

/** Probes this thread on this processor: hashes [WALRAS_PROBE_PARTS]. The scalar, the batch form and the fills as the run will use them. */
void walras_probe(uint64_t hashes[WALRAS_PROBE_PARTS]);

/** What a sound build of this version has, on every processor: the hashes that the tests of this version fix. */
void walras_probe_reference(uint64_t hashes[WALRAS_PROBE_PARTS]);

/** The name of a part: "exp", "fill_normal_pair". */
const char *walras_probe_name(int part);

/** How many hashes differ between two probes; their names, "exp, log and 3 more", into `names` (cut to what fits; may be NULL). */
int walras_probe_compare(const uint64_t a[WALRAS_PROBE_PARTS], const uint64_t b[WALRAS_PROBE_PARTS], char *names, size_t size);

#endif
