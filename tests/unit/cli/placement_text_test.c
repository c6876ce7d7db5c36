#include <cjson/cJSON.h>

#include "cli/placement.h"
#include "unit.h"

/* `ranks` ranks of `each` processors, one behind the other. */
static cli_node_kind kind(const char *first, const char *last, int nodes, int ranks, int each, int threads) {
  cli_node_kind k = {.nodes = nodes, .ranks = ranks};
  snprintf(k.host, sizeof k.host, "%s", first);
  snprintf(k.last_host, sizeof k.last_host, "%s", last);
  k.masks = calloc((size_t)ranks, sizeof *k.masks);
  k.threads = calloc((size_t)ranks, sizeof *k.threads);
  CU_ASSERT_FATAL(k.masks != NULL && k.threads != NULL);
  for (int rank = 0; rank < ranks; rank++) {
    k.threads[rank] = threads;
    for (int processor = rank * each; processor < (rank + 1) * each; processor++)
      CPU_SET((size_t)processor, &k.masks[rank]);
  }
  return k;
}

static const char *printed(const cli_placement *placement) {
  static char text[1024];
  cli_placement_print(placement, text, sizeof text);
  return text;
}

static char *recorded(const cli_placement *placement) {
  cJSON *json = cli_placement_json(placement);
  char *text = cJSON_PrintUnformatted(json);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  cJSON_Delete(json);
  return text;
}

static void one_rank_is_placed_in_a_few_words(void) {
  cli_placement p = {.nodes = 1, .kind_count = 1, .kinds = {kind("n1", "n1", 1, 1, 2, 2)}};
  CU_ASSERT_STRING_EQUAL(printed(&p), "n1: 1 rank x 2 threads on processors 0-1");
  p.kinds[0].threads[0] = 1;
  CPU_CLR(0, &p.kinds[0].masks[0]);
  CU_ASSERT_STRING_EQUAL(printed(&p), "n1: 1 rank x 1 thread on processor 1");
  cli_placement_free(&p);
}

static void ranks_without_binding_share_their_processors(void) {
  cli_placement p = {.nodes = 2, .kind_count = 1, .kinds = {kind("n1", "n2", 2, 2, 4, 4)}};
  p.kinds[0].masks[1] = p.kinds[0].masks[0];
  CU_ASSERT_STRING_EQUAL(printed(&p), "n1 and n2: 2 ranks x 4 threads on processors 0-3, shared");
  cli_placement_free(&p);
}

static void a_thousand_equal_nodes_take_no_more_than_one(void) {
  cli_placement p = {.nodes = 1000, .kind_count = 1, .kinds = {kind("n1", "n1000", 1000, 100, 1, 1)}};
  CU_ASSERT_STRING_EQUAL(printed(&p), "n1 to n1000 (1000 nodes): 100 ranks x 1 thread on processors 0 | 1 | 2 | ... | 99");
  char *json = recorded(&p);
  CU_ASSERT_STRING_EQUAL(json, "[{\"host\":\"n1\",\"nodes\":1000,\"ranks\":100,\"processors\":[\"0-99\"],\"threads\":[1]}]");
  cJSON_free(json);
  cli_placement_free(&p);
}

static void nodes_of_several_kinds_stand_one_after_the_other(void) {
  cli_placement p = {.nodes = 8,
                     .kind_count = 2,
                     .kinds = {kind("n1", "n4", 4, 2, 2, 2), kind("m1", "m1", 1, 1, 1, 1)},
                     .other_nodes = 3,
                     .other_ranks = 10};
  p.kinds[0].threads[1] = 1;
  CU_ASSERT_STRING_EQUAL(printed(&p),
                         "n1 to n4 (4 nodes): 2 ranks x 1-2 threads on processors 0-1 | 2-3; m1: 1 rank x 1 thread on "
                         "processor 0; 10 ranks on 3 other nodes");
  char *json = recorded(&p);
  CU_ASSERT_STRING_EQUAL(json, "[{\"host\":\"n1\",\"nodes\":4,\"ranks\":2,\"processors\":[\"0-1\",\"2-3\"],\"threads\":[2,1]},"
                               "{\"host\":\"m1\",\"nodes\":1,\"ranks\":1,\"processors\":[\"0\"],\"threads\":[1]},"
                               "{\"nodes\":3,\"ranks\":10}]");
  cJSON_free(json);
  cli_placement_free(&p);
}

/* Whatever the kinds: no more bytes, no rank forgotten. */
static void the_record_of_the_strangest_nodes_is_bounded(void) {
  char host[CLI_HOST_SIZE];
  memset(host, '"', sizeof host - 1);
  host[sizeof host - 1] = '\0';
  cli_placement p = {.nodes = 1004, .kind_count = CLI_PLACEMENT_KINDS, .other_nodes = 1000, .other_ranks = 1000};
  for (int i = 0; i < CLI_PLACEMENT_KINDS; i++) {
    p.kinds[i] = kind(host, host, 1, 250 + i, 1, 1);
    for (int rank = 0; rank < p.kinds[i].ranks; rank++)
      CPU_CLR((size_t)(rank * rank % 251), &p.kinds[i].masks[rank]);
  }
  char *json = recorded(&p), text[100];
  CU_ASSERT(strlen(json) <= CLI_PLACEMENT_JSON);
  cJSON *array = cJSON_Parse(json);
  double ranks = 0;
  const cJSON *object;
  cJSON_ArrayForEach(object, array) ranks +=
      cJSON_GetObjectItem(object, "ranks")->valuedouble *
      (cJSON_GetObjectItem(object, "host") != NULL ? cJSON_GetObjectItem(object, "nodes")->valuedouble : 1);
  CU_ASSERT_EQUAL(ranks, 250 + 251 + 252 + 253 + 1000);
  cli_placement_print(&p, text, sizeof text);
  CU_ASSERT_EQUAL(strlen(text), sizeof text - 1);
  cJSON_Delete(array);
  cJSON_free(json);
  cli_placement_free(&p);
}

static void an_unknown_placement_is_empty(void) {
  const cli_placement unknown = {.nodes = 5};
  CU_ASSERT_STRING_EQUAL(printed(&unknown), "");
}

WALRAS_UNIT_TESTS(UNIT(one_rank_is_placed_in_a_few_words), UNIT(ranks_without_binding_share_their_processors),
                  UNIT(a_thousand_equal_nodes_take_no_more_than_one), UNIT(nodes_of_several_kinds_stand_one_after_the_other),
                  UNIT(the_record_of_the_strangest_nodes_is_bounded), UNIT(an_unknown_placement_is_empty))
