"""The media keys of keyboards, headsets and desktops as a control, over D-Bus (MPRIS) where there is a session bus."""

from __future__ import annotations

import os
import sys
from collections import deque
from typing import TYPE_CHECKING

from voiceguide.background import Task
from voiceguide.playback.contracts import Command, Control, Now

if TYPE_CHECKING:
    import threading

    from jeepney.io.blocking import DBusConnection


_NEWS_SECONDS = 0.25
_LONGEST_GOODBYE_SECONDS = 1.0
_BUTTON = (Command.TOGGLE, Command.RESUME, Command.PAUSE)
_OWNER = 1  # the reply of the bus to the program that gets a name


class MediaKeys(Control):
    """A media player called voiceguide on the session bus while the `with` block runs. Desktops send media keys to it.

    A thread talks to the bus, so that a slow bus doesn't stop the sound. It starts with the first block, which doesn't
    wait for it. Without a bus no key arrives.
    """

    def __init__(self) -> None:
        self._given: deque[Command] = deque()
        self._now: Now | None = None
        self._serving = Task(self._serve, name="voiceguide-media")

    def __exit__(self, *_: object) -> None:
        self._serving.stop(_LONGEST_GOODBYE_SECONDS)

    def poll(self) -> list[Command]:
        """Return the commands of the keys pressed since the last poll, oldest first.

        Play and pause mean ready while the session waits, because a headset has one button for both.
        """
        waiting = self._now is not None and self._now.waiting is not None
        pressed = [self._given.popleft() for _ in range(len(self._given))]
        return [Command.READY if waiting and command in _BUTTON else command for command in pressed]

    def see(self, now: Now) -> None:
        """Observe what the listener hears now, for the desktop to show."""
        self._now = now
        self._serving.start()

    def _serve(self, stop: threading.Event) -> None:
        if sys.platform == "win32":  # no D-Bus, and no Unix sockets to reach it
            return
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse

        assert self._now is not None
        # Once the name is there, other programs may ask for the status, and expect to be notified of later changes.
        sent = self._now
        try:
            with open_dbus_connection(_address()) as bus:
                _take_name(bus)
                self._answer(bus, sent, stop)
        except (OSError, RuntimeError, ValueError, DBusErrorResponse):
            return  # there is no bus, its kind is unknown, or it ended: the other controls still work

    def _answer(self, bus: DBusConnection, sent: Now, stop: threading.Event) -> None:
        from jeepney import MessageFlag, MessageType

        from voiceguide.controls.mpris import answer, changed

        assert self._now is not None
        while not stop.is_set():
            now = self._now
            if news := changed(sent, now):
                bus.send(news)
            sent = now
            try:
                call = bus.receive(timeout=_NEWS_SECONDS)
            except TimeoutError:
                continue
            if call.header.message_type is MessageType.method_call:
                reply, command = answer(call, now)
                if command:
                    self._given.append(command)
                if not call.header.flags & MessageFlag.no_reply_expected:
                    bus.send(reply)


def _address() -> str:
    """Return the address of the session bus: systemd's default if the environment names none."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={folder}/bus"


def _take_name(bus: DBusConnection) -> None:
    """Take the name voiceguide on the bus. A second session takes a name with its process id, as MPRIS asks."""
    from voiceguide.controls.mpris import ROOT

    for name in (f"{ROOT}.voiceguide", f"{ROOT}.voiceguide.instance{os.getpid()}"):
        # 4: don't wait for a name that another program has
        if bus.bus_proxy.RequestName(name, 4) == (_OWNER,):
            return
