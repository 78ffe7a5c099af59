"""A session with ears, and a synthetic listener who talks to it across a sound server."""

import contextlib
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

import numpy as np

from scripts.benches.runs import VOICEGUIDE
from scripts.benches.sound import Pcm16

MOUTH_HZ = 16_000
_ROOM_HZ = 24_000
_LOUD = 500  # of 32,768: louder than the room's noise, softer than the softest cue
_HUSH_SECONDS = 1.2
_REPLY_SECONDS = 3.0
_MOST_TRIES = 5
_HEARD = re.compile(r"Heard: (.+)\.")

ROUTINE = """\
routine: 1
title: A long talk
steps:
  - repeat: 60
    steps:
      - hold: 30 s
        count: none
        say: Hold round <round>.
      - rest: 20 s
        count: none
"""
"""Sixty holds and rests that are silent between their beginning and their end."""


class Reply(NamedTuple):
    """What a session understood of a word: the `words`, and after how long; nothing if it understood none."""

    words: tuple[str, ...]
    seconds: float | None


class Listening:
    """Knows when a monitor of the sound server was last loud."""

    def __init__(self, source: str, hz: int, environment: Mapping[str, str]) -> None:
        form = ["--raw", "--format=s16le", f"--rate={hz}", "--channels=1", "--latency-msec=10"]
        self._parec = subprocess.Popen(["parec", "-d", source, *form], stdout=subprocess.PIPE, env=environment)
        self.loud_seconds = 0.0
        self._hz = hz
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def close(self) -> None:
        """Stop listening."""
        with self._parec:
            self._parec.terminate()
            self._listener.join()

    def _listen(self) -> None:
        assert self._parec.stdout is not None
        while pcm := self._parec.stdout.read(2 * self._hz // 100):
            samples = np.frombuffer(pcm, "<i2")
            loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _LOUD)
            if len(loud):
                self.loud_seconds = time.monotonic() - (len(samples) - int(loud[-1])) / self._hz


