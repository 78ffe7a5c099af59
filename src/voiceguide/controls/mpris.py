"""What a media player replies to D-Bus calls (MPRIS 2.2, org.mpris.MediaPlayer2), and the commands that they mean.

Written by hand on jeepney, because the MPRIS libraries for Python need the main loop of GLib or asyncio.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from jeepney import DBusAddress, HeaderFields, new_error, new_method_return, new_signal

from voiceguide.playback.contracts import Command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jeepney import Message

PATH = "/org/mpris/MediaPlayer2"
ROOT = "org.mpris.MediaPlayer2"
_PLAYER = f"{ROOT}.Player"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_INTROSPECTION = "org.freedesktop.DBus.Introspectable"
_PEER = "org.freedesktop.DBus.Peer"
_ERROR = "org.freedesktop.DBus.Error"
_MICROSECONDS = 1_000_000

COMMANDS = {
    (_PLAYER, "PlayPause"): Command.TOGGLE,
    (_PLAYER, "Play"): Command.RESUME,
    (_PLAYER, "Pause"): Command.PAUSE,
    (_PLAYER, "Next"): Command.NEXT,
    (_PLAYER, "Previous"): Command.BACK,
    (_PLAYER, "Stop"): Command.STOP,
    (ROOT, "Quit"): Command.STOP,
}
"""The command of each method that a player's buttons call."""

# A player must accept these calls too. This one can't seek and has no window, so it does nothing.
_IDLE = {
    (_PLAYER, "Seek"): "x",
    (_PLAYER, "SetPosition"): "ox",
    (_PLAYER, "OpenUri"): "s",
    (ROOT, "Raise"): "",
    (_PEER, "Ping"): "",
}
_TAKES = {(_PROPERTIES, "Get"): "ss", (_PROPERTIES, "GetAll"): "s"}

_Values = dict[str, tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Status:
    """What a desktop shows of a session: its `title`, whether it plays, and its position."""

    title: str
    playing: bool
    at_seconds: float
    length_seconds: float


def answer(call: Message, status: Status) -> tuple[Message, Command | None]:
    """Return the reply to `call`, and its command. The reply is an error if a player has no such method."""
    fields = call.header.fields
    asked = (fields.get(HeaderFields.interface, ""), fields[HeaderFields.member])
    if asked in COMMANDS or asked in _IDLE:
        return new_method_return(call), COMMANDS.get(asked)
    if asked in _TAKES and fields.get(HeaderFields.signature, "") != _TAKES[asked]:
        return new_error(call, f"{_ERROR}.InvalidArgs", "s", (f"{asked[1]} takes {_TAKES[asked]}",)), None
    if asked == (_PROPERTIES, "Get"):
        return _got(call, status), None
    if asked == (_PROPERTIES, "GetAll"):
        return new_method_return(call, "a{sv}", (_properties(status).get(call.body[0], {}),)), None
    if asked == (_PROPERTIES, "Set"):
        return new_error(call, f"{_ERROR}.PropertyReadOnly", "s", ("only the listener changes this",)), None
    if asked == (_INTROSPECTION, "Introspect"):
        return new_method_return(call, "s", (_introspection(),)), None
    return new_error(call, f"{_ERROR}.UnknownMethod", "s", (f"no method {'.'.join(asked)}",)), None


def changed(before: Status, after: Status) -> Message | None:
    """Return the signal with the changes from `before` to `after`, or None. Desktops poll the position."""
    old, new = _player(before), _player(after)
    news = {name: new[name] for name in ("PlaybackStatus", "Metadata") if new[name] != old[name]}
    if not news:
        return None
    emitter = DBusAddress(PATH, interface=_PROPERTIES)
    return new_signal(emitter, "PropertiesChanged", "sa{sv}as", (_PLAYER, news, []))


def _got(call: Message, status: Status) -> Message:
    interface, name = call.body
    found = _properties(status).get(interface, {}).get(name)
    if found is None:
        return new_error(call, f"{_ERROR}.UnknownProperty", "s", (f"no property {interface}.{name}",))
    return new_method_return(call, "v", (found,))


def _properties(status: Status) -> Mapping[str, _Values]:
    return {ROOT: _root(), _PLAYER: _player(status)}


def _root() -> _Values:
    can = {"CanQuit": True, "CanRaise": False, "HasTrackList": False}
    return {
        **{name: ("b", value) for name, value in can.items()},
        "Identity": ("s", "voiceguide"),
        "SupportedUriSchemes": ("as", []),
        "SupportedMimeTypes": ("as", []),
    }


def _player(status: Status) -> _Values:
    can = ("CanControl", "CanGoNext", "CanGoPrevious", "CanPlay", "CanPause")
    track = {
        "mpris:trackid": ("o", "/voiceguide/session"),
        "mpris:length": ("x", round(status.length_seconds * _MICROSECONDS)),
        "xesam:title": ("s", status.title),
        "xesam:artist": ("as", ["voiceguide"]),
    }
    return {
        **dict.fromkeys(can, ("b", True)),
        "CanSeek": ("b", False),
        "PlaybackStatus": ("s", "Playing" if status.playing else "Paused"),
        "Metadata": ("a{sv}", track),
        "Position": ("x", round(status.at_seconds * _MICROSECONDS)),
        "Volume": ("d", 1.0),
        **dict.fromkeys(("Rate", "MinimumRate", "MaximumRate"), ("d", 1.0)),
    }


def _introspection() -> str:
    methods = (
        dict.fromkeys(COMMANDS, "")
        | _IDLE
        | {
            (_PROPERTIES, "Get"): "ss>v",
            (_PROPERTIES, "GetAll"): "s>a{sv}",
            (_PROPERTIES, "Set"): "ssv",
            (_INTROSPECTION, "Introspect"): ">s",
        }
    )
    properties = _properties(Status("", playing=True, at_seconds=0, length_seconds=0))
    parts = []
    for interface in dict.fromkeys(interface for interface, _ in methods):
        inner = [_method(name, taken) for (owner, name), taken in methods.items() if owner == interface]
        inner += [
            f"<property name={quoteattr(name)} type={quoteattr(signature)} access='read'/>"
            for name, (signature, _) in properties.get(interface, {}).items()
        ]
        parts.append(f"<interface name={quoteattr(interface)}>{''.join(inner)}</interface>")
    return f"<node>{''.join(parts)}</node>"


def _method(name: str, signature: str) -> str:
    """Return the XML of a method. `signature` has a letter for each argument, and the type it returns after '>'."""
    taken, _, returned = signature.partition(">")
    arguments = "".join(f"<arg type='{kind}' direction='in'/>" for kind in taken)
    arguments += f"<arg type='{returned}' direction='out'/>" if returned else ""
    return f"<method name='{name}'>{arguments}</method>"
