"""Asks the walras program about a store: its verdicts, its summary, whether its bytes are whole."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile

import walras

# Exit codes of the program. It fails with a complaint, or without one for trials that failed.
OK, FAILED, CLAIM_FAILS, STOPPED = 0, 1, 3, 75


class Problem(Exception):
    """Why there is no report, in one line, and the exit code for it."""

    def __init__(self, message: str, code: int = 2):
        super().__init__(message)
        self.code = code


@dataclasses.dataclass(frozen=True)
class Program:
    """The program with the models that it is given from outside."""

    path: str
    plugins: tuple[str, ...] = ()

    @staticmethod
    def find(plugins: list[str]) -> "Program":
        path = walras.program()
        if path is None:
            raise Problem("the walras program is not at hand; build it, put it on the PATH, or name it in $WALRAS")
        return Program(path, tuple(os.path.abspath(plugin) for plugin in plugins))

    def _ask(self, *words: str, accepted: tuple[int, ...] = (OK,), most: int = sys.maxsize) -> str | None:
        """What a command prints, None when that is more than `most` bytes; a Problem with its first complaint when it ends in another way."""
        with tempfile.TemporaryFile() as complaints:
            with subprocess.Popen([self.path, *words], stdout=subprocess.PIPE, stderr=complaints) as run:
                printed = run.stdout.read(most + 1 if most < sys.maxsize else -1)
                if len(printed) > most:
                    run.kill()
                    return None
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").strip().splitlines()
        if run.returncode not in accepted or (run.returncode == FAILED and lines):
            raise Problem((lines or [f"{self.path} {' '.join(words)} ended with code {run.returncode}"])[0].removeprefix("walras: "))
        return printed.decode(errors="replace")

    @property
    def _models(self) -> list[str]:
        """The words for commands that need the model."""
        return [word for plugin in self.plugins for word in ("--plugin", plugin)]

    def version(self) -> str:
        """Its first line: "walras 0.1.0 (commit ...)"."""
        return subprocess.run([self.path, "version"], capture_output=True, text=True, check=False).stdout.partition("\n")[0]

    def check(self, store: os.PathLike) -> None:
        """A Problem unless the store is whole and every finished trial matches its checksum."""
        said = self._ask("status", str(store), "--check", *self._models, accepted=(OK, FAILED, STOPPED))
        last = said.strip().splitlines()[-1:]
        if last != ["every finished trial matches its CRC"]:
            raise Problem(f"{store} is damaged: {' '.join(last)}")

    def digest(self, store: os.PathLike) -> str:
        """One hash over the experiment and its results."""
        return self._ask("digest", str(store)).split()[0]

    def verify(self, store: os.PathLike) -> dict:
        """The claims with their verdicts, and the digest of the store."""
        text = self._ask("verify", str(store), "--json", *self._models, accepted=(OK, CLAIM_FAILS, STOPPED))
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise Problem(f"{self.path} verify --json printed what is not JSON: {error}", 1) from error

    def summary(self, store: os.PathLike, most: int) -> str | None:
        """Mean, interval, minimum, maximum and count of every metric at every design point, as CSV; None beyond `most` bytes."""
        return self._ask("show", str(store), "--summary", "--csv", *self._models, most=most)
