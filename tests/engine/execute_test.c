/* What run and resume share on every rank: models, experiments, codes, and stores that they fill. */
#include "cli/execute.h"
#include "cli/share.h"

#include <unistd.h>

#include "models/models.h"
#include "ranks.h"
#include "store/digest.h"

#define CONFIG                                                                                                                   \
  "experiment: { name = \"shared\"; model = \"noise\"; seed = 3; replications = 12; };\n"                                        \
  "parameters: { entities = 500; fail_replication = 5; };\n"                                                                     \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 2.5 ]; } ); };\n"

static const walras_model *const models[] = {&walras_model_noise};
static const walras_model_list list = {.models = models, .count = 1};

static walras_experiment *parse(void) {
  walras_experiment *experiment = NULL;
  walras_diagnostics diagnostics = {0};
  EXPECT(walras_experiment_parse(CONFIG, "shared.cfg", "/tmp", &list, NULL, &experiment, &diagnostics) == WALRAS_OK);
  return experiment;
}

static void codes_are_rank_0s(void) {
  EXPECT(cli_agree_code(ranks_group().rank == 0 ? 75 : 3) == 75);
}

static void the_experiment_of_rank_0_reaches_every_rank(void) {
  walras_experiment *mine = ranks_group().rank == 0 ? parse() : NULL, *reference = parse();
  EXPECT(cli_share_experiment(&mine, &list) && mine != NULL);
  EXPECT(mine->points == 2 && mine->replications == 12 && mine->seed == 3);
  EXPECT(strcmp(mine->resolved_text, reference->resolved_text) == 0 && strcmp(mine->run_text, reference->run_text) == 0);
  walras_experiment_destroy(mine);
  walras_experiment_destroy(reference);
}

static void without_an_experiment_no_rank_goes_on(void) {
  walras_experiment *none = NULL;
  EXPECT(!cli_share_experiment(&none, &list) && none == NULL);
}

static cli_line parsed(const char **words, int count) {
  cli_line line;
  EXPECT(cli_parse(cli_find_command(words[1]), count, (char **)(uintptr_t)words, &line));
  return line;
}

static void models_are_loaded_on_every_rank(void) {
  const char *words[] = {"walras", "run", "x.cfg"};
  const cli_line line = parsed(words, 3);
  cli_registry registry;
  EXPECT(cli_share_registry(&line, &registry));
  EXPECT(registry.list.count >= 2 && cli_find_model(&registry, "noise") == &walras_model_noise);
  cli_registry_free(&registry);
  cli_line_free((cli_line *)(uintptr_t)&line);
}

static int execute(const cli_line *line, const char *path, bool create, int64_t only, int threads) {
  walras_experiment *experiment = parse();
  experiment->threads = threads;
  const int code = cli_execute(
      &(cli_execution){.line = line, .store_path = path, .create = create, .overwrite = true, .only = only}, experiment);
  walras_experiment_destroy(experiment);
  return code;
}

static void digest_of(const char *path, char digest[WALRAS_DIGEST_SIZE]) {
  walras_error error = {0};
  EXPECT(walras_store_digest(path, digest, &error) == WALRAS_OK);
}

/* One trial alone, then the rest: the store of a run at one go. A failed trial makes the code 1 on every rank. */
static void a_store_filled_in_two_goes_equals_one_filled_at_once(int threads) {
  const char *words[] = {"walras", "run", "x.cfg", "--progress=never"};
  const cli_line line = parsed(words, 4);
  char pieces[64], whole[64], digests[2][WALRAS_DIGEST_SIZE];
  snprintf(pieces, sizeof pieces, "/tmp/walras-pieces-%ld.h5", (long)getpid());
  snprintf(whole, sizeof whole, "/tmp/walras-whole-%ld.h5", (long)getpid());
  EXPECT(execute(&line, pieces, true, 13, threads) == CLI_OK);
  EXPECT(execute(&line, pieces, false, -1, threads) == CLI_FAILED);
  EXPECT(execute(&line, pieces, false, -1, threads) == CLI_FAILED); /* nothing is pending */
  EXPECT(execute(&line, whole, true, -1, threads) == CLI_FAILED);
  EXPECT(execute(&line, "/nowhere/at/all.h5", true, -1, threads) == CLI_USAGE);
  if (ranks_group().rank == 0) {
    digest_of(pieces, digests[0]);
    digest_of(whole, digests[1]);
    EXPECT(strcmp(digests[0], digests[1]) == 0);
    EXPECT(unlink(pieces) == 0 && unlink(whole) == 0);
  }
  cli_line_free((cli_line *)(uintptr_t)&line);
}

static void check(int threads) {
  codes_are_rank_0s();
  the_experiment_of_rank_0_reaches_every_rank();
  without_an_experiment_no_rank_goes_on();
  models_are_loaded_on_every_rank();
  a_store_filled_in_two_goes_equals_one_filled_at_once(threads);
}

RANKS_TEST(check)
