#include "cli_store.h"

#define ADDRESS_OF(model) &model,
static const walras_model *const registered[] = {WALRAS_MODELS(ADDRESS_OF)};

static void every_registered_model_stands_once_below_its_family(void) {
  const terminal *t = WALRAS("models");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  for (size_t i = 0; i < sizeof registered / sizeof *registered; i++) {
    char line[128], heading[128];
    snprintf(line, sizeof line, "\n  %s ", registered[i]->name);
    snprintf(heading, sizeof heading, "%s\n", registered[i]->family);
    const char *at = strstr(t->out, line), *family = strstr(t->out, heading);
    CU_ASSERT(at != NULL && family != NULL && family < at && strstr(at + 1, line) == NULL);
  }
}

WALRAS_UNIT_TESTS(UNIT(every_registered_model_stands_once_below_its_family))
