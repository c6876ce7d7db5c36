/**
 * The part of an experiment that a shard holds: a range of its trials, and the window of design points and replications that its store has rows for.
 *
 * Trials of the experiment are numbered point * replications + replication, as in the store of a whole experiment; a shard's store numbers those of
 * its window in the same way. A range within one design point has a window of just its replications; a longer one has all replications of
 * its points, of which the first and the last point's may belong to the neighbouring shards in part.
 */
#ifndef WALRAS_ENGINE_PART_H
#define WALRAS_ENGINE_PART_H

#include <stdbool.h>
#include <stdint.h>

typedef struct walras_part {
  int64_t number, count;        /**< shard `number` of `count`, 1 <= number <= count */
  int64_t points, replications; /**< of the whole experiment */
  int64_t first, end;           /**< trials first .. end - 1 of the experiment; both 0 = none */
} walras_part;

/** What a store has rows for: replications `replication`, ... of points `point`, ... of the experiment. */
typedef struct walras_window {
  int64_t point, points, replication, replications;
} walras_window;

/** A shard without trials has a window of one trial, which is not used. */
walras_window walras_part_window(const walras_part *part);

/** Where a point's row begins and ends in the shard: replications of the window from `*from` on, before `*to`. `point` counts in the window. */
void walras_part_row(const walras_part *part, int64_t point, int64_t *from, int64_t *to);

/** A store's trial as the experiment numbers it, and back (-1: the shard does not have it). Without a part (NULL) they are the same. */
int64_t walras_part_trial(const walras_part *part, int64_t place);
int64_t walras_part_place(const walras_part *part, int64_t trial);

enum { WALRAS_PART_TEXT = 192 };
/** "3 of 8: trials 250 to 374 of 10 points x 100 replications", which the store keeps; without trials "8 of 8: no trials of ...". */
void walras_part_print(const walras_part *part, char text[WALRAS_PART_TEXT]);
/** False for a text that says nothing of the kind, or what cannot be. */
bool walras_part_parse(const char *text, walras_part *part);

#endif
