/* Gather-Trade-Build: its place among the economies. A trial's entities are environments; its rounds are tax periods. */
#include "models/ai-economist/economies.h"
#include "models/ai-economist/gtb_trial.h"

static void footprint(const struct ai_parameters *p, walras_footprint *out) {
  /* A step of four agents takes about a microsecond, with searches over the map three or four times that. */
  const double agent_steps = (double)p->n_agents * (double)p->episode_length;
  gtb_setting s;
  *out = (walras_footprint){.population = p->environments, .block = GTB_BLOCK};
  if (gtb_setting_plain(p, &s, NULL) != WALRAS_OK)
    return; /* `check` says why */
  gtb_setting_prepare(&s);
  out->bytes_per_entity = (double)s.bytes;
  out->bytes_replicated = 24.0 * (double)gtb_trade_room(p) + 13.0 * s.tile_count + (double)s.bytes;
  out->seconds_per_entity = agent_steps * (p->agent_policy == POLICY_GREEDY ? 0.9e-6 : 0.25e-6);
  out->seconds_fixed = 1e-4;
}

static walras_status run(walras_trial *trial, const struct ai_parameters *p) {
  gtb_trial t;
  walras_status status = gtb_trial_create(trial, p, &t);
  if (status != WALRAS_OK)
    return status;
  for (t.round = walras_trial_first_round(trial); t.round < t.rounds; t.round++) {
    status = gtb_trial_round(&t);
    if (status == WALRAS_OK && t.round == t.rounds - 1)
      gtb_record(trial, &t);
    if (status == WALRAS_OK)
      status = walras_trial_round_done(trial, t.round);
    if (status != WALRAS_OK)
      return status;
  }
  return walras_trial_status(trial);
}

const ai_economy gtb_economy = {.check = gtb_check, .footprint = footprint, .run = run};
