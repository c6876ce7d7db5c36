"""The check of the arrows between folders sees through every way to write an include."""

from __future__ import annotations

import importlib.util
import pathlib

import pytest

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "layers.py"
FILES = (
    "src/main.c", "src/cli/a.h", "src/experiment/a.h", "src/engine/a.h", "src/store/a.h", "src/numerics/a.h",
    "src/numerics/deep/b.h", "src/models/models.h", "src/models/one/a.h", "src/models/two/a.h",
    "src/models/shared/family/a.h", "include/walras/walras.h",
)  # fmt: skip

ALLOWED = [
    ("src/main.c", '#include "cli/a.h"'),
    ("src/cli/x.c", '#include "models/models.h"\n#include "engine/a.h"'),
    ("src/engine/x.c", '#include "a.h"\n#include "store/a.h"\n#include "../numerics/a.h"\n#include <mpi.h>'),
    ("src/models/one/x.c", '#include "a.h"\n#include "models/one/a.h"\n#include "numerics/deep/b.h"\n#include <walras/walras.h>'),
    ("src/models/one/x.c", '#include "models/shared/family/a.h"'),
    ("src/models/shared/family/x.c", '#include "numerics/a.h"\n#include "models/shared/family/a.h"'),
    ("src/numerics/deep/x.c", '#include "../a.h"\n#include "generated_elsewhere.h"\n#include <math.h>'),
    ("src/models/one/x.c", '/* says #include "engine/a.h" in a comment */'),
]
FORBIDDEN = [
    ("src/models/one/x.c", '#include "engine/a.h"'),
    ("src/models/one/x.c", '#include "../../engine/a.h"'),
    ("src/models/one/x.c", "#include <engine/a.h>"),
    ("src/models/one/x.c", '#include "../two/a.h"'),
    ("src/models/one/x.c", "#include <models/two/a.h>"),
    ("src/models/one/x.c", '#include "numerics/../engine/a.h"'),
    ("src/models/one/x.c", '#include "walras/../../src/store/a.h"'),
    ("src/models/one/x.c", '#  include\t<../src/engine/a.h>'),
    ("src/models/one/x.c", '#include \\\n  "engine/a.h"'),
    ("src/models/one/x.c", '#define WAY "engine/a.h"\n#include WAY'),
    ("src/models/shared/family/x.c", '#include "models/one/a.h"'),
    ("src/models/shared/family/x.c", '#include "engine/a.h"'),
    ("src/models/shared/family/model.c", '#include "a.h"'),
    ("src/models/one/table.inc", '#include "engine/a.h"'),
    ("src/models/one/x.c", "#include <mpi.h>"),
    ("src/models/one/x.c", '#include "hdf5.h"'),
    ("src/numerics/x.c", "#pragma omp parallel"),
    ("src/store/x.c", '#include "../engine/a.h"'),
    ("src/engine/x.c", "#include <experiment/a.h>"),
    ("src/experiment/x.c", '#include "store/a.h"'),
    ("src/cli/x.c", '#include "../main.c"'),
    ("src/main.c", '#include "engine/a.h"'),
    ("include/walras/x.h", '#include "engine/a.h"'),
]  # fmt: skip


@pytest.fixture(name="violations")
def fixture_violations(tmp_path):
    """A function that puts one file into a small project and returns what the check says of it."""
    spec = importlib.util.spec_from_file_location("layers", SOURCE)
    layers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(layers)

    def check(path: str, text: str) -> list[str]:
        for name in FILES:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        (tmp_path / path).write_text(text + "\n")
        return layers.violations(tmp_path)

    return check


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_includes_along_the_arrows_pass(violations, path, text):
    assert violations(path, text) == []


@pytest.mark.parametrize(("path", "text"), FORBIDDEN)
def test_includes_against_the_arrows_are_found_however_they_are_written(violations, path, text):
    found = violations(path, text)
    assert len(found) == 1, found
    assert found[0].startswith(path)
