"""Let a hundred phones fetch at once, some slow, lost or curious, and check that each gets the right answer."""

import asyncio
import json
import random
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts.benches.routines import long_routine
from scripts.benches.runs import VOICEGUIDE
from scripts.benches.table import Row

_PHONES, _ROUNDS, _MINUTES = 100, 20, 10
_PATIENCE_SECONDS = 120
_STRANGE = (
    "/",
    "/..%2f..%2fetc/passwd",
    "/../../etc/passwd",
    "{root}/",
    "{root}/1/../../secret",
    "{root}/1/..%2fsound.m4a",
    "{root}/1/%2e%2e/page.html",
    "/favicon.ico",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A program that shares: the `root` of its paths, and the path of a known `sound`."""

    port: int
    root: str
    path: str
    sound: bytes


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many answers to each request were right, the wrong ones in words, and the program's memory in bytes.

    `before` is its memory after a first round, `after` the most that it ever had.
    """

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    before: int = 0
    after: int = 0


def rows() -> Iterator[Row]:
    """Yield one row."""
    crowd = crowded(_PHONES, _ROUNDS, minutes=_MINUTES, seed=1)
    ratio = crowd.after / crowd.before
    requests = ", ".join(f"{times} {kind}" for kind, times in sorted(crowd.right.items()))
    yield Row(
        f"`share`: {_PHONES} phones at once, {_ROUNDS} times over",
        "each answered right, nothing else leaves; memory at most 1.2 x",
        f"{len(crowd.wrong)} wrong of {crowd.right.total() + len(crowd.wrong)} ({requests}); "
        f"{crowd.after / 1e6:.0f} MB = {ratio:.2f} x",
        f"{crowd.before / 1e6:.0f} MB after the first time",
        met=not crowd.wrong and ratio <= 1.2,
    )


def crowded(phones: int, rounds: int, *, minutes: int, seed: int) -> Crowd:
    """Share a routine of `minutes` minutes with `phones` phones; `seed` decides what they do."""
    with tempfile.TemporaryDirectory() as name:
        routine = Path(name, "routine.yaml")
        routine.write_text(long_routine(minutes))
        words = ["share", "--feed", str(routine), "--address", "127.0.0.1", "--voice", "tone", "--json"]
        with subprocess.Popen([VOICEGUIDE, *words], stdout=subprocess.PIPE, text=True) as program:
            try:
                assert program.stdout
                shown = json.loads(program.stdout.readline())
                return asyncio.run(_crowded(shown, program.pid, phones, rounds, seed))
            finally:
                program.terminate()


async def _crowded(shown: Mapping[str, Any], pid: int, phones: int, rounds: int, seed: int) -> Crowd:
    page, file = urlsplit(shown["page"]), urlsplit(shown["files"][0])
    port = file.port or 0
    head, sound = await _fetch(port, file.path)
    assert head.startswith("HTTP/1.1 200 ")
    target, crowd = Target(port, page.path, file.path, sound), Crowd()
    before = 0
    for number in range(rounds):
        chances = [random.Random(f"{seed}/{number}/{phone}") for phone in range(phones)]
        everybody = asyncio.Barrier(phones)
        async with asyncio.timeout(_PATIENCE_SECONDS), asyncio.TaskGroup() as group:
            for chance in chances:
                group.create_task(_phone(target, chance, everybody, crowd))
        before = before or _memory(pid, "VmRSS")
    return Crowd(crowd.right, crowd.wrong, before, _memory(pid, "VmHWM"))


async def _phone(target: Target, chance: random.Random, everybody: asyncio.Barrier, crowd: Crowd) -> None:
    """Do one thing that phones do, or shouldn't do. All begin at once, and none waits for a slow one."""
    kind = chance.choice(list(_KINDS))
    await everybody.wait()
    wrong = await _KINDS[kind](target, chance)
    if wrong:
        crowd.wrong.append(f"{kind}: {wrong}")
    else:
        crowd.right[kind] += 1


async def _whole(target: Target, _: random.Random) -> str:
    head, body = await _fetch(target.port, target.path)
    return "" if head.startswith("HTTP/1.1 200 ") and body == target.sound else head


async def _piece(target: Target, chance: random.Random) -> str:
    start, end = sorted(chance.sample(range(len(target.sound) + 1), 2))
    head, body = await _fetch(target.port, target.path, f"Range: bytes={start}-{end - 1}")
    return "" if head.startswith("HTTP/1.1 206 ") and body == target.sound[start:end] else head


async def _pieces(target: Target, chance: random.Random) -> str:
    starts = sorted(chance.sample(range(0, len(target.sound) - 50, 50), 3))
    ranges = ",".join(f"{start}-{start + 9}" for start in starts)
    head, body = await _fetch(target.port, target.path, f"Range: bytes={ranges}")
    found = [body[match.end() : match.end() + 10] for match in re.finditer(rb"Content-Range: [^\r]*\r\n\r\n", body)]
    return "" if found == [target.sound[start : start + 10] for start in starts] else head


async def _changed(target: Target, _: random.Random) -> str:
    head, body = await _fetch(target.port, target.path, "Range: bytes=5-9", 'If-Range: "another"')
    return "" if head.startswith("HTTP/1.1 200 ") and body == target.sound else head


async def _head(target: Target, _: random.Random) -> str:
    head, body = await _fetch(target.port, target.path, method="HEAD")
    return "" if head.startswith("HTTP/1.1 200 ") and not body else head


async def _post(target: Target, _: random.Random) -> str:
    head, _body = await _fetch(target.port, target.path, method="POST")
    return "" if head.startswith("HTTP/1.1 405 ") else head


async def _strange(target: Target, chance: random.Random) -> str:
    head, body = await _fetch(target.port, chance.choice(_STRANGE).format(root=target.root))
    return "" if head.startswith("HTTP/1.1 404 ") and body == b"There is nothing here.\n" else head


async def _long(target: Target, _: random.Random) -> str:
    try:
        head, _body = await _fetch(target.port, target.path, f"X-Long: {'a' * 200_000}")
    except ConnectionError:  # it closes the connection before it has read everything
        return ""
    return "" if head[:13] in ("", "HTTP/1.1 400 ") else head


async def _slow(target: Target, _: random.Random) -> str:
    async with _opened(target.port, target.path) as reader:
        taken = b""
        while piece := await reader.read(4096):
            taken += piece
            if len(taken) < 200_000:
                await asyncio.sleep(0.01)
    return "" if taken.partition(b"\r\n\r\n")[2] == target.sound else f"{len(taken)} bytes"


async def _lost(target: Target, _: random.Random) -> str:
    async with _opened(target.port, target.path) as reader:
        taken = (await reader.readexactly(50_000)).partition(b"\r\n\r\n")[2]
    head, body = await _fetch(target.port, target.path, f"Range: bytes={len(taken)}-")
    return "" if head.startswith("HTTP/1.1 206 ") and taken + body == target.sound else head


_KINDS = {
    "whole": _whole,
    "piece": _piece,
    "several pieces": _pieces,
    "changed file": _changed,
    "HEAD": _head,
    "POST": _post,
    "wrong path": _strange,
    "huge head": _long,
    "slow": _slow,
    "broken off, gone on": _lost,
}


@asynccontextmanager
async def _opened(port: int, path: str, *lines: str, method: str = "GET") -> AsyncIterator[asyncio.StreamReader]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *lines]
        writer.write("\r\n".join([*head, "", ""]).encode())
        await writer.drain()
        yield reader
    finally:
        writer.transport.abort()


async def _fetch(port: int, path: str, *lines: str, method: str = "GET") -> tuple[str, bytes]:
    async with _opened(port, path, *lines, method=method) as reader:
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def _memory(pid: int, name: str) -> int:
    """Return a figure of the program's memory in bytes, as Linux counts it."""
    (kilobytes,) = re.findall(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return 1024 * int(kilobytes)
