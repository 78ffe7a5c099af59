"""No command writes over a file that it reads, and it says so before anything is spoken."""

import os
import wave
from pathlib import Path

import pytest

HOLD = "  - hold: 3 s\n"
READ = ["back.yaml", "back.png", "bell.wav", "parts/neck.yaml", "parts/hand.yaml", "parts/gong.wav", "parts/sea.wav"]
SETTINGS = ["lexicon.toml", "config.toml", "locales/en.toml"]
UNSPOKEN = ("--voice", "no-such-voice")


@pytest.fixture(autouse=True)
def settings(home):
    """Give the listener settings of their own; return their folder."""
    folder = home / "config" / "voiceguide"
    (folder / "locales").mkdir(parents=True)
    (folder / "lexicon.toml").write_text('[en]\n"psoas" = "so-as"\n')
    (folder / "config.toml").write_text('voice = "tone"\n')
    (folder / "locales" / "en.toml").write_text('[phrases]\nhalfway = "Half of it."\n')
    return folder


@pytest.fixture(autouse=True)
def routine():
    """Write `back.yaml` and all that it reads."""
    Path("parts").mkdir()
    for name in ("bell.wav", "parts/gong.wav", "parts/sea.wav"):
        with wave.open(name, "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(b"\0\1" * 8000)
    Path("back.png").write_bytes(b"a picture")
    Path("back.yaml").write_text(
        "routine: 1\ntitle: Back\npicture: back.png\nmusic: parts/sea.wav\n"
        f"steps:\n  - include: parts/neck.yaml\n  - play: bell.wav\n{HOLD}"
    )
    Path("parts/neck.yaml").write_text("routine: 1\ntitle: Neck\nsteps:\n  - include: hand.yaml\n")
    Path("parts/hand.yaml").write_text(f"routine: 1\ntitle: Hand\nsteps:\n  - play: gong.wav\n{HOLD}")


@pytest.fixture
def refused(run, home):
    """Run a command that would write over `file` if it could; nothing has been written. Return what is said."""

    def call(file, *words, **options):
        before = contents(home)
        done = run(*words, **options)
        assert done.exit_code == 1, done.output
        assert f"that would overwrite {Path(file).resolve()}, which voiceguide reads to make it\n" in done.stderr
        assert contents(home) == before
        return done.stderr

    return call


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", ["bell.wav", "./bell.wav", "parts/../bell.wav", "parts/sea.wav", "parts/gong.wav"])
def test_an_export_spares_the_sounds_and_the_music_of_its_routine(refused, name):
    said = refused(name, "export", "back.yaml", "-o", name, *UNSPOKEN)
    assert said.startswith(f"Error: can't write {Path(name)}: ")


def test_an_export_spares_a_sound_called_by_its_whole_path(refused):
    refused("bell.wav", "export", "back.yaml", "-o", str(Path("bell.wav").resolve()), *UNSPOKEN)


@pytest.mark.parametrize("name", READ)
def test_an_export_spares_what_a_link_leads_to(refused, name):
    Path("out.m4a").symlink_to(name)
    assert refused(name, "export", "back.yaml", "-o", "out.m4a", *UNSPOKEN).startswith("Error: can't write out.m4a")


@pytest.mark.parametrize("name", READ)
def test_an_export_spares_another_name_of_the_same_file(refused, name):
    # A file system that ignores letter case gives one file two names in the same way.
    Path("out.html").hardlink_to(name)
    refused(name, "export", "back.yaml", "-o", "out.html", *UNSPOKEN)


def test_an_export_spares_a_sound_behind_a_linked_folder(refused):
    Path("also").symlink_to("parts")
    refused("parts/sea.wav", "export", "back.yaml", "-o", "also/sea.wav", *UNSPOKEN)


def test_an_export_spares_a_routine_that_was_itself_called_by_a_link(refused):
    Path("link.yaml").symlink_to("back.yaml")
    Path("out.m4a").symlink_to("back.yaml")
    refused("back.yaml", "export", "link.yaml", "-o", "out.m4a", *UNSPOKEN)


def test_an_export_spares_a_sound_that_these_settings_leave_out(refused):
    Path("quiet.yaml").write_text(
        "routine: 1\ntitle: Quiet\nsettings: {rounds: {default: 1}}\nsteps:\n"
        f"  - repeat: <rounds>\n    steps:\n      - play: bell.wav\n        only: later\n    {HOLD}"
    )
    refused("bell.wav", "export", "quiet.yaml", "-o", "bell.wav", *UNSPOKEN)


@pytest.mark.parametrize("name", ["back.de.yaml", "back.yaml"])
def test_an_export_spares_a_translation_and_its_original(refused, name):
    Path("back.de.yaml").write_text(f"routine: 1\ntitle: Rücken\nlanguage: de\nsteps:\n{HOLD}")
    Path("out.m4a").symlink_to(name)
    refused(name, "export", "back.yaml", "--language", "de", "-o", "out.m4a", *UNSPOKEN)


@pytest.mark.parametrize("words", [("export", "-o"), ("remind", "--at", "7:00", "-o")])
def test_the_original_is_spared_where_the_config_chose_the_translation(refused, settings, words):
    own = Path(os.environ["XDG_DATA_HOME"], "voiceguide", "routines")
    own.mkdir(parents=True)
    (own / "tr.yaml").write_text(f"routine: 1\ntitle: Back\nsteps:\n{HOLD}")
    (own / "tr.de.yaml").write_text(f"routine: 1\ntitle: Rücken\nlanguage: de\nsteps:\n{HOLD}")
    (settings / "config.toml").write_text('language = "de"\n')
    Path("out.m4a").symlink_to(own / "tr.yaml")
    command, *options = words
    refused(own / "tr.yaml", command, "tr", *options, "out.m4a", *(UNSPOKEN if command == "export" else ()))


def test_several_exports_spare_what_a_routine_with_a_mistake_names(refused):
    Path("out").mkdir()
    Path("out", "02 Back.wav").write_bytes(Path("bell.wav").read_bytes())
    Path("bad.yaml").write_text(f"routine: 1\ntitle: Bad\nmusic: out/02 Back.wav\nsteps:\n  - hold: 8\n{HOLD}")
    Path("good.yaml").write_text(f"routine: 1\ntitle: Back\nsteps:\n{HOLD}")
    refused("out/02 Back.wav", "export", "bad.yaml", "good.yaml", "-o", "out", "-o", ".wav", *UNSPOKEN)


def test_an_export_spares_the_file_that_is_standard_input(start):
    Path("out.m4a").symlink_to("back.yaml")
    written = Path("back.yaml").read_bytes()
    with Path("back.yaml").open("rb") as file:
        program = start("export", "-", "-o", "out.m4a", *UNSPOKEN, stdin=file)
        _, said = program.communicate()
    assert program.returncode == 1
    assert f"that would overwrite {Path('back.yaml').resolve()}" in said
    assert Path("back.yaml").read_bytes() == written


@pytest.mark.parametrize("name", SETTINGS)
def test_an_export_spares_the_listeners_settings(refused, settings, name):
    Path("out.m4a").symlink_to(settings / name)
    refused(settings / name, "export", "back.yaml", "-o", "out.m4a", *UNSPOKEN)


def test_of_several_files_none_is_written_when_one_of_them_would_overwrite(refused):
    refused("bell.wav", "export", "back.yaml", "-o", "first.wav", "-o", "bell.wav", *UNSPOKEN)


@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".lrc", ".chapters.json"])
def test_an_export_spares_the_routine_when_its_captions_would_take_its_name(refused, suffix):
    Path(f"back{suffix}").write_text(f"routine: 1\ntitle: Back\nsteps:\n{HOLD}")
    refused(f"back{suffix}", "export", f"./back{suffix}", "-o", "back.wav", "--captions", "all", *UNSPOKEN)


