#include <cjson/cJSON.h>

#include "cli/verdicts.h"
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

static void each_model_tells_its_paper_and_its_verdict(void) {
  cJSON *verdicts = cli_verdicts();
  const terminal *t = WALRAS("models");
  for (size_t i = 0; i < sizeof registered / sizeof *registered; i++) {
    char paper[512], claims[512];
    const cJSON *verdict = cli_verdict_of(verdicts, registered[i]->name);
    CU_ASSERT_FATAL(cJSON_HasObjectItem(verdict, "claims") && cJSON_HasObjectItem(verdict, "verdict"));
    const int count = cJSON_GetObjectItem(verdict, "claims")->valueint;
    snprintf(paper, sizeof paper, "\n      %s\n", registered[i]->reference);
    snprintf(claims, sizeof claims, "\n      %d claim%s: %s", count, count == 1 ? "" : "s",
             cJSON_GetObjectItem(verdict, "verdict")->valuestring);
    CU_ASSERT(terminal_says(t, paper) && terminal_says(t, claims));
    const cJSON *digest = cJSON_GetObjectItem(cJSON_GetObjectItem(verdict, "verification"), "digest");
    CU_ASSERT(digest == NULL || terminal_says(t, digest->valuestring));
  }
  cJSON_Delete(verdicts);
}

static void json_has_every_model_with_what_the_file_says(void) {
  const terminal *t = WALRAS("models", "--json");
  cJSON *models = cJSON_Parse(t->out), *verdicts = cli_verdicts();
  CU_ASSERT_EQUAL(cJSON_GetArraySize(models), sizeof registered / sizeof *registered);
  for (int i = 0; i < cJSON_GetArraySize(models); i++) {
    cJSON *model = cJSON_GetArrayItem(models, i);
    const cJSON *verdict = cli_verdict_of(verdicts, cJSON_GetObjectItem(model, "name")->valuestring);
    CU_ASSERT(cJSON_IsString(cJSON_GetObjectItem(model, "reference")) && cJSON_IsString(cJSON_GetObjectItem(model, "family")));
    static const char *const own[] = {"name", "family", "title", "reference"};
    for (int k = 0; k < 4; k++)
      cJSON_DeleteItemFromObject(model, own[k]);
    CU_ASSERT(cJSON_Compare(model, verdict, true));
  }
  cJSON_Delete(models);
  cJSON_Delete(verdicts);
}

WALRAS_UNIT_TESTS(UNIT(each_model_tells_its_paper_and_its_verdict), UNIT(json_has_every_model_with_what_the_file_says),
                  UNIT(every_registered_model_stands_once_below_its_family))
