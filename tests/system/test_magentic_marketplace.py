"""The agentic market through the program: the same bits for any ranks and threads, and clear refusals."""

import pytest

from conftest import ROOT, digest, walras

# Several blocks of 65,536 consumers each, so that every mechanism crosses ranks and threads.
EVERYTHING = """
experiment: { name = "everything"; model = "magentic-marketplace"; seed = 5L; replications = 1; };
parameters: { requests = 40; consumers = 140000L; search_bandwidth = 6; };
sweep: { design = "grids"; grids = (
  { label = "capacity"; parameters = { capacity = 800; ration_passes = 3; service_rate = 4000.0; max_search_rounds = 3; retry_prob = 0.5; };
    axes = ( { parameter = "ration_rule"; values = [ "lottery", "first_come" ]; },
             { parameter = "release_mechanism"; values = [ "streaming", "batch_random" ]; } ); },
  { label = "drawn demand"; parameters = { request_popularity = "zipf"; capacity = 500; ration_passes = 2; duplicate_purchase_prob = 0.2; }; },
  { label = "mixed"; parameters = { assistant_profile = "mixed"; profile_names = [ "gpt_4o", "qwen3_4b", "rational" ];
      attack_kind = "injection_strong"; attack_share = 0.1; release_mechanism = "hard_gate"; release_deadline = 1.5; service_rate = 100.0; }; },
  { label = "learning"; parameters = { rounds = 2; speed_update = "ab_gradient"; price_update = "ab_gradient"; service_rate = 9000.0; };
    axes = ( { parameter = "search_mechanism"; values = [ "lexical", "price_rank", "quality_rank", "random", "popularity" ]; } ); },
  { label = "popular"; parameters = { rounds = 2; search_mechanism = "popularity"; capacity = 5000; disclosure = "full"; }; }
); };
output: { store = "everything.h5"; };
"""


@pytest.fixture
def everything(tmp_path):
    config = tmp_path / "everything.cfg"
    config.write_text(EVERYTHING)
    return config


def test_every_mechanism_gives_the_same_bits_on_any_ranks_and_threads(everything, tmp_path):
    digests = {}
    for ranks, threads, group in ((1, 1, "1"), (1, 3, "1"), (2, 1, "2"), (3, 2, "3")):
        store = tmp_path / f"{ranks}-{threads}-{group}.h5"
        walras("run", everything, "--output", store, "--threads", threads, "--ranks-per-trial", group, ranks=ranks)
        digests[ranks, threads, group] = digest(store)
    assert len(set(digests.values())) == 1, digests


def test_language_model_agents_are_refused_before_anything_runs(tmp_path):
    for setting, word in (('assistant_mode="llm_live"', "assistant_mode"), ('service_mode="llm_record"', "service_mode"), ("llm_max_tokens=7", "llm_max_tokens")):
        run = walras("check", ROOT / "configs" / "magentic-marketplace" / "quick.cfg", "--set", setting, code=None)
        assert run.returncode == 2 and word in run.stderr and "language-model" in run.stderr, run.stderr


def test_a_population_beyond_the_memory_is_refused_with_the_numbers(tmp_path):
    config = tmp_path / "large.cfg"
    config.write_text(EVERYTHING.split("sweep:")[0].replace("requests = 40", "requests = 100000000L").replace("140000L", "1000000000L") + 'output: { store = "large.h5"; };\n')
    run = walras("run", config, "--output", tmp_path / "large.h5", code=None)
    assert run.returncode in (1, 2) and "memory" in run.stderr and "GiB" in run.stderr, run.stderr
    assert not (tmp_path / "large.h5").exists()


@pytest.mark.parametrize("name", ["quick.cfg", "paper.cfg", "scale.cfg", "hypotheses.cfg"])
def test_shipped_experiments_are_sound(name):
    walras("check", ROOT / "configs" / "magentic-marketplace" / name)