@pytest.fixture
def night():
    """Write a second routine, `night.yaml`, and return how a folder is asked for that has both routines in it."""
    Path("night.yaml").write_text(f"routine: 1\ntitle: Night\nsteps:\n{HOLD}")
    return lambda *words: ("export", "night.yaml", "back.yaml", "-o", ".", "-o", ".wav", *words)


@pytest.mark.parametrize("taken", ["01 Night.wav", "02 Back.wav", "01 Night.srt", "index.json", "playlist.m3u8"])
@pytest.mark.parametrize("name", ["bell.wav", "night.yaml", "parts/hand.yaml"])
def test_several_exports_spare_what_each_of_them_reads(refused, night, taken, name):
    Path(taken).symlink_to(name)
    refused(name, *night("--captions", "srt", *UNSPOKEN))


def test_several_exports_spare_a_sound_with_the_name_of_another_ones_file(refused, night):
    Path("bell.wav").rename("01 Night.wav")
    Path("back.yaml").write_text(Path("back.yaml").read_text().replace("bell.wav", "01 Night.wav"))
    refused("01 Night.wav", *night(*UNSPOKEN))


def test_several_exports_spare_the_routine_that_has_a_slip(refused, night):
    Path("01 Night.wav").symlink_to("slip.yaml")
    Path("slip.yaml").write_text("routine: 1\ntitle: A slip\nsteps:\n  - hodl: 8 s\n")
    refused("slip.yaml", *night("slip.yaml", *UNSPOKEN))


