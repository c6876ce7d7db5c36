/* Synthetic texts for the lexical search: pseudo-words with the released data's statistics. */
#include <search.h>
#include <string.h>

#include "models/magentic-marketplace/market.h"

enum { WORD_SIZE = 16, VOCABULARY_MOST = 407, FILLER_WORDS = 300, DESCRIPTION_WORDS = 32, NAME_SIZE = 5 * WORD_SIZE };

typedef struct vocabulary {
  char words[VOCABULARY_MOST][WORD_SIZE];
  double cumulative[VOCABULARY_MOST];
  int64_t count;
} vocabulary;

/* Word i: two to four consonant-vowel syllables, perhaps a final consonant. */
static void make_word(const walras_stream *stream, uint64_t entity, char word[WORD_SIZE]) {
  static const char consonants[] = "bcdfghjklmnprstvz", vowels[] = "aeiou";
  const double u = walras_uniform(stream, entity, 0);
  const int syllables = u < 0.30 ? 2 : u < 0.80 ? 3 : 4;
  int length = 0;
  for (uint32_t s = 0; s < (uint32_t)syllables; s++) {
    word[length++] = consonants[walras_bounded(stream, entity, 2 + 2 * s, sizeof consonants - 1)];
    word[length++] = vowels[walras_bounded(stream, entity, 3 + 2 * s, sizeof vowels - 1)];
  }
  if (walras_uniform(stream, entity, 1) < 0.5)
    word[length++] = consonants[walras_bounded(stream, entity, 10, sizeof consonants - 1)];
  word[length] = '\0';
}

static void make_vocabulary(const walras_stream *stream, uint64_t first, int64_t count, double exponent, vocabulary *v) {
  double sum = 0.0;
  v->count = count;
  for (int64_t i = 0; i < count; i++) {
    make_word(stream, first + (uint64_t)i, v->words[i]);
    sum += walras_pow((double)(i + 1), -exponent);
    v->cumulative[i] = sum;
  }
}

/* Distinct words of an item's name; a repeated word is drawn again. Draws go on from `draw`. */
static void draw_name(const walras_stream *stream, const vocabulary *v, int domain, int64_t item, uint32_t *draw,
                      char name[NAME_SIZE]) {
  static const double ends[2][3] = {{0.04, 0.58, 0.94}, {0.32, 0.95, 1.0}};
  const uint64_t entity = UINT64_C(1) << 32 | (uint64_t)item;
  const double u = walras_uniform(stream, entity, (*draw)++);
  const int words = u < ends[domain][0] ? 2 : u < ends[domain][1] ? 3 : u < ends[domain][2] ? 4 : 5;
  int64_t chosen[5];
  name[0] = '\0';
  for (int k = 0; k < words;) {
    chosen[k] = walras_categorical(stream, entity, (*draw)++, v->cumulative, v->count);
    bool repeated = false;
    for (int before = 0; before < k; before++)
      repeated = repeated || chosen[before] == chosen[k];
    if (repeated)
      continue;
    if (k > 0)
      strcat(name, " ");
    strcat(name, v->words[chosen[k]]);
    k++;
  }
}

static int compare_names(const void *left, const void *right) {
  return strcmp(left, right);
}

/* A name that an earlier item has is drawn again. */
static walras_status name_items(walras_trial *trial, const walras_stream *stream, const vocabulary *v, int domain, int64_t items,
                                char (*names)[NAME_SIZE]) {
  void *taken = NULL; /* tree of names */
  walras_status status = WALRAS_OK;
  for (int64_t item = 0; status == WALRAS_OK && item < items; item++) {
    uint32_t draw = 0;
    char *const *place;
    do {
      draw_name(stream, v, domain, item, &draw, names[item]);
      place = tsearch(names[item], &taken, compare_names);
    } while (place != NULL && *place != names[item]);
    if (place == NULL)
      status = WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for the names of %lld items", (long long)items);
  }
  while (taken != NULL)
    tdelete(*(char **)taken, &taken, compare_names);
  return status;
}

typedef struct text_buffer {
  char *text;
  size_t used;
} text_buffer;

