"""Places and names that a program may stumble over: blanks, other scripts, very long ones, links, folders, devices, read-only ones."""

import os

import pytest

from conftest import complaints, digest, walras

NAMES = ["with blanks and 'quotes'.h5", "Märkte und Preise – 市場.h5", "-dash.h5", "a" * 236 + ".h5", "new\nline.h5", "$(touch gone);.h5", "%s%n.h5"]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_command_takes_any_name(noise_config, tmp_path, name):
    ranks = 2 if NAMES.index(name) % 2 else 0
    folder = tmp_path / "Ordner mit Leerzeichen"
    folder.mkdir()
    config, store = noise_config(replications=2), folder / name
    walras("run", config, "--output", store, ranks=ranks, code=75, WALRAS_STOP_AT_ROUND="1")
    assert (folder / (name + ".ckpt")).is_dir()
    walras("resume", store, ranks=ranks)
    walras("status", store, "--check")
    walras("show", store, "sample_mean")
    walras("run", config, "--output", tmp_path / "plain.h5")
    assert digest(store) == digest(tmp_path / "plain.h5")
    assert sorted(path.name for path in folder.iterdir()) == [name]


def test_a_name_too_long_for_what_lies_beside_it_is_one_error(noise_config, tmp_path):
    store = tmp_path / ("b" * 253)
    said = complaints(walras("run", noise_config(), "--output", store, code=None))
    assert len(said) == 1 and "File name too long" in said[0], said
    assert not list(tmp_path.glob("b*"))


def test_a_path_longer_than_any_is_one_error(noise_config):
    said = complaints(walras("run", noise_config(), "--output", "/tmp/" + "c/" * 4000 + "s.h5", code=2))
    assert len(said) == 1 and "too long" in said[0].lower(), said


def test_links_are_followed(noise_config, tmp_path):
    config, folder, link = noise_config(), tmp_path / "real", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)
    walras("run", config, "--output", link / "s.h5")
    (tmp_path / "store link.h5").symlink_to(folder / "s.h5")
    assert "60 done" in walras("status", tmp_path / "store link.h5").stdout
    walras("resume", tmp_path / "store link.h5")
    assert digest(tmp_path / "store link.h5") == digest(folder / "s.h5")
    loop = tmp_path / "loop.h5"
    loop.symlink_to(loop)
    for verb in ("status", "resume", "show", "digest"):
        assert len(complaints(walras(verb, loop, code=2))) == 1


@pytest.mark.parametrize("place", ["/dev/full", "/dev/null", "/proc/self/status", "/"])
def test_what_is_no_store_is_refused_by_every_command(noise_config, place):
    for verb in (["status", place], ["resume", place], ["digest", place], ["show", place], ["verify", place], ["diff", place, place],
                 ["stop", place], ["run", noise_config(), "--output", place], ["run", noise_config(), "--output", place, "--overwrite"]):  # fmt: skip
        run = walras(*verb, code=None)
        assert run.returncode in (1, 2) and len(complaints(run)) == 1, (verb, run.stderr)


def test_a_config_that_is_no_file_is_refused(tmp_path):
    for place in (tmp_path, "/dev/full", "/dev/null", "/proc/self/mem", tmp_path / "missing.cfg"):
        run = walras("check", place, code=2)
        assert len(run.stderr.strip().splitlines()) >= 1 and str(place) in run.stderr


def test_a_store_that_may_not_be_written_can_be_read_and_says_so(noise_config, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    store = tmp_path / "s.h5"
    walras("run", noise_config(), "--output", store, "--only", "0", code=None)
    store.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        walras("status", store, "--check", code=75)
        said = complaints(walras("resume", store, code=1))
        assert len(said) == 1 and "Permission denied" in said[0]
    finally:
        tmp_path.chmod(0o755)