class Conversation:
    """`voiceguide play` with ears: a recorder hears its output, and a synthetic listener talks into its microphone.

    `echo` is how much of its own sound the microphone hears, from 0 to 1. Without `listen` it has no ears.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, echo: float = 0.0, listen: bool = True) -> None:
        self._around = contextlib.ExitStack()
        self._environment = dict(environment)
        self._room, self._mouth = f"room{time.monotonic_ns()}", f"mouth{time.monotonic_ns()}"
        self._sink(self._room, _ROOM_HZ, 2)
        self._sink(self._mouth, MOUTH_HZ, 1)
        self.process: subprocess.Popen[str]
        with self._around:
            self._breathe(folder)
            if echo:
                self._carry(echo)
            self.room = self._around.enter_context(
                contextlib.closing(Listening(f"{self._room}.monitor", _ROOM_HZ, self._environment))
            )
            self.mouth = self._around.enter_context(
                contextlib.closing(Listening(f"{self._mouth}.monitor", MOUTH_HZ, self._environment))
            )
            self._lines: SimpleQueue[tuple[float, str]] = SimpleQueue()
            self._play(folder, listen=listen)
            self._around = self._around.pop_all()

    def say(self, sound: Pcm16) -> Reply:
        """Say `sound` (mono, 16 kHz) in a gap; return what the session understood.

        If the session begins to speak meanwhile, say it again in the next gap, as a listener would.
        """
        for _ in range(_MOST_TRIES):
            self._await_gap()
            list(self._heard(0))  # forget earlier lines
            began = time.monotonic()
            self._speak(sound)
            if self.room.loud_seconds < began:
                break
        ended = self.mouth.loud_seconds
        words, seconds = [], None
        for at, word in self._heard(_REPLY_SECONDS):
            seconds = at - ended if seconds is None else seconds
            words.append(word)
        return Reply(tuple(words), seconds)

    def until(self, text: str) -> None:
        """Wait for the session to show `text`."""
        while text not in self._lines.get(timeout=60)[1]:
            pass

    def end(self, seconds: float) -> int:
        """Return the session's exit code; raise `subprocess.TimeoutExpired` if it goes on for so many seconds."""
        return self.process.wait(seconds)

    def close(self) -> None:
        """End the session."""
        self._around.close()

    def _sink(self, name: str, hz: int, channels: int) -> None:
        form = f"rate={hz} channels={channels} format=s16le norewinds=1"
        self._pactl("load-module", "module-null-sink", f"sink_name={name}", *form.split())

    def _pactl(self, *words: str) -> str:
        done = subprocess.run(
            ["pactl", *words], env=self._environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()
        if words[0] == "load-module":
            self._around.callback(self._unload, done)
        return done

    def _unload(self, module: str) -> None:
        subprocess.run(["pactl", "unload-module", module], env=self._environment, check=False)

    def _breathe(self, folder: Path) -> None:
        """Let the microphone hear a quiet room: a real microphone is never quite silent."""
        noise = np.random.default_rng(1).normal(0, 20, 3600 * MOUTH_HZ // 4).astype("<i2")
        (folder / "room.raw").write_bytes(noise.tobytes())
        self._start(["pacat", "-d", self._mouth, *_form(), str(folder / "room.raw")])

    def _carry(self, echo: float) -> None:
        source, sink = f"source={self._room}.monitor", f"sink={self._mouth}"
        self._pactl("load-module", "module-loopback", source, sink, "latency_msec=30")
        inputs = self._pactl("list", "short", "sink-inputs").splitlines()
        loop = next(line.split()[0] for line in inputs if "module-loopback" in line)
        self._pactl("set-sink-input-volume", loop, str(round(65_536 * echo ** (1 / 3))))

    def _play(self, folder: Path, *, listen: bool) -> None:
        routine = folder / "talk.yaml"
        routine.write_text(ROUTINE)
        devices = {"PULSE_SINK": self._room, "PULSE_SOURCE": f"{self._mouth}.monitor"}
        command = [VOICEGUIDE, "play", str(routine), "--lines", "--no-safety", *(["--listen"] if listen else [])]
        self.process = self._start(command, self._environment | devices)
        threading.Thread(target=self._read, daemon=True).start()

    def _start(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            command,
            env=environment or self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._around.enter_context(process)
        self._around.callback(process.kill)
        return process

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put((time.monotonic(), line))

    def _heard(self, seconds: float) -> Iterator[tuple[float, str]]:
        """Yield for so many seconds each word that the session understands, and when."""
        end = time.monotonic() + seconds
        while True:
            try:
                at, line = self._lines.get(timeout=max(end - time.monotonic(), 0))
            except Empty:
                return
            if found := _HEARD.search(line):
                yield at, found[1]

    def _await_gap(self) -> None:
        while not self.room.loud_seconds or time.monotonic() - self.room.loud_seconds < _HUSH_SECONDS:
            assert self.process.poll() is None, "the session has ended"
            time.sleep(0.02)

    def _speak(self, sound: Pcm16) -> None:
        command = ["pacat", "-d", self._mouth, *_form()]
        subprocess.run(command, env=self._environment, input=sound.astype("<i2").tobytes(), check=True)


def _form() -> list[str]:
    return ["--raw", "--format=s16le", f"--rate={MOUTH_HZ}", "--channels=1", "--latency-msec=200"]


def cpu_seconds(pid: int) -> float:
    """Return the processor time that the threads of a process, and of the processes it started, have used.

    This is the scheduler's own count. Counting clock ticks may be off by half, because a session wakes with the ticks.
    """
    counts = (path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(count.split()[0]) for count in counts) / 1e9 + sum(map(cpu_seconds, _children(pid)))


def own_bytes(pid: int) -> int:
    """Return the memory of a process and of those it started; each has its part of the memory that they share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) + sum(map(own_bytes, _children(pid)))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
