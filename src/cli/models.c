/* walras models: every model with its paper and what the last verification of its claims said, by family. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/verdicts.h"

static int by_family_then_name(const void *left, const void *right) {
  const walras_model *a = *(const walras_model *const *)left;
  const walras_model *b = *(const walras_model *const *)right;
  const int family = strcmp(a->family, b->family);
  return family != 0 ? family : strcmp(a->name, b->name);
}

static const char *text_of(const cJSON *object, const char *key, const char *otherwise) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  return cJSON_IsString(item) ? item->valuestring : otherwise;
}

static double number_of(const cJSON *object, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  return cJSON_IsNumber(item) ? item->valuedouble : 0.0;
}

/* When, on what and to which bits. */
static void print_verification(const cJSON *verification) {
  const cJSON *time = cJSON_GetObjectItemCaseSensitive(verification, "seconds");
  const double ranks = number_of(verification, "ranks");
  printf("; %s", text_of(verification, "date", "?"));
  if (cJSON_IsNumber(time)) /* not where a run was killed */
    printf(", %.*f s on %.0f rank%s", time->valuedouble < 10.0 ? 1 : 0, time->valuedouble, ranks, cli_plural((int64_t)ranks));
  printf(", digest %s", text_of(verification, "digest", "?"));
}

static void print_model(const walras_model *model, const cJSON *verdict) {
  const cJSON *verification = cJSON_GetObjectItemCaseSensitive(verdict, "verification");
  const double claims = number_of(verdict, "claims");
  printf("  %-24s %s\n      %s\n", model->name, model->title, model->reference);
  if (verdict == NULL) { /* a plugin's, or one of after the last build */
    puts("      not verified yet");
    return;
  }
  printf("      %.0f claim%s: %s", claims, cli_plural((int64_t)claims), text_of(verdict, "verdict", "not verified yet"));
  if (cJSON_IsObject(verification))
    print_verification(verification);
  putchar('\n');
}

static void print_text(const cli_registry *registry, const cJSON *verdicts) {
  const char *family = "";
  for (int64_t i = 0; i < registry->list.count; i++) {
    const walras_model *model = registry->models[i];
    if (strcmp(family, model->family) != 0)
      printf("%s%s\n", i > 0 ? "\n" : "", model->family);
    family = model->family;
    print_model(model, cli_verdict_of(verdicts, model->name));
  }
}

/* The model's own words, and what the file says of it. */
static bool add_model(cJSON *list, const walras_model *model, const cJSON *verdict) {
  const cJSON *known = verdict != NULL ? verdict->child : NULL;
  cJSON *object = cJSON_CreateObject();
  bool added = cJSON_AddStringToObject(object, "name", model->name) != NULL &&
               cJSON_AddStringToObject(object, "family", model->family) != NULL &&
               cJSON_AddStringToObject(object, "title", model->title) != NULL &&
               cJSON_AddStringToObject(object, "reference", model->reference) != NULL;
  for (; known != NULL; known = known->next)
    added &= cJSON_AddItemToObject(object, known->string, cJSON_Duplicate(known, true)) != 0;
  return (cJSON_AddItemToArray(list, object) != 0) & added;
}

static int print_json(const cli_registry *registry, const cJSON *verdicts) {
  cJSON *list = cJSON_CreateArray();
  bool added = list != NULL;
  for (int64_t i = 0; added && i < registry->list.count; i++)
    added = add_model(list, registry->models[i], cli_verdict_of(verdicts, registry->models[i]->name));
  char *text = added ? cJSON_Print(list) : NULL;
  cJSON_Delete(list);
  if (text == NULL) {
    cli_complain("out of memory");
    return CLI_FAILED;
  }
  puts(text);
  free(text);
  return CLI_OK;
}

int cli_models(const cli_line *line) {
  cli_registry registry;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  qsort((void *)registry.models, (size_t)registry.list.count, sizeof *registry.models, by_family_then_name);
  int code = CLI_OK;
  cJSON *verdicts = cli_verdicts();
  if (cli_has(line, "--json"))
    code = print_json(&registry, verdicts);
  else
    print_text(&registry, verdicts);
  cJSON_Delete(verdicts);
  cli_registry_free(&registry);
  return code;
}
