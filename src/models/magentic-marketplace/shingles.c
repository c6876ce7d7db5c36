#include "models/magentic-marketplace/shingles.h"

#include <stdlib.h>
#include <string.h>

enum { QUERY_SHINGLES = 4096 };

/* Shingle -> documents, in compressed rows; shingles are found by a hash table with linear probing. */
struct magentic_shingles {
  int64_t documents, slots, used;
  uint64_t *key;    /* [slots] 0 = empty */
  int64_t *number;  /* [slots] of the shingle */
  int64_t *start;   /* [used + 1] into postings */
  int32_t *posting; /* documents */
};

/* One code point, and how many bytes it takes; invalid bytes count as themselves and are deleted later. */
static uint32_t decode(const unsigned char *text, int *bytes) {
  static const struct {
    unsigned char mask, lead;
    int length;
  } forms[] = {{0x80, 0x00, 1}, {0xE0, 0xC0, 2}, {0xF0, 0xE0, 3}, {0xF8, 0xF0, 4}};
  for (int i = 0; i < 4; i++) {
    if ((text[0] & forms[i].mask) != forms[i].lead)
      continue;
    uint32_t point = text[0] & (uint32_t)(unsigned char)~forms[i].mask;
    for (int k = 1; k < forms[i].length; k++) {
      if ((text[k] & 0xC0) != 0x80) {
        *bytes = 1;
        return 0;
      }
      point = point << 6 | (text[k] & 0x3Fu);
    }
    *bytes = forms[i].length;
    return point;
  }
  *bytes = 1;
  return 0;
}

/* 0 = delete, ' ' = white space, else the character in lower case. */
static uint32_t fold(uint32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
    return c;
  if (c >= 'A' && c <= 'Z')
    return c + 32;
  if (c == ' ' || (c >= 9 && c <= 13) || c == 0xA0)
    return ' ';
  if (c < 0xC0 || c == 0xD7 || c == 0xF7)
    return 0;
  if (c <= 0xDE)
    return c + 32;
  return (c >= 0x2000 && c < 0x2C00) || c >= 0x1F000 ? 0 : c; /* punctuation, symbols, emoji */
}

int64_t magentic_normalise(const char *text, uint32_t *out) {
  int64_t n = 0;
  out[n++] = ' ';
  for (const unsigned char *c = (const unsigned char *)text; *c != '\0';) {
    int bytes;
    const uint32_t folded = fold(decode(c, &bytes));
    c += bytes;
    if (folded != 0 && !(folded == ' ' && out[n - 1] == ' '))
      out[n++] = folded;
  }
  if (out[n - 1] != ' ' || n == 1)
    out[n++] = ' ';
  while (n < 4)
    out[n++] = ' ';
  return n;
}

/* Four code points of at most 21 bits do not fit 64: mix the upper ones in; equal shingles have equal keys, different ASCII ones different keys. */
static uint64_t key_of(const uint32_t *c) {
  uint64_t key = (uint64_t)c[0] | (uint64_t)c[1] << 16 | (uint64_t)c[2] << 32 | (uint64_t)c[3] << 48;
  for (int i = 0; i < 4; i++)
    key ^= (uint64_t)(c[i] >> 16) * UINT64_C(0x9E3779B97F4A7C15) << i;
  return key != 0 ? key : 1;
}

