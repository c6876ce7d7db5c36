/** The valid name that a mistyped one probably meant. */
#ifndef WALRAS_EXPERIMENT_NEAREST_H
#define WALRAS_EXPERIMENT_NEAREST_H

#include <stdint.h>

/** The entry of `names` [count] with the smallest edit distance to `name` (insertions, deletions, substitutions and swaps
 *  of neighbours: optimal string alignment, letters compared without case), closer than about a third of the length; the first
 *  of equals. The only entry that begins with `name` goes before all but a single mistake. NULL when there is neither. */
const char *walras_nearest(const char *name, const char *const *names, int64_t count);

#endif
