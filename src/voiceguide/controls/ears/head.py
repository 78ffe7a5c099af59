"""Embeddings of an utterance -> how likely each word is: a small network, trained here, kept as one .npz file.

A head's first layers look for pieces of words anywhere in the utterance; its last ones tell from what they found which
word it was. The heads of several trainings stand side by side and their answers are averaged: they err differently.
What the first layers found in some of the training's examples is kept too, so that the last can be taught a listener's
voice without forgetting everyone else's.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voiceguide import paths
from voiceguide.controls.ears import training
from voiceguide.controls.ears.training import Floats, Labels, Layer
from voiceguide.errors import FileError
from voiceguide.messages import reason

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.controls.ears.features import Embeddings

_VERSION = 1
_STEPS = 255.0
_WINDOWS = 16  # of a word to try a head with
_MEND = (
    "Teach voiceguide your voice again: voiceguide enrol. Or delete the file, to go on with the voices it came with."
)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Examples of the training: what the first layers `found` in each (examples, units of all members), and its class.

    `found` is in steps of 1/255 of `most` (units of all members), 8 bits each.
    """

    found: npt.NDArray[np.uint8]
    most: Floats
    labels: Labels

    def inputs(self) -> Floats:
        """Return what was found, as the last layers take it."""
        return self.found * (self.most / np.float32(_STEPS))


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A trained head: its `words` in the order of its classes, the last of which is none of them.

    `centre` and `scale` (96 each) bring embeddings to what the layers were trained on. `members` are pairs of a first
    and a last layer. A command counts as heard from `threshold` on. `facts` say how the head was trained.
    """

    words: tuple[str, ...]
    centre: Floats
    scale: Floats
    members: tuple[tuple[Layer, Layer], ...]
    threshold: float
    kept: Kept
    facts: dict[str, str]

    def found(self, embeddings: Floats) -> tuple[Floats, ...]:
        """Return what each member's first layer finds in `embeddings` (examples, windows, 96)."""
        windows = (embeddings - self.centre) / self.scale
        return tuple(training.found(first, windows) for first, _ in self.members)

    def probabilities(self, embeddings: Embeddings) -> Floats:
        """Return, for each word and then for none of them, how likely it is; they add up to 1."""
        answers = [
            training.probabilities(last, found)[0]
            for found, (_, last) in zip(self.found(embeddings[None]), self.members, strict=True)
        ]
        return np.asarray(np.mean(answers, axis=0), np.float32)


def keep(found: Floats, labels: Labels) -> Kept:
    """Return `found` (examples, units of all members) of the classes `labels` as a head keeps them."""
    most = np.maximum(found.max(axis=0), np.float32(1e-6))
    return Kept(np.rint(found / most * _STEPS).astype(np.uint8), most, labels)


def shipped() -> Head:
    """Return the head that comes with voiceguide; raise `FileError` when it is damaged."""
    with resources.as_file(resources.files("voiceguide.controls.ears") / "heads" / "en.npz") as path:
        return load(path)


def load(path: Path) -> Head:
    """Return the head at `path`; raise `FileError` when it isn't there, is damaged, or of another version."""
    try:
        return _read(path)
    except FileError:
        raise
    except FileNotFoundError as error:
        raise FileError(f"there is no file {path}", hint="Teach voiceguide your voice: voiceguide enrol") from error
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}", hint=_MEND) from error
    except Exception as error:  # what zip, zlib and numpy raise at damaged bytes has no name in common
        raise FileError(f"{path} is damaged, or not of voiceguide", hint=_MEND) from error


def save(head: Head, path: Path) -> None:
    """Write `head` to `path`, whole or not at all; raise `FileError` when it can't be written."""
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
        # Half of the bits are enough for what is added up by the hundred; the last layer is a tenth of the size.
        arrays |= {f"first_{number}": first.weights.astype(np.float16), f"first_bias_{number}": first.bias}
        arrays |= {f"last_{number}": last.weights, f"last_bias_{number}": last.bias}
    with paths.replacing(path) as half, half.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _read(path: Path) -> Head:
    with np.load(io.BytesIO(paths.content(path)), allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        if about["version"] != _VERSION:
            raise FileError(f"{path} was made by another version of voiceguide", hint=_MEND)
        head = _head(about, arrays)
    with np.errstate(all="ignore"):
        answers = head.probabilities(np.zeros((_WINDOWS, len(head.centre)), np.float32))
    if answers.shape != (len(head.words) + 1,) or not np.isfinite(answers).all():
        raise ValueError("its layers don't fit its words")
    return head


def _head(about: dict[str, Any], arrays: Any) -> Head:
    members = tuple(
        (
            Layer(arrays[f"first_{number}"].astype(np.float32), arrays[f"first_bias_{number}"]),
            Layer(arrays[f"last_{number}"], arrays[f"last_bias_{number}"]),
        )
        for number in range(about["members"])
    )
    return Head(
        tuple(about["words"]),
        arrays["centre"],
        arrays["scale"],
        members,
        float(about["threshold"]),
        Kept(arrays["kept_found"], arrays["kept_most"], arrays["kept_labels"].astype(np.int64)),
        dict(about["facts"]),
    )
