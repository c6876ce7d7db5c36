#include "cli/verdicts.h"

#include <cjson/cJSON.h>

#include "walras_verdicts.h"

cJSON *cli_verdicts(void) {
  return cJSON_Parse((const char *)walras_verdicts_json);
}

const cJSON *cli_verdict_of(const cJSON *verdicts, const char *model) {
  return cJSON_GetObjectItemCaseSensitive(verdicts, model);
}
