"""Media keys of a keyboard, a headset or a desktop -> commands, over D-Bus (MPRIS), where there is a session bus."""

from __future__ import annotations

import os
import sys
from collections import deque
from typing import TYPE_CHECKING

from voiceguide.background import Task
from voiceguide.playback.contracts import Command, Control

if TYPE_CHECKING:
    import threading
    from types import TracebackType

    from jeepney.io.blocking import DBusConnection

    from voiceguide.controls.mpris import Status
    from voiceguide.playback.contracts import Now

_NEWS_SECONDS = 0.25
_LONGEST_GOODBYE_SECONDS = 1.0
_BUTTON = (Command.TOGGLE, Command.RESUME, Command.PAUSE)
_OWNER = 1  # what the bus answers to whoever gets a name


class MediaKeys(Control):
    """A media player called voiceguide on the session's bus, while the `with` block runs: desktops lead keys there.

    A thread talks to the bus, so that a slow one stops no sound; it begins with the first block, which waits for
    nothing. Without a bus nothing happens: no key arrives.
    """

    def __init__(self) -> None:
        self._given: deque[Command] = deque()
        self._now: Now | None = None
        self._serving = Task(self._serve, name="voiceguide-media")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._serving.stop(_LONGEST_GOODBYE_SECONDS)

    def poll(self) -> list[Command]:
        """Return the commands of the keys pressed since the last poll, oldest first.

        Play and pause mean ready while the session waits: a headset has one button for both.
        """
        waiting = self._now is not None and self._now.waiting is not None
        pressed = [self._given.popleft() for _ in range(len(self._given))]
        return [Command.READY if waiting and command in _BUTTON else command for command in pressed]

    def see(self, now: Now) -> None:
        """Let the desktop show what is heard now."""
        self._now = now
        self._serving.start()

    def _serve(self, stop: threading.Event) -> None:
        if sys.platform == "win32":  # no D-Bus, nor the sockets it is reached by
            return
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse

        assert self._now is not None
        # Whoever meets the name may ask from then on, and must be told of what changes afterwards.
        told = _status(self._now)
        try:
            with open_dbus_connection(_address()) as bus:
                _take_name(bus)
                self._answer(bus, told, stop)
        except (OSError, RuntimeError, ValueError, DBusErrorResponse):
            # No bus, one of a kind that isn't known here, or one that ended: the other controls are left.
            return

    def _answer(self, bus: DBusConnection, told: Status, stop: threading.Event) -> None:
        from jeepney import MessageFlag, MessageType

        from voiceguide.controls.mpris import answer, changed

        assert self._now is not None
        while not stop.is_set():
            status = _status(self._now)
            if news := changed(told, status):
                bus.send(news)
            told = status
            try:
                call = bus.receive(timeout=_NEWS_SECONDS)
            except TimeoutError:
                continue
            if call.header.message_type is MessageType.method_call:
                reply, command = answer(call, status)
                if command:
                    self._given.append(command)
                if not call.header.flags & MessageFlag.no_reply_expected:
                    bus.send(reply)


def _status(now: Now) -> Status:
    from voiceguide.controls.mpris import Status

    hz = now.timeline.rate.hz
    return Status(now.timeline.metadata.title, not now.paused, now.at / hz, now.timeline.length / hz)


def _address() -> str:
    """Return where the session's bus is; systemd's place where nothing names one."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={folder}/bus"


def _take_name(bus: DBusConnection) -> None:
    """Be called voiceguide on the bus; a second session at once gets a name of its own, as MPRIS asks."""
    from voiceguide.controls.mpris import ROOT

    for name in (f"{ROOT}.voiceguide", f"{ROOT}.voiceguide.instance{os.getpid()}"):
        # 4: don't wait for a name that another has
        if bus.bus_proxy.RequestName(name, 4) == (_OWNER,):
            return
