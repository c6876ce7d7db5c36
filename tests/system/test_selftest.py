"""An administrator's question after an installation: a line for each check, what to do about a failure, and nothing left behind."""

import os
import re
import signal
import subprocess

import pytest

from conftest import ROOT, WALRAS, environment, mounted, shown_on_terminal, walras

MODELS = sorted(path.name for path in (ROOT / "src/models").iterdir() if (path / "model.c").exists())
REQUIRE_BUILDS = os.environ.get("WALRAS_REQUIRE_BUILDS") == "1" or os.environ.get("CI") == "true"
STORING = ["writing in place", "bringing to the disk", "reserving", "replacing", "locks"]


def checks(text: str) -> dict[str, tuple[str, str]]:
    """Each check's verdict and words."""
    return {m[2]: (m[1], m[3]) for m in re.finditer(r"^(ok|FAILED) +(\S.*?)  +(.*)$", text, re.M)}


def selftest(folder, ranks=0, code=0, program=WALRAS, **env):
    run = walras("selftest", "--folder", folder, ranks=ranks, code=code, program=program, **env)
    assert list(folder.iterdir()) == [] if folder.is_dir() else True, "everything is removed"
    return checks(run.stdout), run


def compile_preload(tmp_path, source: str) -> str:
    (tmp_path / "preload.c").write_text(source)
    library = tmp_path / "preload.so"
    compiler = os.environ.get("WALRAS_CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, tmp_path / "preload.c", "-ldl"], check=True)
    return str(library)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def test_a_sound_installation_passes_every_check_with_the_same_digests_on_any_ranks(folder):
    alone, run = selftest(folder)
    assert run.stderr == "" and f"all {len(alone)} checks passed in " in run.stdout
    together, run = selftest(folder, ranks=3)
    assert {verdict for verdict, _ in (alone | together).values()} == {"ok"}
    assert list(alone)[-len(MODELS) - len(STORING) - 1 :] == ["folder", *STORING, *sorted(MODELS, key=list(alone).index)]
    assert "functions, baseline" in alone and ("functions, avx2" in alone) == ("avx2" in open("/proc/cpuinfo").read())
    assert "3 ranks" in together["messages"][1] and "3 ranks" in together["shared folder"][1]
    assert {model: alone[model] for model in MODELS} == {model: together[model] for model in MODELS}


def test_a_build_by_the_other_compiler_has_the_digests_that_are_kept(folder):
    clang = ROOT / "build" / "clang" / "walras"
    if not clang.exists():
        assert not REQUIRE_BUILDS, f"{clang} is missing: cmake --preset clang && cmake --build build/clang --target walras"
        pytest.skip("no build by clang")
    found, _ = selftest(folder, program=str(clang))
    assert all(found[model][0] == "ok" and found[model][1].endswith(", the reference") for model in MODELS)


def test_a_folder_that_cannot_be_used_fails_with_what_to_do(folder):
    found, run = selftest(folder / "missing", code=1)
    assert found["folder"][0] == "FAILED" and "--folder" in found["folder"][1] and not set(STORING) & set(found)
    assert run.stdout.endswith(f"1 of {len(found)} checks FAILED\n")
    with mounted(folder, "-t", "tmpfs", "-o", "size=512k", "tmpfs"):
        found, _ = selftest(folder, code=1)
        assert found["writing in place"] == ("FAILED", "pwrite fails: No space left on device; stores cannot be written there")
        assert not set(MODELS) & set(found), "no store goes there"


def test_a_folder_that_another_rank_does_not_see_is_named_with_that_rank(folder):
    if os.geteuid() != 0:
        pytest.skip("a mount of one rank's own needs root")
    line = f"mount -t tmpfs tmpfs '{folder}' && exec '{WALRAS}' selftest --folder '{folder}'"
    run = subprocess.run(["mpirun", "-n", "1", WALRAS, "selftest", "--folder", folder, ":", "-n", "1", "unshare", "-m", "sh", "-c", line],
                         capture_output=True, text=True, check=False, env=environment())  # fmt: skip
    found = checks(run.stdout)
    assert run.returncode == 1 and found["folder"][0] == "ok"
    verdict, words = found["shared folder"]
    assert verdict == "FAILED" and words.startswith("rank 1 on ") and "--folder" in words
    assert list(folder.iterdir()) == []


FAILING = """
#include <errno.h>
#include <unistd.h>
#include <sys/file.h>
#include <fcntl.h>
int fdatasync(int file) { (void)file; errno = EIO; return -1; }
int flock(int file, int operation) { (void)file; (void)operation; errno = ENOSYS; return -1; }
int fallocate(int file, int mode, off_t from, off_t bytes) { (void)file; (void)mode; (void)from; (void)bytes; errno = EOPNOTSUPP; return -1; }
int fallocate64(int file, int mode, off64_t from, off64_t bytes) { return fallocate(file, mode, from, bytes); }
"""


def test_what_a_file_system_cannot_do_is_found_by_name(folder, tmp_path):
    found, _ = selftest(folder, code=1, LD_PRELOAD=compile_preload(tmp_path, "#define _GNU_SOURCE\n" + FAILING))
    assert found["bringing to the disk"][0] == "FAILED" and "fdatasync fails: Input/output error" in found["bringing to the disk"][1]
    assert found["locks"][0] == "FAILED" and "-o flock" in found["locks"][1]
    assert found["reserving"][0] == "ok" and found["reserving"][1].startswith("not offered")
    assert found["writing in place"][0] == found["replacing"][0] == "ok"


# The hash of every store but the first comes out otherwise, as if other vectors made other results.
OTHER_DIGEST = """
#define _GNU_SOURCE
#include <dlfcn.h>
unsigned char *gcry_md_read(void *handle, int algorithm) {
  static int calls;
  unsigned char *(*real)(void *, int) = (unsigned char *(*)(void *, int))dlsym(RTLD_NEXT, "gcry_md_read"), *bytes = real(handle, algorithm);
  if (++calls > 1)
    bytes[31] ^= 1;
  return bytes;
}
"""


def test_one_other_bit_in_a_digest_fails_the_model(folder, tmp_path):
    found, _ = selftest(folder, code=1, LD_PRELOAD=compile_preload(tmp_path, OTHER_DIGEST))
    first, second, *_ = [name for name in found if name in MODELS]
    assert all(found[model][0] == "FAILED" for model in MODELS)
    assert found[first][1].startswith("with baseline vectors its digest is "), "it differs from that of the first run"
    assert found[second][1].startswith("cut short and resumed its digest is "), "it differs from the one that is kept"
    assert "please report this machine" in found[first][1]


def test_a_signal_ends_it_and_leaves_nothing_in_tmpdir(folder):
    process = subprocess.Popen([WALRAS, "selftest"], stdout=subprocess.PIPE, text=True, env=environment(TMPDIR=str(folder)))
    text = process.stdout.readline()
    while not text.splitlines()[-1].startswith("ok      locks"):
        text += process.stdout.readline()
    assert checks(text)["folder"] == ("ok", str(folder)) and list(folder.glob("walras-*"))
    process.send_signal(signal.SIGTERM)
    text += process.stdout.read()
    assert process.wait() in (0, 75) and "FAILED" not in text and not list(folder.glob("walras-*"))
    assert process.returncode == 0 or text.splitlines()[-1].startswith("stopped after ")


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_verdicts_are_coloured_on_a_terminal_unless_no_color_says_otherwise(folder, tmp_path):
    store = tmp_path / "noise.h5"
    walras("run", ROOT / "configs/noise/paper.cfg", "--output", store)
    verify = [WALRAS, "verify", store]
    plain = subprocess.run(verify, capture_output=True, text=True, check=False, env=environment(TERM="xterm")).stdout
    shown = shown_on_terminal(verify, code=None, TERM="xterm", NO_COLOR="").replace("\r\n", "\n")
    assert COLOUR.search(shown) and COLOUR.sub("", shown) == plain and "\x1b[32mholds" in shown
    for off in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert shown_on_terminal(verify, code=None, **({"TERM": "xterm"} | off)).replace("\r\n", "\n") == plain
    missing = ["selftest", "--folder", str(folder / "missing")]
    assert "\x1b[31mFAILED\x1b[0m" in shown_on_terminal([WALRAS, *missing], code=None, TERM="xterm", NO_COLOR="")
    assert not COLOUR.search(shown_on_terminal([WALRAS, *missing], code=None, TERM="xterm", NO_COLOR="1"))
    assert not COLOUR.search(walras(*missing, ranks=2, code=1, TERM="xterm").stdout), "mpirun's terminal ends in a pipe"