def test_several_exports_spare_the_listeners_own_routine_that_has_a_slip(refused, night, home):
    own = home / "data" / "voiceguide" / "routines" / "slip.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("routine: 1\ntitle: A slip\nsteps:\n  - hodl: 8 s\n")
    Path("01 Night.wav").symlink_to(own)
    refused(own, *night("slip", *UNSPOKEN))


def test_reminders_spare_their_routine(refused):
    Path("back.ics").symlink_to("back.yaml")
    refused("back.yaml", "remind", "back.yaml", "--at", "07:30")


def test_a_spoken_text_spares_the_lexicon(refused, settings):
    Path("said.wav").symlink_to(settings / "lexicon.toml")
    refused(settings / "lexicon.toml", "say", "psoas", "-o", "said.wav", *UNSPOKEN)


def test_a_previewed_voice_spares_the_listeners_words(refused, settings):
    Path("voice.wav").symlink_to(settings / "locales/en.toml")
    refused(settings / "locales/en.toml", "voices", "preview", "no-such-voice", "-o", "voice.wav")


def test_a_file_that_nothing_reads_is_replaced(run):
    Path("old.wav").write_bytes(b"old")
    assert run("export", "back.yaml", "-o", "old.wav").exit_code == 0
    assert Path("old.wav").read_bytes().startswith(b"RIFF")


def test_a_link_that_leads_to_no_file_yet_is_written_through(run):
    Path("out.wav").symlink_to("parts/new.wav")
    assert run("export", "back.yaml", "-o", "out.wav").exit_code == 0
    assert Path("out.wav").is_symlink()
    assert Path("parts/new.wav").read_bytes().startswith(b"RIFF")


def test_a_link_into_a_folder_that_is_not_there_names_that_folder(run):
    Path("out.wav").symlink_to("gone/new.wav")
    gone = Path("gone").resolve()
    said = run("export", "back.yaml", "-o", "out.wav", *UNSPOKEN).stderr
    assert (
        said == f"Error: the folder {gone} doesn't exist, and out.wav leads there\nMake it first: mkdir -p '{gone}'\n"
    )


def test_a_folder_that_is_a_link_to_nowhere_is_said(run):
    Path("out").symlink_to("gone")
    done = run("export", "back.yaml", "parts/neck.yaml", "-o", "out", *UNSPOKEN)
    assert done.exit_code == 1
    assert "out is a link that leads nowhere" in done.stderr
