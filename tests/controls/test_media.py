"""Media keys at a bus of the tests' own, pressed by the programs that desktops press them with."""

import ast
import contextlib
import os
import re
import subprocess
from xml.etree import ElementTree as ET

import pytest
from distinct_timelines import ramp_timeline

from voiceguide.controls.media import MediaKeys
from voiceguide.playback.contracts import Command, Now
from voiceguide.testing import check_control

pytestmark = pytest.mark.needs("D-Bus")

PLAYER = "org.mpris.MediaPlayer2.voiceguide"
PATH = "/org/mpris/MediaPlayer2"


@pytest.fixture(scope="module")
def bus_address():
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    with daemon:
        yield daemon.stdout.readline().strip()
        daemon.kill()


@pytest.fixture
def bus(bus_address, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)


@pytest.fixture
def keys(bus):  # noqa: ARG001 - it must be there first
    with playing() as keys:
        wait_for(PLAYER)
        yield keys


@contextlib.contextmanager
def playing():
    """Media keys of a session that has begun."""
    with MediaKeys() as keys:
        keys.see(Now(ramp_timeline(), at=0))
        yield keys


def gdbus(*words, check=True):
    done = subprocess.run(["gdbus", *words], capture_output=True, text=True, check=check, timeout=20)
    return done.stdout.strip()


def wait_for(name):
    subprocess.run(["gdbus", "wait", "--session", "--timeout", "10", name], check=True)


def has_owner(name):
    bus = "org.freedesktop.DBus"
    owned = gdbus("call", "--session", "--dest", bus, "--object-path", "/", "--method", f"{bus}.NameHasOwner", name)
    return {"(true,)": True, "(false,)": False}[owned]


def press(method, *words, name=PLAYER, check=True):
    return gdbus("call", "--session", "--dest", name, "--object-path", PATH, "--method", method, *words, check=check)


def asked(prop, interface="org.mpris.MediaPlayer2.Player"):
    return press("org.freedesktop.DBus.Properties.Get", interface, prop)


@pytest.mark.parametrize(
    ("button", "command"),
    [
        ("Player.PlayPause", Command.TOGGLE),
        ("Player.Play", Command.RESUME),
        ("Player.Pause", Command.PAUSE),
        ("Player.Next", Command.NEXT),
        ("Player.Previous", Command.BACK),
        ("Player.Stop", Command.STOP),
        ("Quit", Command.STOP),
    ],
)
def test_each_button_is_a_command(keys, button, command):
    press(f"org.mpris.MediaPlayer2.{button}")
    assert keys.poll() == [command]
    assert keys.poll() == []


@pytest.mark.parametrize("button", ["PlayPause", "Play", "Pause"])
def test_the_one_button_of_a_headset_means_ready_while_the_session_waits(keys, button):
    timeline = ramp_timeline(gates=[(0, 100)])
    keys.see(Now(timeline, at=0, waiting=timeline.gates[0]))
    press(f"org.mpris.MediaPlayer2.Player.{button}")
    press("org.mpris.MediaPlayer2.Player.Next")
    assert keys.poll() == [Command.READY, Command.NEXT]


def test_a_desktop_shows_the_title_and_how_far_the_session_is(keys):
    keys.see(Now(ramp_timeline(48_000), at=24_000))
    assert "'xesam:title': <'Ramp'>" in asked("Metadata")
    assert "'mpris:length': <int64 2000000>" in asked("Metadata")
    assert asked("Position") == "(<int64 1000000>,)"
    assert asked("PlaybackStatus") == "(<'Playing'>,)"
    keys.see(Now(ramp_timeline(48_000), at=24_000, paused=True))
    assert asked("PlaybackStatus") == "(<'Paused'>,)"


def test_a_desktop_is_told_of_a_pause(keys):
    keys.see(Now(ramp_timeline(), at=0))
    monitor = ["timeout", "20", "gdbus", "monitor", "--session", "--dest", PLAYER]
    with subprocess.Popen(monitor, stdout=subprocess.PIPE, text=True) as watch:
        next(line for line in watch.stdout if "owned by" in line)
        keys.see(Now(ramp_timeline(), at=0, paused=True))
        seen = next(line for line in watch.stdout if "'PlaybackStatus': <'Paused'>" in line)
        watch.terminate()
    assert "PropertiesChanged ('org.mpris.MediaPlayer2.Player'" in seen