static void append(text_buffer *b, const char *text) {
  const size_t length = strlen(text);
  memcpy(b->text + b->used, text, length + 1);
  b->used += length;
}

static void write_document(const walras_stream *stream, const vocabulary *words, const vocabulary *filler,
                           const struct magentic_market *m, const char (*names)[NAME_SIZE], int64_t business, text_buffer *b) {
  const uint64_t entity = UINT64_C(2) << 32 | (uint64_t)business;
  uint32_t draw = 0;
  append(b, words->words[walras_categorical(stream, entity, draw++, words->cumulative, words->count)]);
  append(b, " ");
  append(b, words->words[walras_categorical(stream, entity, draw++, words->cumulative, words->count)]);
  append(b, ",");
  for (int i = 0; i < DESCRIPTION_WORDS; i++) {
    append(b, " ");
    append(b, filler->words[walras_categorical(stream, entity, draw++, filler->cumulative, filler->count)]);
  }
  for (int64_t entry = m->menu_start[business]; entry < m->menu_start[business + 1]; entry++) {
    append(b, ", ");
    append(b, names[m->menu_item[entry]]);
  }
  append(b, ", ");
}

walras_status magentic_write_texts(walras_trial *trial, const struct magentic_parameters *p, struct magentic_market *m) {
  const walras_stream stream = walras_trial_stream(trial, STREAM_WORDS, 0);
  vocabulary *words = walras_trial_allocate(trial, 1, sizeof *words), *filler = walras_trial_allocate(trial, 1, sizeof *filler);
  char(*names)[NAME_SIZE] = walras_trial_allocate(trial, m->items, sizeof *names);
  m->document = walras_trial_allocate(trial, m->businesses, sizeof *m->document);
  m->query = walras_trial_allocate(trial, m->requests, sizeof *m->query);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  make_vocabulary(&stream, 0, p->domain == DOMAIN_RESTAURANT ? 407 : 387, p->domain == DOMAIN_RESTAURANT ? 1.05 : 1.0, words);
  make_vocabulary(&stream, 1000, FILLER_WORDS, 1.0, filler);
  const walras_status named = name_items(trial, &stream, words, p->domain, m->items, names);
  if (named != WALRAS_OK)
    return named;
  for (int64_t business = 0; business < m->businesses; business++) {
    const int64_t size =
        (2 + DESCRIPTION_WORDS) * WORD_SIZE + (m->menu_start[business + 1] - m->menu_start[business]) * (NAME_SIZE + 2) + 16;
    text_buffer b = {.text = walras_trial_allocate(trial, size, 1)};
    m->document[business] = b.text;
    if (b.text == NULL)
      return walras_trial_status(trial);
    write_document(&stream, words, filler, m, (const char(*)[NAME_SIZE])names, business, &b);
  }
  static const char *const amenity_words[] = {"outdoor seating",
                                              "live music",
                                              "free wifi",
                                              "onsite parking",
                                              "takes reservations",
                                              "private dining",
                                              "wheelchair accessible",
                                              "childrens menu",
                                              "large groups",
                                              "happy hour",
                                              "insured",
                                              "licensed",
                                              "warranty",
                                              "free estimate",
                                              "flexible hours",
                                              "same day service",
                                              "eco friendly materials",
                                              "free followup visit"};
  for (int64_t request = 0; request < m->requests; request++) {
    text_buffer b = {.text = walras_trial_allocate(trial, 3 * (NAME_SIZE + 1) + 3 * 32, 1)};
    m->query[request] = b.text;
    if (b.text == NULL)
      return walras_trial_status(trial);
    b.text[0] = '\0';
    for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++) {
      append(&b, i > m->item_start[request] ? " " : "");
      append(&b, names[m->item[i]]);
    }
    for (int amenity = 0; p->query_mode == QUERY_ITEMS_AMENITIES && amenity < 18; amenity++) {
      if ((m->required[request] >> amenity & 1) == 0)
        continue;
      append(&b, " ");
      append(&b, amenity_words[amenity]);
    }
  }
  return WALRAS_OK;
}
