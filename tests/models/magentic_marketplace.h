/** What the tests of the agentic market share: its trials, and the market whose numbers are known by hand. */
#ifndef WALRAS_TESTS_MAGENTIC_MARKETPLACE_H
#define WALRAS_TESTS_MAGENTIC_MARKETPLACE_H

#include <unistd.h>

#include "model_run.h"
#include "models/magentic-marketplace/journey.h"

typedef model_run market_run;

static inline void run_market(market_run *run, int threads, const char *const *settings, int64_t count) {
  run_model(run, &walras_model_magentic_marketplace, threads, settings, count);
}

#define RUN(run, ...) RUN_MODEL(run, &walras_model_magentic_marketplace, __VA_ARGS__)
#define REFUSED(word, ...) model_refuses(&walras_model_magentic_marketplace, word, SETTINGS(__VA_ARGS__))

/* The market of a run, built once more in its trial. */
static inline struct magentic_market *market_of(market_run *run) {
  struct magentic_market *market = NULL;
  CU_ASSERT_EQUAL_FATAL(magentic_market_build(run->trial, run->parameters, &market), WALRAS_OK);
  return market;
}

/* A market file for the time of a test; `setting` [at least 64] gets "market_file=PATH". */
static inline const char *write_market(char *setting, const char *text) {
  strcpy(setting, "market_file=/tmp/walras-market-XXXXXX");
  char *path = strchr(setting, '=') + 1;
  const int descriptor = mkstemp(path);
  FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
  if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
    abort();
  return path;
}

/* The market of five businesses and two consumers whose numbers are known by hand. */
#define TINY_BUSINESSES                                                                                                          \
  "{\"id\":\"b1\",\"name\":\"Bo\",\"description\":\"Red\",\"rating\":1.0,\"items\":{\"Taco\":5.5,\"Corn Soup\":3.1},"            \
  "\"amenities\":[\"patio\"]},"                                                                                                  \
  "{\"id\":\"b2\",\"name\":\"Cy\",\"description\":\"Blue\",\"rating\":1.0,\"items\":{\"Tacos\":4.0,\"Corn Soup\":2.0},"          \
  "\"amenities\":[\"patio\",\"wifi\"]},"                                                                                         \
  "{\"id\":\"b3\",\"name\":\"Di\",\"description\":\"Grey\",\"rating\":0.9,\"items\":{\"Taco\":4.6,\"Corn Soup\":2.5,"            \
  "\"Flan\":3.6},\"amenities\":[\"wifi\"]},"                                                                                     \
  "{\"id\":\"b4\",\"name\":\"Ed\",\"description\":\"Pink\",\"rating\":1.0,\"items\":{\"Flan\":4.4},"                             \
  "\"amenities\":[\"patio\",\"wifi\"]},"                                                                                         \
  "{\"id\":\"b5\",\"name\":\"Fa\",\"description\":\"Teal\",\"rating\":1.0,\"items\":{\"Taco\":5.0,\"Corn Soup\":2.8},"           \
  "\"amenities\":[\"patio\"]}"
#define TINY_CONSUMERS                                                                                                           \
  "{\"id\":\"c1\",\"request\":\"Taco and Corn Soup outside, please\",\"items\":{\"Taco\":5.0,\"Corn Soup\":3.0},"                \
  "\"amenities\":[\"patio\"]},"                                                                                                  \
  "{\"id\":\"c2\",\"request\":\"Flan with wifi\",\"items\":{\"Flan\":4.0},\"amenities\":[\"wifi\",\"patio\"]}"
#define TINY_MARKET "{\"consumers\":[" TINY_CONSUMERS "],\"businesses\":[" TINY_BUSINESSES "]}"

#endif
