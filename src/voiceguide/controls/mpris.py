"""What a media player replies to D-Bus calls (MPRIS 2.2, org.mpris.MediaPlayer2), and the commands that they mean.

Written by hand on jeepney, because the MPRIS libraries for Python need the main loop of GLib or asyncio.
"""

from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, new_error, new_method_return, new_signal

from voiceguide.playback.contracts import Command, Now

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
_IDLE = {(_PLAYER, "Seek"), (_PLAYER, "SetPosition"), (_PLAYER, "OpenUri"), (ROOT, "Raise"), (_PEER, "Ping")}
_TAKES = {(_PROPERTIES, "Get"): "ss", (_PROPERTIES, "GetAll"): "s"}
_INTERFACES = Path(__file__).with_name("mpris.xml")

_Values = dict[str, tuple[str, Any]]
_PROGRAM: _Values = {
    "CanQuit": ("b", True),
    "CanRaise": ("b", False),
    "HasTrackList": ("b", False),
    "Identity": ("s", "voiceguide"),
    "SupportedUriSchemes": ("as", []),
    "SupportedMimeTypes": ("as", []),
}


def answer(call: Message, now: Now) -> tuple[Message, Command | None]:
    """Return the reply to `call`, and its command. The reply is an error if a player has no such method."""
    fields = call.header.fields
    method = (fields.get(HeaderFields.interface, ""), fields[HeaderFields.member])
    if method in COMMANDS or method in _IDLE:
        return new_method_return(call), COMMANDS.get(method)
    if method in _TAKES and fields.get(HeaderFields.signature, "") != _TAKES[method]:
        return new_error(call, f"{_ERROR}.InvalidArgs", "s", (f"{method[1]} takes {_TAKES[method]}",)), None
    if method == (_PROPERTIES, "Get"):
        return _got(call, now), None
    if method == (_PROPERTIES, "GetAll"):
        return new_method_return(call, "a{sv}", (_properties(call.body[0], now),)), None
    if method == (_PROPERTIES, "Set"):
        return new_error(call, f"{_ERROR}.PropertyReadOnly", "s", ("only the listener changes this",)), None
    if method == (_INTROSPECTION, "Introspect"):
        return new_method_return(call, "s", (_INTERFACES.read_text("utf-8"),)), None
    return new_error(call, f"{_ERROR}.UnknownMethod", "s", (f"no method {'.'.join(method)}",)), None


def changed(before: Now, after: Now) -> Message | None:
    """Return the signal with the changes from `before` to `after`, or None. Desktops poll the position."""
    old, new = _player(before), _player(after)
    news = {name: new[name] for name in ("PlaybackStatus", "Metadata") if new[name] != old[name]}
    if not news:
        return None
    emitter = DBusAddress(PATH, interface=_PROPERTIES)
    return new_signal(emitter, "PropertiesChanged", "sa{sv}as", (_PLAYER, news, []))


def _got(call: Message, now: Now) -> Message:
    interface, name = call.body
    found = _properties(interface, now).get(name)
    if found is None:
        return new_error(call, f"{_ERROR}.UnknownProperty", "s", (f"no property {interface}.{name}",))
    return new_method_return(call, "v", (found,))


def _properties(interface: str, now: Now) -> _Values:
    return {ROOT: _PROGRAM, _PLAYER: _player(now)}.get(interface, {})


def _player(now: Now) -> _Values:
    can = ("CanControl", "CanGoNext", "CanGoPrevious", "CanPlay", "CanPause")
    timeline, hz = now.timeline, now.timeline.rate.hz
    track = {
        "mpris:trackid": ("o", "/voiceguide/session"),
        "mpris:length": ("x", round(timeline.ends / hz * _MICROSECONDS)),
        "xesam:title": ("s", timeline.metadata.title),
        "xesam:artist": ("as", ["voiceguide"]),
    }
    return {
        **dict.fromkeys(can, ("b", True)),
        "CanSeek": ("b", False),
        "PlaybackStatus": ("s", "Paused" if now.paused else "Playing"),
        "Metadata": ("a{sv}", track),
        "Position": ("x", round(now.at / hz * _MICROSECONDS)),
        "Volume": ("d", 1.0),
        **dict.fromkeys(("Rate", "MinimumRate", "MaximumRate"), ("d", 1.0)),
    }
