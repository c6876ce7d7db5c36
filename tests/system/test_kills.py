"""kill -9 of any process at any instant loses nothing: the short form of kills.py."""

import os

from kills import harness


def test_no_kill_changes_the_digest(tmp_path):
    kills = int(os.environ.get("WALRAS_KILLS", "30"))
    tally = harness(kills, 1000, tmp_path)
    print(tally)
    assert tally.kills >= kills
    assert all(tally.by_victim.values()) and tally.with_checkpoint > 0, tally
