/* Which backends play the agents, and which settings are refused because nobody would read them. */
#include "models/magentic-marketplace/agents.h"

#include "magentic_marketplace.h"

static void surrogates_play_both_sides(void) {
  RUN(run, "consumers=10");
  const struct magentic_agents *agents = magentic_agents_of(run.parameters);
  CU_ASSERT_PTR_NOT_NULL_FATAL(agents);
  CU_ASSERT_STRING_EQUAL(agents->name, "surrogate");
  CU_ASSERT(agents->play == magentic_run_block);
  walras_error error = {0};
  CU_ASSERT_EQUAL(magentic_agents_check(run.parameters, &error), WALRAS_OK);
  end_run(&run);
}

static void modes_without_a_backend_are_refused_by_name(void) {
  static const char *const modes[] = {"llm_live", "llm_record", "llm_replay"}, *const sides[] = {"assistant_mode",
                                                                                                 "service_mode"};
  for (int side = 0; side < 2; side++) {
    for (int mode = 0; mode < 3; mode++) {
      char setting[64], message[128];
      snprintf(setting, sizeof setting, "%s=%s", sides[side], modes[mode]);
      snprintf(message, sizeof message, ": %s: this version has no language-model agents; \"surrogate\" is the only mode",
               sides[side]);
      CU_ASSERT(REFUSED(message, setting));
    }
  }
  /* The modes come before the settings that would go with them. */
  CU_ASSERT(REFUSED("assistant_mode: this version", "assistant_mode=llm_live", "service_mode=llm_live", "llm_model=m"));
}

static const char *const settings[] = {"llm_base_url=http://localhost:1",
                                       "llm_model=m",
                                       "llm_key_env=KEY",
                                       "llm_cache_file=cache.jsonl",
                                       "llm_send_temperature=true",
                                       "llm_temperature=0.5",
                                       "llm_send_seed=true",
                                       "llm_seed=1",
                                       "llm_max_tokens=2001",
                                       "llm_reasoning_effort=none",
                                       "llm_max_concurrency=63",
                                       "llm_max_steps=101",
                                       "llm_max_calls=10001",
                                       "llm_max_total_tokens=5",
                                       "llm_timeout=61.0",
                                       "llm_max_wall=3601.0",
                                       "replay_on_miss=end",
                                       "assistant_step_time=2.5"};
enum { SETTINGS_COUNT = sizeof settings / sizeof *settings };

/* A setting that is read and ignored would promise what is not there. */
static void settings_of_language_models_are_refused_by_name(void) {
  for (size_t i = 0; i < SETTINGS_COUNT; i++) {
    char message[160];
    snprintf(message, sizeof message,
             ": %.*s: surrogate agents have no use for it, and this version has no language-model agents",
             (int)strcspn(settings[i], "="), settings[i]);
    CU_ASSERT(REFUSED(message, settings[i]));
  }
}

static void no_setting_of_language_models_is_missing_above(void) {
  const walras_model *model = &walras_model_magentic_marketplace;
  for (int64_t i = 0; i < model->parameter_count; i++) {
    const char *name = model->parameters[i].name;
    bool listed = strncmp(name, "llm_", 4) != 0;
    for (size_t s = 0; s < SETTINGS_COUNT && !listed; s++)
      listed = strncmp(settings[s], name, strlen(name)) == 0 && settings[s][strlen(name)] == '=';
    CU_ASSERT(listed);
  }
}

static void defaults_may_be_spelled_out(void) {
  RUN(run, "consumers=10", "llm_max_tokens=2000", "llm_timeout=60", "llm_base_url=\"\"", "assistant_step_time=2.0");
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(surrogates_play_both_sides), UNIT(modes_without_a_backend_are_refused_by_name),
                  UNIT(settings_of_language_models_are_refused_by_name), UNIT(no_setting_of_language_models_is_missing_above),
                  UNIT(defaults_may_be_spelled_out))
