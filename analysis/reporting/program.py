"""Asks the walras program about a store: its verdicts, its summary, whether its bytes are whole."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess

import walras

# Exit codes of the program.
OK, FAILED_TRIALS, CLAIM_FAILS, STOPPED = 0, 1, 3, 75


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

    def _ask(self, *words: str, accepted: tuple[int, ...] = (OK,)) -> str:
        """What a command prints; a Problem with its first complaint when it ends in another way."""
        command = [self.path, *words]
        run = subprocess.run(command, capture_output=True, check=False)
        if run.returncode not in accepted:
            complaint = run.stderr.decode(errors="replace").strip().splitlines() or [f"{' '.join(command)} ended with code {run.returncode}"]
            raise Problem(complaint[0].removeprefix("walras: "))
        return run.stdout.decode(errors="replace")

    @property
    def _models(self) -> list[str]:
        """The words for commands that need the model."""
        return [word for plugin in self.plugins for word in ("--plugin", plugin)]

    def version(self) -> str:
        """Its first line: "walras 0.1.0 (commit ...)"."""
        return subprocess.run([self.path, "version"], capture_output=True, text=True, check=False).stdout.partition("\n")[0]

    def check(self, store: os.PathLike) -> None:
        """A Problem unless the store is whole and every finished trial matches its checksum."""
        said = self._ask("status", str(store), "--check", *self._models, accepted=(OK, FAILED_TRIALS, STOPPED))
        last = said.strip().splitlines()[-1:]
        if last != ["every finished trial matches its CRC"]:
            raise Problem(f"{store} is damaged: {last[0] if last else 'its trials cannot be read'}")

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

    def summary(self, store: os.PathLike) -> str:
        """Mean, interval, minimum, maximum and count of every metric at every design point, as CSV."""
        return self._ask("show", str(store), "--summary", "--csv", *self._models)
