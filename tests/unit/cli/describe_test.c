#include "cli_store.h"

static void every_parameter_and_metric_of_the_model_is_described(void) {
  const terminal *t = WALRAS("describe", "noise");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  for (int64_t i = 0; i < walras_model_noise.parameter_count; i++)
    CU_ASSERT(terminal_says(t, walras_model_noise.parameters[i].name) && terminal_says(t, walras_model_noise.parameters[i].doc));
  for (int64_t i = 0; i < walras_model_noise.metric_count; i++)
    CU_ASSERT(terminal_says(t, walras_model_noise.metrics[i].name) && terminal_says(t, walras_model_noise.metrics[i].doc));
  CU_ASSERT(
      terminal_says(t, "  rounds\n      rounds, each with fresh draws\n      integer in [1, 1e6], unit rounds; default 1\n"));
}

/* What --template prints is a config that passes the check. */
static void a_template_is_a_good_config(void) {
  const terminal *t = WALRAS("describe", "noise", "--template");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  const char *path = cli_config("template.cfg", t->out);
  CU_ASSERT_EQUAL(WALRAS("check", path)->code, CLI_OK);
}

static void an_unknown_model_names_the_nearest(void) {
  terminal_refuses(WALRAS("describe", "nose"), CLI_USAGE, "unknown model 'nose'; did you mean 'noise'?");
}

WALRAS_UNIT_TESTS(UNIT(every_parameter_and_metric_of_the_model_is_described), UNIT(a_template_is_a_good_config),
                  UNIT(an_unknown_model_names_the_nearest))