static int by_key(const void *left, const void *right) {
  const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

/* The distinct shingles of a text, sorted. */
static int64_t distinct_keys(const uint32_t *text, int64_t length, uint64_t *keys) {
  int64_t count = 0, kept = 0;
  for (int64_t i = 0; i + 4 <= length; i++)
    keys[count++] = key_of(text + i);
  qsort(keys, (size_t)count, sizeof *keys, by_key);
  for (int64_t i = 0; i < count; i++)
    if (kept == 0 || keys[kept - 1] != keys[i])
      keys[kept++] = keys[i];
  return kept;
}

static int64_t slot_of(const struct magentic_shingles *index, uint64_t key) {
  int64_t slot = (int64_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20 & (uint64_t)(index->slots - 1));
  while (index->key[slot] != 0 && index->key[slot] != key)
    slot = (slot + 1) & (index->slots - 1);
  return slot;
}

static walras_status grow_table(walras_trial *trial, struct magentic_shingles *index) {
  struct magentic_shingles larger = *index;
  larger.slots = index->slots > 0 ? 2 * index->slots : 1 << 15;
  larger.key = walras_trial_allocate_zero(trial, larger.slots, sizeof *larger.key);
  larger.number = walras_trial_allocate(trial, larger.slots, sizeof *larger.number);
  if (larger.key == NULL || larger.number == NULL)
    return walras_trial_status(trial);
  for (int64_t slot = 0; slot < index->slots; slot++) {
    if (index->key[slot] == 0)
      continue;
    const int64_t to = slot_of(&larger, index->key[slot]);
    larger.key[to] = index->key[slot];
    larger.number[to] = index->number[slot];
  }
  *index = larger;
  return WALRAS_OK;
}

walras_status magentic_shingles_create(walras_trial *trial, char *const *documents, int64_t count,
                                       struct magentic_shingles **result) {
  struct magentic_shingles *index = walras_trial_allocate_zero(trial, 1, sizeof *index);
  int64_t longest = 0, all = 0;
  *result = index;
  for (int64_t d = 0; d < count; d++) {
    const int64_t length = (int64_t)strlen(documents[d]);
    longest = length > longest ? length : longest;
    all += length + 6;
  }
  uint32_t *text = walras_trial_allocate(trial, longest + 8, sizeof *text);
  uint64_t *keys = walras_trial_allocate(trial, longest + 8, sizeof *keys);
  int64_t *numbers = walras_trial_allocate(trial, all, sizeof *numbers),
          *ends = walras_trial_allocate(trial, count + 1, sizeof *ends);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  index->documents = count;
  int64_t used = 0;
  for (int64_t d = 0; d < count; d++) {
    const int64_t n = distinct_keys(text, magentic_normalise(documents[d], text), keys);
    for (int64_t i = 0; i < n; i++) {
      if (2 * index->used >= index->slots && grow_table(trial, index) != WALRAS_OK)
        return walras_trial_status(trial);
      const int64_t slot = slot_of(index, keys[i]);
      if (index->key[slot] == 0) {
        index->key[slot] = keys[i];
        index->number[slot] = index->used++;
      }
      numbers[used++] = index->number[slot];
    }
    ends[d] = used;
  }
  index->start = walras_trial_allocate_zero(trial, index->used + 2, sizeof *index->start);
  index->posting = walras_trial_allocate(trial, used, sizeof *index->posting);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < used; i++)
    index->start[numbers[i] + 2]++;
  for (int64_t i = 0; i < index->used; i++)
    index->start[i + 2] += index->start[i + 1];
  for (int64_t d = 0, i = 0; d < count; d++)
    for (; i < ends[d]; i++)
      index->posting[index->start[numbers[i] + 1]++] = (int32_t)d;
  return WALRAS_OK;
}

walras_status magentic_shingles_score(walras_trial *trial, const struct magentic_shingles *index, const char *query,
                                      uint16_t *scores, int64_t *distinct) {
  uint32_t text[QUERY_SHINGLES + 8];
  uint64_t keys[QUERY_SHINGLES + 8];
  if (strlen(query) > QUERY_SHINGLES)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_INPUT, "a query of %zu characters is longer than %d", strlen(query),
                             QUERY_SHINGLES);
  const int64_t n = distinct_keys(text, magentic_normalise(query, text), keys);
  memset(scores, 0, (size_t)index->documents * sizeof *scores);
  for (int64_t i = 0; i < n; i++) {
    const int64_t slot = slot_of(index, keys[i]);
    if (index->key[slot] == 0)
      continue;
    const int64_t number = index->number[slot];
    for (int64_t p = index->start[number]; p < index->start[number + 1]; p++)
      scores[index->posting[p]]++;
  }
  *distinct = n;
  return WALRAS_OK;
}
