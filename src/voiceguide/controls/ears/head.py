"""The head: a small network that tells how likely each word is from the embeddings of an utterance; an .npz file.

Its first layers look for pieces of words anywhere in the utterance; its last layers tell from them which word it is. A
head has several members, from several trainings, and averages their results, because their errors differ. It keeps
what the first layers find in some examples of the training, so that the last layers can learn a listener's voice
without forgetting all other voices.
"""

import io
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.messages import reason

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

TAPS = (0, 2, 4, 6, 8)
"""The windows that a unit of the first layer sees together: five that begin 160 ms apart, 1.4 s in all."""

_VERSION = 1
_STEPS = 255.0
_WINDOWS = 16  # of an utterance to test a head with
_HINT = (
    "Teach voiceguide your voice again: voiceguide enrol. Or delete the file, to go on with the voices it came with."
)


class Layer(NamedTuple):
    """`weights` of shape (inputs, outputs), `bias` of shape (outputs,)."""

    weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Examples of the training: what the first layers `found` in each (examples, units of all members), and its class.

    `found` is in steps of 1/255 of `most` (units of all members), 8 bits each.
    """

    found: npt.NDArray[np.uint8]
    most: Floats
    labels: Labels

    def inputs(self) -> Floats:
        """Return the examples as input of the last layers."""
        return self.found * (self.most / np.float32(_STEPS))


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A trained head. Its classes are its `words`, and after them a class for everything else.

    `centre` and `scale` (96 each) normalize embeddings. `members` are pairs of a first and a last layer. A command is
    recognised if its probability is at least `threshold`. `facts` say how the head was trained.
    """

    words: tuple[str, ...]
    centre: Floats
    scale: Floats
    members: tuple[tuple[Layer, Layer], ...]
    threshold: float
    kept: Kept
    facts: dict[str, str]

    def found(self, embeddings: Floats) -> tuple[Floats, ...]:
        """Return the output of each member's first layer for `embeddings` (examples, windows, 96)."""
        windows = (embeddings - self.centre) / self.scale
        return tuple(found(first, windows) for first, _ in self.members)

    def probabilities(self, embeddings: Floats) -> Floats:
        """Return the probability of each word, and of everything else; `embeddings` are those of one utterance."""
        answers = [
            probabilities(last, units)[0]
            for units, (_, last) in zip(self.found(embeddings[None]), self.members, strict=True)
        ]
        return np.asarray(np.mean(answers, axis=0), np.float32)


def found(first: Layer, windows: Floats) -> Floats:
    """Return the largest output of each unit of `first` anywhere in `windows`, at least 0.

    `windows` has shape (examples, windows, 96), and the result (examples, units).
    """
    return np.asarray(np.maximum(outputs(first, windows).max(axis=1), 0), np.float32)


def outputs(first: Layer, windows: Floats) -> Floats:
    """Return the output of each unit of `first` at each place in `windows` (examples, places, units)."""
    seen = tapped(windows)
    return (seen.reshape(-1, seen.shape[-1]) @ first.weights).reshape(*seen.shape[:2], -1) + first.bias


def tapped(windows: Floats) -> Floats:
    """Return what a unit of the first layer sees at each place in `windows` (examples, places, inputs)."""
    places = windows.shape[1] - TAPS[-1]
    return np.concatenate([windows[:, tap : tap + places] for tap in TAPS], axis=2)


def probabilities(last: Layer, units: Floats) -> Floats:
    """Return the probabilities (examples, classes) that `last` gives for `units` (examples, units)."""
    sums = units @ last.weights + last.bias
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def keep(found: Floats, labels: Labels) -> Kept:
    """Return `found` (examples, units of all members) with the classes `labels` in the form that a head keeps."""
    most = np.maximum(found.max(axis=0), np.float32(1e-6))
    return Kept(np.rint(found / most * _STEPS).astype(np.uint8), most, labels)


def head_file() -> Path:
    """Return the path of the head that `voiceguide enrol` makes; it may not exist."""
    return paths.data_folder() / "ears" / "en.npz"


def current() -> Head:
    """Return the listener's own head, or else the built-in one; raise `FileError` as `load` does."""
    return load(head_file()) if head_file().exists() else shipped()


def shipped() -> Head:
    """Return the built-in head; raise `FileError` if it is damaged."""
    with resources.as_file(resources.files("voiceguide.controls.ears") / "heads" / "en.npz") as path:
        return load(path)


def load(path: Path) -> Head:
    """Return the head at `path`; raise `FileError` if it is missing, damaged, or made by another version."""
    try:
        return _read(path)
    except FileError:
        raise
    except FileNotFoundError as error:
        raise FileError(f"there is no file {path}", hint="Teach voiceguide your voice: voiceguide enrol") from error
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}", hint=_HINT) from error
    except Exception as error:  # zip, zlib and numpy raise many kinds of errors for damaged files
        raise FileError(f"{path} is damaged, or not of voiceguide", hint=_HINT) from error


def save(head: Head, path: Path) -> None:
    """Write `head` to `path`, completely or not at all; raise `FileError` if it can't be written."""
    about = {
        "version": _VERSION,
        "words": head.words,
        "threshold": head.threshold,
        "members": len(head.members),
        "facts": head.facts,
    }
    arrays: dict[str, Any] = {
        "about": np.array(json.dumps(about)),
        "centre": head.centre,
        "scale": head.scale,
        "kept_found": head.kept.found,
        "kept_most": head.kept.most,
        "kept_labels": head.kept.labels.astype(np.uint8),
    }
    for number, (first, last) in enumerate(head.members):
        # 16 bits are enough for the first layer, which sums hundreds of terms. The last one is a tenth of its size.
        arrays |= {f"first_{number}": first.weights.astype(np.float16), f"first_bias_{number}": first.bias}
        arrays |= {f"last_{number}": last.weights, f"last_bias_{number}": last.bias}
    with paths.replacing(path) as half, half.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _read(path: Path) -> Head:
    with np.load(io.BytesIO(paths.content(path)), allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        if about["version"] != _VERSION:
            raise FileError(f"{path} was made by another version of voiceguide", hint=_HINT)
        members = tuple(
            (
                Layer(arrays[f"first_{number}"].astype(np.float32), arrays[f"first_bias_{number}"]),
                Layer(arrays[f"last_{number}"], arrays[f"last_bias_{number}"]),
            )
            for number in range(about["members"])
        )
        kept = Kept(arrays["kept_found"], arrays["kept_most"], arrays["kept_labels"].astype(np.int64))
        words, facts = tuple(about["words"]), dict(about["facts"])
        head = Head(words, arrays["centre"], arrays["scale"], members, float(about["threshold"]), kept, facts)
    with np.errstate(all="ignore"):
        answers = head.probabilities(np.zeros((_WINDOWS, len(head.centre)), np.float32))
    if answers.shape != (len(head.words) + 1,) or not np.isfinite(answers).all():
        raise ValueError("its layers don't fit its words")
    return head
