/**
 * Speed of Gather-Trade-Build on one core: environment steps of four agents on the open quadrants, with random actions out of what is possible;
 * environment by environment as a trial plays them, and all in lockstep as a learner does, with masks and observations of agents and planner
 * written into its buffers. Arguments: [environments, default 500]. Prints "name value" lines; each is the best of five passes, steps per second.
 */
#include "bench/bench.h"
#include "models/ai-economist/gtb_observe.h"
#include "models/ai_economist_gtb.h"

typedef struct workload {
  test_world example; /* its setting is everybody's */
  int64_t environments;
  uint8_t *memory, *masks;
  float *inputs;
  uint64_t *scratch;
  double reward;
} workload;

enum { STEPS = 200 };

static gtb_world world_of(const workload *w, int64_t e) {
  return gtb_open(&w->example.setting, w->memory + (size_t)e * w->example.setting.bytes, (uint64_t)e, test_key);
}

static void begin(gtb_world *world) {
  if (world->head->step + STEPS > world->setting->episode_length)
    gtb_reset(world, false);
}

/* STEPS steps of each environment, one environment after another. */
static void play_each(void *state, int64_t call) {
  workload *w = state;
  uint8_t actions[GTB_AGENTS_MOST];
  double rewards[GTB_AGENTS_MOST];
  (void)call;
  for (int64_t e = 0; e < w->environments; e++) {
    gtb_world world = world_of(w, e);
    begin(&world);
    for (int step = 0; step < STEPS; step++) {
      gtb_random_actions(&world, actions);
      gtb_step(&world, &(gtb_actions){.agents = actions}, rewards);
      w->reward += rewards[0];
    }
  }
}

static void play_greedy(void *state, int64_t call) {
  workload *w = state;
  uint8_t actions[GTB_AGENTS_MOST];
  (void)call;
  for (int64_t e = 0; e < w->environments; e++) {
    gtb_world world = world_of(w, e);
    begin(&world);
    for (int step = 0; step < STEPS; step++) {
      gtb_greedy_actions(&world, 15.0, w->scratch, actions);
      gtb_step(&world, &(gtb_actions){.agents = actions}, NULL);
    }
  }
}

/* STEPS steps of all environments together, everything written that a learner's networks take. */
static void play_lockstep(void *state, int64_t call) {
  workload *w = state;
  const gtb_setting *s = &w->example.setting;
  const int64_t agent_inputs = gtb_agent_inputs(s), stride = s->agents * agent_inputs + gtb_planner_inputs(s);
  uint8_t actions[GTB_AGENTS_MOST];
  double rewards[GTB_AGENTS_MOST];
  (void)call;
  for (int64_t e = 0; e < w->environments; e++) {
    gtb_world world = world_of(w, e);
    begin(&world);
  }
  for (int step = 0; step < STEPS; step++)
    for (int64_t e = 0; e < w->environments; e++) {
      gtb_world world = world_of(w, e);
      float *inputs = w->inputs + e * stride;
      gtb_observe_agents(&world, inputs, agent_inputs);
      gtb_observe_planner(&world, inputs + s->agents * agent_inputs);
      gtb_write_masks(&world, w->masks + e * s->agents * s->actions, s->actions);
      gtb_random_actions(&world, actions);
      gtb_step(&world, &(gtb_actions){.agents = actions}, rewards);
      w->reward += rewards[0];
    }
}

static bool allocate(workload *w) {
  gtb_setting *s = &w->example.setting;
  const size_t n = (size_t)w->environments;
  w->memory = aligned_alloc(64, n * s->bytes);
  w->masks = malloc(n * (size_t)(s->agents * s->actions));
  w->inputs = malloc(n * (size_t)(s->agents * gtb_agent_inputs(s) + gtb_planner_inputs(s)) * sizeof *w->inputs);
  w->scratch = malloc(gtb_greedy_scratch(s));
  if (w->memory == NULL || w->masks == NULL || w->inputs == NULL || w->scratch == NULL)
    return false;
  for (int64_t e = 0; e < w->environments; e++) {
    gtb_world world = world_of(w, e);
    gtb_reset(&world, true);
  }
  return true;
}

int main(int argc, char **argv) {
  static workload w;
  w.environments = bench_count(argc, argv, 1, 500, 1, 100000);
  if (argc > 2 || w.environments < 0) {
    fprintf(stderr, "usage: bench.gtb [environments, 1 to 100000]\n");
    return 2;
  }
  paper_setting(&w.example, 4);
  gtb_setting_prepare(&w.example.setting);
  if (!allocate(&w))
    return 1;
  const double steps = (double)(STEPS * w.environments);
  printf("random_steps %.17g\n", steps / bench_best(play_each, &w, 1));
  printf("learner_steps %.17g\n", steps / bench_best(play_lockstep, &w, 1));
  printf("greedy_steps %.17g\n", steps / bench_best(play_greedy, &w, 1));
  printf("bytes %zu\n", w.example.setting.bytes);
  fprintf(stderr, "rewards of the first agents: %.6g\n", w.reward);
  free(w.memory);
  free(w.masks);
  free(w.inputs);
  free(w.scratch);
  return 0;
}