@pytest.mark.usefixtures("keys")
def test_it_tells_what_it_is_and_what_it_can():
    assert asked("Identity", "org.mpris.MediaPlayer2") == "(<'voiceguide'>,)"
    assert asked("CanGoNext") == "(<true>,)"
    assert asked("CanSeek") == "(<false>,)"
    seen = gdbus("introspect", "--session", "--dest", PLAYER, "--object-path", PATH)
    assert "PlayPause();" in seen
    assert "readonly s PlaybackStatus = 'Playing';" in seen


@pytest.mark.parametrize(
    "call",
    [
        ["org.mpris.MediaPlayer2.Player.Rewind"],
        ["org.freedesktop.DBus.Properties.Get", "org.mpris.MediaPlayer2", "Shuffle"],
        ["org.freedesktop.DBus.Properties.Set", "org.mpris.MediaPlayer2.Player", "Volume", "<0.5>"],
        ["org.freedesktop.DBus.Properties.Get"],
    ],
)
def test_what_it_does_not_have_is_an_error_and_the_next_key_is_obeyed(keys, call):
    assert press(*call, check=False) == ""
    press("org.mpris.MediaPlayer2.Player.Next")
    assert keys.poll() == [Command.NEXT]


@pytest.mark.usefixtures("bus")
def test_media_keys_keep_the_contract_of_a_control():
    def give():
        wait_for(PLAYER)
        press("org.mpris.MediaPlayer2.Player.Next")
        press("org.mpris.MediaPlayer2.Player.Play")

    check_control(lambda _: MediaKeys(), give, [Command.NEXT, Command.RESUME])


def test_a_second_session_has_a_name_of_its_own(keys):
    with playing() as second:
        name = f"{PLAYER}.instance{os.getpid()}"
        wait_for(name)
        press("org.mpris.MediaPlayer2.Player.Next", name=name)
        assert (keys.poll(), second.poll()) == ([], [Command.NEXT])


@pytest.mark.needs("playerctl")
def test_playerctl_knows_it(keys):
    subprocess.run(["playerctl", "--player", "voiceguide", "next"], check=True, timeout=20)
    assert keys.poll() == [Command.NEXT]


@pytest.mark.usefixtures("bus")
def test_its_name_is_free_when_it_ends():
    with playing():
        wait_for(PLAYER)
        assert has_owner(PLAYER)
    assert not has_owner(PLAYER)


def test_a_session_that_never_begins_troubles_no_bus():
    with MediaKeys() as keys:
        assert keys.poll() == []
    assert not keys._serving.running


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent", "tcp:host=localhost", "nonsense"])
def test_without_a_bus_there_are_no_keys_and_nobody_is_told(monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with playing() as keys:
        keys._serving.wait()
        assert keys.poll() == []


@pytest.mark.usefixtures("keys")
def test_it_has_each_property_that_its_introspection_names_and_no_other():
    named = ET.fromstring(ast.literal_eval(press("org.freedesktop.DBus.Introspectable.Introspect"))[0])
    for interface in ("org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player"):
        properties = named.findall(f"interface[@name='{interface}']/property")
        shown = press("org.freedesktop.DBus.Properties.GetAll", interface)
        assert re.findall(r"'(\w+)': <", shown) == [each.get("name") for each in properties]


@pytest.mark.usefixtures("keys")
def test_it_answers_each_method_that_its_introspection_names():
    named = ET.fromstring(ast.literal_eval(press("org.freedesktop.DBus.Introspectable.Introspect"))[0])
    values = {"s": "org.mpris.MediaPlayer2", "x": "0", "o": "/", "v": "<0>"}
    for interface in named:
        for method in interface.findall("method"):
            words = [values[arg.get("type")] for arg in method.findall("arg[@direction='in']")]
            called = f"{interface.get('name')}.{method.get('name')}"
            done = subprocess.run(
                ["gdbus", "call", "--session", "--dest", PLAYER, "--object-path", PATH, "--method", called, *words],
                capture_output=True,
                text=True,
                check=False,
                timeout=20,
            )
            assert "UnknownMethod" not in done.stderr, called
