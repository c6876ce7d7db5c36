/**
 * Sequences of agents on the table of histories, against the limit of their inner loop: the same draws and the same moves of states, and nothing
 * else. Arguments: [sequences, default 1048576]. Prints "name value" lines: seconds of the bare loop over all sequences on one core, the best
 * of five passes. The trials themselves are timed through the command line.
 */
#include "bench/bench.h"
#include "models/steering-the-herd/sequences.h"

enum { STATES = 5, TOGETHER = 4 };

typedef struct limit {
  int64_t sequences;
  struct herd_chain chain;
  int32_t next[2 * STATES], follows[STATES], herds_up[STATES];
  uint32_t last[STATES], word[TOGETHER][HERD_CHUNK];
  int32_t truth[HERD_CHUNK], state[HERD_CHUNK];
  uint64_t id[HERD_CHUNK];
  uint32_t draw[HERD_CHUNK];
  int64_t moves;
} limit;

/* The walk of agents without control, p = .7: -2 and 2 herd. */
static void make_walk(limit *w) {
  for (int s = 0; s < STATES; s++) {
    w->follows[s] = s > 0 && s < STATES - 1;
    w->herds_up[s] = s == STATES - 1;
    w->next[2 * s] = w->follows[s] ? s - 1 : s;
    w->next[2 * s + 1] = w->follows[s] ? s + 1 : s;
    w->last[s] = 3006477107u;
  }
  w->chain =
      (struct herd_chain){.states = STATES, .next = w->next, .last = w->last, .follows = w->follows, .herds_up = w->herds_up};
}

static void move_all(limit *w, int64_t count, const uint32_t *word) {
  for (int64_t i = 0; i < count; i++) {
    const int32_t s = w->state[i], signal = 1 ^ (word[i] <= w->last[s]) ^ w->truth[i];
    w->state[i] = w->next[2 * s + ((w->follows[s] & signal) | w->herds_up[s])];
  }
}

/* Draws and moves until every sequence herds; those that do leave. */
static void bare(void *state, int64_t call) {
  limit *w = state;
  const uint32_t key[2] = {1, (uint32_t)call};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  uint32_t *const words[TOGETHER] = {w->word[0], w->word[1], w->word[2], w->word[3]};
  for (int64_t first = 0; first < w->sequences; first += HERD_CHUNK) {
    int64_t count = HERD_CHUNK;
    for (int i = 0; i < HERD_CHUNK; i++) {
      w->id[i] = (uint64_t)(first + i);
      w->truth[i] = i & 1;
      w->state[i] = STATES / 2;
    }
    for (uint32_t draw = 0; count > 0; draw++) {
      for (int64_t i = 0; i < count; i++)
        w->draw[i] = draw;
      walras_fill_words_at(&stream, count, w->id, w->draw, words);
      for (int step = 0; step < TOGETHER; step++)
        move_all(w, count, w->word[step]);
      int64_t kept = 0;
      for (int64_t i = 0; i < count; i++) {
        w->id[kept] = w->id[i];
        w->truth[kept] = w->truth[i];
        w->state[kept] = w->state[i];
        kept += w->follows[w->state[i]];
      }
      w->moves += TOGETHER * count;
      count = kept;
    }
  }
}

int main(int argc, char **argv) {
  static limit w;
  w.sequences = bench_count(argc, argv, 1, 1 << 20, HERD_CHUNK, INT64_C(1) << 40) & ~(int64_t)(HERD_CHUNK - 1);
  make_walk(&w);
  printf("bare_seconds %.9g\n", bench_best(bare, &w, 1));
  printf("sequences %" PRId64 "\n", w.sequences);
  return w.moves > 0 ? 0 : 1;
}
