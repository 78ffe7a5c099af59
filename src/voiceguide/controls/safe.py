"""Wraps a control from an entry point, so that no failure of its own ends a session."""

import contextlib
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from voiceguide import plugins
from voiceguide.errors import DeviceError, UsageError, VoiceguideError, interrupted
from voiceguide.messages import in_a_line
from voiceguide.playback.contracts import Command, Control, Now


class SafeControl(Control):
    """The control that `make` makes, called `name` by its entry point.

    Raise `DeviceError` if it can't be made. While a session runs, the first failure is shown in one line, and the
    control gives no commands from then on. Ctrl-C and `make`'s `UsageError` pass through.
    """

    def __init__(self, name: str, make: Callable[[Callable[[str], object]], Control]) -> None:
        self._name = name
        self._tell: Callable[[str], object] | None = None
        self._works = True
        with self._as_device_error():
            self._control = make(self._show)

    def telling(self, tell: Callable[[str], object]) -> Self:
        """Return this control, which shows the listener its lines with `tell` from now on."""
        self._tell = tell
        return self

    def __enter__(self) -> Self:
        with self._as_device_error():
            self._control.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell = None  # the session is over: a control that fails now is no loss to it
        with self._left_out():
            self._control.__exit__(kind, error, trace)

    def poll(self) -> list[Command]:
        """Return the commands given since the last poll, oldest first; none after a failure."""
        commands: list[Command] = []
        if self._works:
            with self._left_out():
                for command in self._control.poll():
                    if not isinstance(command, Command):
                        raise TypeError(f"{command!r} is no Command")
                    commands.append(command)
        return commands

    def see(self, now: Now) -> None:
        """Show the control what the listener hears now."""
        if self._works:
            with self._left_out():
                self._control.see(now)

    def _show(self, text: str) -> None:
        if self._tell:
            self._tell(text)

    @contextlib.contextmanager
    def _left_out(self) -> Iterator[None]:
        """Leave the control out from now on if the body fails, and say so once."""
        try:
            yield
        except Exception as error:
            if interrupted(error):
                raise KeyboardInterrupt from error
            if self._works:
                self._works = False
                reason = error.message if isinstance(error, VoiceguideError) else in_a_line(error)
                self._show(f"The control '{self._name}' is lost ({reason}); the session goes on without it.")

    @contextlib.contextmanager
    def _as_device_error(self) -> Iterator[None]:
        hint = f"Leave out --control {self._name}; the keys work all the same."
        try:
            yield
        except UsageError:
            raise
        except VoiceguideError as error:
            raise DeviceError(error.message, hint=error.hint or hint) from error
        except Exception as error:
            if interrupted(error):
                raise KeyboardInterrupt from error
            raise DeviceError(f"the control '{self._name}' doesn't start: {in_a_line(error)}", hint=hint) from error


def load_control(name: str) -> SafeControl:
    """Return the control called `name`; raise `UsageError` for an unknown one, `DeviceError` if it can't work here."""
    # Loaded by `SafeControl`, so that a plugin that can't be imported is a control that doesn't start.
    return SafeControl(name, lambda tell: plugins.load(plugins.CONTROLS, name)(tell))  # noqa: PLW0108
