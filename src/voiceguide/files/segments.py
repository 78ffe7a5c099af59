"""Sound in blocks of any size -> stretches to encode apart, and the silent packets between them.

Most of a routine is digital silence. A coder that has been fed silence for a while gives the same packet again and
again, and has forgotten what came before: so a programme is cut there, the silence between is never encoded, and the
stretches can be encoded side by side. Everything counts in `unit`s, the frames that one packet holds, on one grid from
the first frame on, so that the packets of all stretches join without a seam.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from voiceguide.audio import Samples

_WARM_UP = 2
"""Units of silence fed to an encoder before its packets count, and after they count: its delay, and its first packets,
which differ from what it says later."""
_LONGEST = 128
"""Units after which a stretch without silence is handed on: what is held in memory is bounded so."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Sound for one encoder: a new one if `begins`, else the one of the stretch before.

    `skip` of the encoder's packets are left out at its start; once `keep` were made, skipped ones included, the rest
    are left out (None: no end yet). `last` says that the programme ends here.
    """

    samples: Samples
    begins: bool = True
    skip: int = 0
    keep: int | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """So many silent packets."""

    packets: int


class Cutter:
    """Cuts sound of `channels` channels into stretches.

    A coder says how long it remembers: packets differ from the silent one up to `before` units ahead of sound and up
    to `after` units behind it.
    """

    def __init__(self, channels: int, unit: int, before: int, after: int) -> None:
        self._channels, self._unit = channels, unit
        self._before, self._after = before, after
        self._sound: list[Samples] = []
        self._units = 0  # what the open encoder was fed, and what is in `_sound`
        self._held = 0  # the latter alone
        self._quiet = 0  # silent units since, in neither
        self._skip = 0
        self._begins = True

    def cut(self, sound: Iterable[Samples]) -> Iterator[Segment | Silence]:
        """Yield every piece of `sound`, in order; each of `sound` has shape (frames, channels)."""
        rest = np.zeros((0, self._channels), np.float32)
        for samples in sound:
            joined = np.concatenate([rest, samples]) if len(rest) else samples
            whole = len(joined) // self._unit * self._unit
            rest = joined[whole:]
            yield from self._take(joined[:whole])
        yield from self._end(rest)

    def _take(self, samples: Samples) -> Iterator[Segment | Silence]:
        loud = np.asarray(samples.reshape(-1, self._unit * self._channels).any(axis=1))
        edges = [0, *(np.flatnonzero(loud[1:] != loud[:-1]) + 1).tolist(), len(loud)]
        for first, end in itertools.pairwise(edges):
            if first == end or not loud[first]:
                self._quiet += end - first
                continue
            yield from self._pass_quiet()
            self._hold(samples[first * self._unit : end * self._unit])
            if self._held >= _LONGEST:
                yield self._segment()

    def _pass_quiet(self) -> Iterator[Segment | Silence]:
        """Turn the silence up to here into sound if it is short, into a cut if it is long."""
        apart = self._quiet - self._before - self._after - 2 * _WARM_UP
        if apart <= 0:
            self._hold(self._silence(self._quiet))
        else:
            self._hold(self._silence(self._after + _WARM_UP))
            yield self._segment(keep=self._units - _WARM_UP)
            yield Silence(apart + 2 * _WARM_UP)
            self._begins, self._skip, self._units = True, _WARM_UP, 0
            self._hold(self._silence(self._before + _WARM_UP))
        self._quiet = 0

    def _end(self, rest: Samples) -> Iterator[Segment | Silence]:
        # The end counts as sound: only a real encoder's last packet says how much of it is padding.
        yield from self._pass_quiet()
        self._sound.append(rest)
        yield self._segment(last=True)

    def _hold(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._units += len(samples) // self._unit
        self._held += len(samples) // self._unit

    def _segment(self, keep: int | None = None, *, last: bool = False) -> Segment:
        made = Segment(np.concatenate(self._sound), self._begins, self._skip, keep, last)
        self._sound, self._held, self._begins = [], 0, False
        return made

    def _silence(self, units: int) -> Samples:
        return np.zeros((units * self._unit, self._channels), np.float32)
