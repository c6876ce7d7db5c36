#include "cli/verdicts.h"

#include <cjson/cJSON.h>
#include <sys/stat.h>

#include "models/models.h"
#include "unit.h"

#define ADDRESS_OF(model) &model,
static const walras_model *const registered[] = {WALRAS_MODELS(ADDRESS_OF)};

static void the_program_holds_the_file_of_its_sources(void) {
  static char bytes[1 << 20];
  FILE *file = fopen(WALRAS_SOURCE_DIR "/configs/verdicts.json", "r");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
  fclose(file);
  cJSON *built = cli_verdicts(), *kept = cJSON_Parse(bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(built);
  CU_ASSERT(cJSON_Compare(built, kept, true));
  cJSON_Delete(built);
  cJSON_Delete(kept);
}

static void every_registered_model_has_a_verdict(void) {
  cJSON *verdicts = cli_verdicts();
  for (size_t i = 0; i < sizeof registered / sizeof *registered; i++) {
    const cJSON *verdict = cli_verdict_of(verdicts, registered[i]->name);
    CU_ASSERT(cJSON_IsNumber(cJSON_GetObjectItem(verdict, "claims")));
    CU_ASSERT(cJSON_IsString(cJSON_GetObjectItem(verdict, "verdict")));
    CU_ASSERT(cJSON_HasObjectItem(verdict, "verification"));
  }
  CU_ASSERT_EQUAL(cJSON_GetArraySize(verdicts), sizeof registered / sizeof *registered);
  CU_ASSERT_PTR_NULL(cli_verdict_of(verdicts, "no-such-model"));
  cJSON_Delete(verdicts);
}

WALRAS_UNIT_TESTS(UNIT(the_program_holds_the_file_of_its_sources), UNIT(every_registered_model_has_a_verdict))
