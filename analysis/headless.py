"""Matplotlib without a display, without a user's settings and without a cache of its own: figures look the same everywhere, and nothing is
written but what was asked for. To be imported before matplotlib."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "MPLCONFIGDIR" not in os.environ:
    os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="matplotlib-")
    atexit.register(shutil.rmtree, os.environ["MPLCONFIGDIR"], ignore_errors=True)

import matplotlib  # noqa: E402

matplotlib.use("Agg")
