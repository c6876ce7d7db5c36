#include "models/magentic-marketplace/agents.h"

#include <string.h>

/* Surrogates on both sides: the journey plays consumer and businesses together. */
static const struct magentic_agents surrogates = {.name = "surrogate", .play = magentic_run_block};

const struct magentic_agents *magentic_agents_of(const struct magentic_parameters *p) {
  return p->assistant_mode == MODE_SURROGATE && p->service_mode == MODE_SURROGATE ? &surrogates : NULL;
}

/* The first language-model setting that is not at its default, or NULL. */
static const char *language_model_setting(const struct magentic_parameters *p) {
  const struct {
    const char *name;
    bool changed;
  } settings[] = {{"llm_base_url", p->llm_base_url[0] != '\0'},
                  {"llm_model", p->llm_model[0] != '\0'},
                  {"llm_key_env", p->llm_key_env[0] != '\0'},
                  {"llm_cache_file", p->llm_cache_file[0] != '\0'},
                  {"llm_send_temperature", p->llm_send_temperature},
                  {"llm_temperature", p->llm_temperature != 0.0},
                  {"llm_send_seed", p->llm_send_seed},
                  {"llm_seed", p->llm_seed != 0},
                  {"llm_max_tokens", p->llm_max_tokens != 2000},
                  {"llm_reasoning_effort", p->llm_reasoning_effort != 1},
                  {"llm_max_concurrency", p->llm_max_concurrency != 64},
                  {"llm_max_steps", p->llm_max_steps != 100},
                  {"llm_max_calls", p->llm_max_calls != 10000},
                  {"llm_max_total_tokens", p->llm_max_total_tokens != 100000000},
                  {"llm_timeout", p->llm_timeout != 60.0},
                  {"llm_max_wall", p->llm_max_wall != 3600.0},
                  {"replay_on_miss", p->replay_on_miss != 0},
                  {"assistant_step_time", p->assistant_step_time != 2.0}};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    if (settings[i].changed)
      return settings[i].name;
  return NULL;
}

walras_status magentic_agents_check(const struct magentic_parameters *p, walras_error *error) {
  const char *setting = language_model_setting(p);
  if (magentic_agents_of(p) == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "%s: this version has no language-model agents; \"surrogate\" is the only mode",
                       p->assistant_mode != MODE_SURROGATE ? "assistant_mode" : "service_mode");
  if (setting != NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "%s: surrogate agents have no use for it, and this version has no language-model agents", setting);
  return WALRAS_OK;
}
