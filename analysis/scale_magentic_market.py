"""Draws consumers per second against cores: analysis/scale_magentic_market.py STORE STORE... -o scaling.png

Each store is a run of the same experiment of the agentic market on another number of ranks or threads.
"""

from __future__ import annotations

import argparse
import contextlib
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import headless  # noqa: E402, F401 - before matplotlib
import walras  # noqa: E402
from models import magentic_marketplace  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stores", type=pathlib.Path, nargs="+")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    missing = [path for path in arguments.stores if not path.is_file()]
    if missing:
        print(f"scale: there is no store at {missing[0]}", file=sys.stderr)
        return 2
    with contextlib.ExitStack() as stack:
        stores = [stack.enter_context(walras.open(path)) for path in arguments.stores]
        digests = {store.digest() for store in stores}
        if len(digests) > 1:
            print("scale: the stores hold different results; runs of one experiment are needed", file=sys.stderr)
            return 2
        print(magentic_marketplace.scaling(stores).save(arguments.output, digests.pop()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
