#include <math.h>

#include "laboratory.h"

/* The parameters of the toy market with these settings; NULL ends them. */
typedef struct defaults {
  walras_parameters *owned;
  const void *parameters;
  walras_error error;
  walras_status status;
} defaults;

static defaults defaults_with(const char *first, ...) {
  const char *settings[8];
  int64_t count = 0;
  va_list rest;
  va_start(rest, first);
  for (const char *setting = first; setting != NULL && count < 8; setting = va_arg(rest, const char *))
    settings[count++] = setting;
  va_end(rest);
  defaults d = {0};
  d.status = walras_parameters_default(&market_model, settings, count, &d.owned, &d.parameters, &d.error);
  CU_ASSERT((d.status == WALRAS_OK) == (d.owned != NULL) && (d.owned != NULL) == (d.parameters != NULL));
  if (d.status != WALRAS_OK && d.error.status != WALRAS_OK)
    CU_ASSERT_EQUAL(d.error.status, d.status);
  return d;
}
#define DEFAULTS(...) defaults_with(__VA_ARGS__, (const char *)NULL)

static const market *good(const defaults *d) {
  if (d->status != WALRAS_OK)
    printf("\n  unexpected: %s", d->error.message);
  CU_ASSERT_EQUAL_FATAL(d->status, WALRAS_OK);
  return d->parameters;
}

static void refused(defaults d, const char *message) {
  CU_ASSERT_EQUAL(d.status, WALRAS_ERROR_PARAMETER);
  CU_ASSERT_STRING_EQUAL(d.error.message, message);
  if (strcmp(d.error.message, message) != 0)
    printf("\n  expected: %s\n  got:      %s", message, d.error.message);
  walras_parameters_destroy(d.owned);
}

static void without_settings_every_default_is_in_place(void) {
  const defaults d = defaults_with(NULL);
  const market *m = good(&d);
  CU_ASSERT(m->agents == 100 && m->buyers == 50 && m->fail_at == -1 && m->noise == 0.1 && isinf(m->patience) && m->truthful &&
            m->mechanism == 0 && strcmp(m->title, "") == 0 && strcmp(m->data, "") == 0);
  CU_ASSERT(m->sizes.count == 2 && m->sizes.values[1] == 2 && m->weights.count == 2 && m->weights.values[0] == 0.5);
  CU_ASSERT(m->rules.count == 1 && strcmp(m->rules.values[0], "cap") == 0 && m->table.count == 2 &&
            m->table.lists[1].values[0] == 3.0);
  walras_parameters_destroy(d.owned);
}

/* What follows from a parameter follows from its setting. */
static void settings_come_before_what_follows_from_them(void) {
  defaults d = DEFAULTS("traders=8", "mechanism=dictator", "title=größe = 市場", "sizes=[3, 4, 5]");
  const market *m = good(&d);
  CU_ASSERT(m->agents == 8 && m->buyers == 4 && m->mechanism == 2 && m->sizes.count == 3 && m->sizes.values[2] == 5);
  CU_ASSERT_STRING_EQUAL(m->title, "größe = 市場");
  walras_parameters_destroy(d.owned);
  d = DEFAULTS("buyers=7");
  CU_ASSERT(good(&d)->buyers == 7 && good(&d)->agents == 100);
  walras_parameters_destroy(d.owned);
  d = DEFAULTS("agents=8", "agents=1000000000000L"); /* the last one stays */
  CU_ASSERT(good(&d)->agents == 1000000000000);
  walras_parameters_destroy(d.owned);
}

static void relative_paths_lead_from_the_working_directory(void) {
  char expected[4200], folder[4096];
  CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(folder, sizeof folder));
  snprintf(expected, sizeof expected, "%s/sub/v.csv", folder);
  const defaults relative = DEFAULTS("data=sub/v.csv"), absolute = DEFAULTS("data=/sub/v.csv");
  CU_ASSERT_STRING_EQUAL(good(&relative)->data, expected);
  CU_ASSERT_STRING_EQUAL(good(&absolute)->data, "/sub/v.csv");
  walras_parameters_destroy(relative.owned);
  walras_parameters_destroy(absolute.owned);
}

static void wrong_settings_are_named_as_they_were_given(void) {
  refused(DEFAULTS("agnets=3"), "agnets=3: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?");
  refused(DEFAULTS("agents"), "agents: expected NAME=VALUE");
  refused(DEFAULTS(""), ": expected NAME=VALUE");
  refused(DEFAULTS("=3"), "=3: unknown parameter '' of model 'toy-market'; known parameters: agents, buyers, fail_at, noise, "
                          "patience, truthful, mechanism, title, data, sizes, weights, rules, table");
  refused(DEFAULTS("agents="), "agents=: 'value' has no value");
  refused(DEFAULTS("agents=0"), "agents=0: parameter 'agents': expected an integer in [1, 1e12], found 0");
  refused(DEFAULTS("noise=nan"), "noise=nan: parameter 'noise': expected a real number in [0, 1), found the text \"nan\"");
  refused(DEFAULTS("mechanism=medain"), "mechanism=medain: parameter 'mechanism': unknown word 'medain'; did you mean 'median'?");
}

/* Of several mistakes, the first one given is told. */
static void the_first_of_several_mistakes_is_told(void) {
  refused(DEFAULTS("agents=8", "noise=2", "agnets=3"), "noise=2: parameter 'noise': expected a real number in [0, 1), found 2");
}

static void what_the_model_refuses_is_refused(void) {
  refused(DEFAULTS("agents=8", "fail_at=8"), "toy-market: parameter 'agents' hits fail_at");
  refused(DEFAULTS("agents=8", "buyers=9"), "toy-market: parameter 'buyers' is 9, more than the 8 agents");
}

static void nothing_is_destroyed_without_harm(void) {
  walras_parameters_destroy(NULL);
  walras_parameters *owned = (walras_parameters *)&owned;
  const void *parameters = &owned;
  const char *setting = "agnets=3";
  CU_ASSERT_EQUAL(walras_parameters_default(&market_model, &setting, 1, &owned, &parameters, NULL), WALRAS_ERROR_PARAMETER);
  CU_ASSERT(owned == NULL && parameters == NULL);
}

WALRAS_UNIT_TESTS(UNIT(without_settings_every_default_is_in_place), UNIT(settings_come_before_what_follows_from_them),
                  UNIT(relative_paths_lead_from_the_working_directory), UNIT(wrong_settings_are_named_as_they_were_given),
                  UNIT(the_first_of_several_mistakes_is_told), UNIT(what_the_model_refuses_is_refused),
                  UNIT(nothing_is_destroyed_without_harm))
