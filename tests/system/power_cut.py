"""What a disk may hold after a power cut: the log of faults.c up to any instant, with what no sync had brought to the disk by then kept, lost
or mixed at will.

The disk promises this much: what was written to a file before a sync of it began is there once that sync has ended. Everything else may be
there or not, sector by sector of 512 bytes and in any order; a sector is never torn. New, renamed and removed names of a folder come in their
order, but an end of them may be missing as long as the folder was not synced."""

from __future__ import annotations

import pathlib
import random
from dataclasses import dataclass, field

SECTOR = 512
FOLDER = -2  # in place of a file's number


@dataclass
class Event:
    time: int
    operation: str
    offset: int
    data: bytes
    path: str


def read_log(folder: pathlib.Path) -> list[Event]:
    """All processes' operations in the order of their time."""
    events = []
    for path in folder.iterdir():
        raw, at = path.read_bytes(), 0
        while at < len(raw):
            end = raw.index(b"\n", at)
            time, operation, offset, size, name = raw[at:end].decode().split(" ", 4)
            at = end + 1 + int(size)
            events.append(Event(int(time), operation, int(offset), raw[end + 1 : at], name))
    return sorted(events, key=lambda event: event.time)


@dataclass
class File:
    """What is on the disk for certain, and the writes and sizes since, oldest first. A write may lengthen the file."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # offset and data, or new size and None

    def settle(self, count: int) -> None:
        for offset, data in self.pending[:count]:
            apply(self.durable, offset, data)
        del self.pending[:count]

    def after_cut(self, generator: random.Random, keep: float) -> bytes:
        """One of the contents that the cut may leave; `keep` is the chance of a sector to be as new as the last write to it."""
        size, sizes = len(self.durable), [len(self.durable)]
        versions: dict[int, list[bytearray]] = {}  # of each sector that is written to
        for offset, data in self.pending:
            size = offset if data is None else max(size, offset + len(data))
            sizes.append(size)
            for sector in sectors(offset, len(data)) if data else ():
                begin = sector * SECTOR
                old = versions.setdefault(sector, [self.durable[begin : begin + SECTOR].ljust(SECTOR, b"\0")])
                first, end = max(offset, begin), min(offset + len(data), begin + SECTOR)
                new = bytearray(old[-1])
                new[first - begin : end - begin] = data[first - offset : end - offset]
                old.append(new)
        choose = lambda among: among[-1] if generator.random() < keep else generator.choice(among) if keep > 0.0 else among[0]  # noqa: E731
        size = choose(sizes)
        result = bytearray(self.durable[:size].ljust(size, b"\0"))
        for sector, among in versions.items():
            begin, end = sector * SECTOR, min((sector + 1) * SECTOR, size)
            if begin < end:
                result[begin:end] = choose(among)[: end - begin]
        return bytes(result)


def sectors(offset: int, size: int) -> range:
    return range(offset // SECTOR, (offset + size - 1) // SECTOR + 1)


def apply(content: bytearray, offset: int, data: bytes | None) -> None:
    size = offset if data is None else offset + len(data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if data is None:
        del content[offset:]
    else:
        content[offset : offset + len(data)] = data


def follow(names: dict[str, int], change: dict[str, int | None]) -> None:
    for path, number in change.items():
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


class Disk:
    """The state after a prefix of the log."""

    def __init__(self):
        self.files: list[File] = []
        self.now: dict[str, int] = {}  # names as the program sees them
        self.changes: dict[str, list[dict[str, int | None]]] = {}  # of each folder, in order: names and their file, None = gone
        self.settled: dict[str, int] = {}  # how many of them are on the disk
        self.syncs: dict[tuple[int, str], tuple[str, int, int]] = {}  # under way: what it will have settled

    def change(self, names: dict[str, int | None]) -> None:
        self.changes.setdefault(next(iter(names)).rpartition("/")[0], []).append(names)
        follow(self.now, names)

    def play(self, event: Event) -> None:
        number = self.now.get(event.path, -1)
        if event.operation == "create":
            self.files.append(File())
            self.change({event.path: len(self.files) - 1})
        elif event.operation == "write" and number >= 0:
            self.files[number].pending.append((event.offset, event.data))
        elif event.operation == "resize" and number >= 0:
            self.files[number].pending.append((event.offset, None))
        elif event.operation == "folder":
            self.change({event.path: FOLDER})
        elif event.operation == "link":
            self.change({event.data.decode(): number})
        elif event.operation == "rename":
            self.change({event.data.decode(): number, event.path: None})
        elif event.operation == "unlink":
            self.change({event.path: None})
        elif event.operation == "sync":
            count = len(self.files[number].pending) if number >= 0 else len(self.changes.get(event.path, []))
            self.syncs[(event.offset, event.path)] = (event.path, number, count)
        elif event.operation == "synced":
            path, number, count = self.syncs.pop((event.offset, event.path))
            if number < 0:
                self.settled[path] = max(self.settled.get(path, 0), count)
            else:
                self.settle(number, count)

    def settle(self, number: int, count: int) -> None:
        """Two syncs of one file may overlap: what the first settles the second need not."""
        self.files[number].settle(count)
        for key, (path, other, planned) in self.syncs.items():
            if other == number:
                self.syncs[key] = (path, other, max(planned - count, 0))

    def names_after_cut(self, generator: random.Random, keep: float) -> dict[str, File]:
        """Names that may be left. A folder that is gone takes its files along."""
        names: dict[str, int] = {}
        for folder, changes in self.changes.items():
            settled = self.settled.get(folder, 0)
            for change in changes[: len(changes) if generator.random() < keep else generator.randint(settled, len(changes))]:
                follow(names, change)
        made = {path for changes in self.changes.values() for change in changes for path, number in change.items() if number == FOLDER}
        lost = made - names.keys()
        return {
            path: self.files[number]
            for path, number in names.items()
            if number != FOLDER and path.rpartition("/")[0] not in lost
        }


def disks(events: list[Event]):
    """The disk after each prefix of the log, the empty one first. The same object every time: look before the next."""
    disk = Disk()
    yield 0, disk
    for count, event in enumerate(events, 1):
        disk.play(event)
        yield count, disk
