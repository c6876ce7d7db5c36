/* The text index against a plain reference that compares every pair of substrings, on small collections of texts. */
#include "models/magentic-marketplace/shingles.h"

#include "engine/trial_internal.h"
#include "numerics/random/philox.h"
#include "unit.h"

enum { DOCUMENTS = 60, QUERIES = 40, LENGTH_MOST = 160, SEEDS = 12 };

/* Few letters, so that substrings repeat; capitals, punctuation and runs of blanks, so that normalising matters; letters of two bytes. */
static void make_text(uint32_t seed, uint32_t number, char *text) {
  static const char *const pieces[] = {"a", "b",        "A",        "ca",           " ", "  ", ",", "_",
                                       "7", "\xC3\xA9", "\xC3\x89", "\xE2\x80\x93", "-"};
  const uint32_t key[2] = {seed, 5};
  text[0] = '\0';
  uint32_t words[4] = {0};
  const uint32_t first[4] = {number, 1000, 0, 0};
  walras_philox4x32(first, key, words);
  const uint32_t length = words[0] % (LENGTH_MOST / 3);
  for (uint32_t i = 0; i < length; i++) {
    const uint32_t counter[4] = {number, i, 0, 0};
    walras_philox4x32(counter, key, words);
    strcat(text, pieces[words[0] % (sizeof pieces / sizeof *pieces)]);
  }
}

static bool equal(const uint32_t *a, const uint32_t *b) {
  return memcmp(a, b, 4 * sizeof *a) == 0;
}

/* Distinct substrings of the query, and how many of them stand in the document: every pair compared. */
static int64_t plain_score(const char *query, const char *document, int64_t *distinct) {
  uint32_t q[LENGTH_MOST + 8], d[LENGTH_MOST + 8];
  const int64_t queries = magentic_normalise(query, q), documents = magentic_normalise(document, d);
  int64_t score = 0;
  *distinct = 0;
  for (int64_t i = 0; i + 4 <= queries; i++) {
    bool seen = false, found = false;
    for (int64_t j = 0; j < i; j++)
      seen = seen || equal(q + i, q + j);
    for (int64_t j = 0; j + 4 <= documents; j++)
      found = found || equal(q + i, d + j);
    *distinct += !seen;
    score += !seen && found;
  }
  return score;
}

static void check_collection(walras_trial *trial, uint32_t seed) {
  static char texts[DOCUMENTS + QUERIES][LENGTH_MOST + 1];
  char *documents[DOCUMENTS];
  struct magentic_shingles *index;
  uint16_t scores[DOCUMENTS];
  for (uint32_t i = 0; i < DOCUMENTS + QUERIES; i++)
    make_text(seed, i, texts[i]);
  for (int i = 0; i < DOCUMENTS; i++)
    documents[i] = texts[i];
  CU_ASSERT_EQUAL_FATAL(magentic_shingles_create(trial, documents, DOCUMENTS, &index), WALRAS_OK);
  for (int i = 0; i < QUERIES; i++) {
    int64_t distinct = -1, expected_distinct = -1;
    CU_ASSERT_EQUAL_FATAL(magentic_shingles_score(trial, index, texts[DOCUMENTS + i], scores, &distinct), WALRAS_OK);
    for (int d = 0; d < DOCUMENTS; d++) {
      CU_ASSERT_EQUAL(scores[d], plain_score(texts[DOCUMENTS + i], texts[d], &expected_distinct));
      CU_ASSERT_EQUAL(distinct, expected_distinct);
    }
  }
}

static walras_status run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  for (uint32_t seed = 0; seed < SEEDS; seed++)
    check_collection(trial, seed);
  return walras_trial_status(trial);
}

static void scores_equal_those_of_comparing_every_pair_of_substrings(void) {
  static const walras_model model = {.name = "shingles", .run = run};
  static const char nothing[1] = "";
  const void *point = nothing;
  const uint32_t key[2] = {1, 2};
  walras_group group = {.communicator = MPI_COMM_NULL, .size = 1};
  walras_record_layout *records = NULL;
  walras_trial *trial = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(&model, 1, &point, true, true, true, &records, NULL), WALRAS_OK);
  const walras_trial_input input = {.model = &model, .records = records, .group = &group, .threads = 1};
  CU_ASSERT_EQUAL_FATAL(walras_trial_open(&input, &trial, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_trial_execute(trial, 0, 0, key, nothing), WALRAS_OK);
  walras_trial_close(trial);
  walras_record_layout_destroy(records);
}

WALRAS_UNIT_TESTS(UNIT(scores_equal_those_of_comparing_every_pair_of_substrings))
