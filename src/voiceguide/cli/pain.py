"""Somebody in front of a terminal -> how strong their pain is, or nothing."""

from __future__ import annotations

import re
import sys
from typing import Literal

import click

_STRONGEST = 10
_QUESTIONS = {
    "before": "How strong is your pain now, from 0 (none) to 10 (the worst you can think of)?",
    "after": "And how strong is it now, from 0 to 10?",
}


def ask_pain(when: Literal["before", "after"]) -> int | None:
    """Ask how strong the pain is `when`; return 0 to 10, or None for Enter alone.

    What isn't on the scale is asked again. Without a terminal nobody is there to ask. Ctrl-C is passed on.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    question = _QUESTIONS[when]
    while answer := _answer(question):
        if re.fullmatch(r"\d{1,2}", answer) and int(answer) <= _STRONGEST:  # the digits of any script
            return int(answer)
        question = _kindly(answer)
    return None


def _answer(question: str) -> str:
    try:
        return input(f"{question} Enter skips: ").strip()
    except EOFError:  # Ctrl-D, or a terminal that closes
        click.echo()
        return ""
    except KeyboardInterrupt:
        click.echo()  # the terminal shows ^C behind the question
        raise


def _kindly(answer: str) -> str:
    if answer.isdecimal():
        return "The scale ends at 10, the worst you can think of. How strong is it, from 0 to 10?"
    if answer.removeprefix("-").isdecimal():
        return "The scale begins at 0, no pain at all. How strong is it, from 0 to 10?"
    return "A whole number says it best. How strong is it, from 0 to 10?"
