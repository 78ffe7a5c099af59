import subprocess
import sys
from pathlib import Path

import pytest

from voiceguide.records.files import Claim

HOLDER = """
import pathlib, sys
from voiceguide.records.files import Claim
claim = Claim.stake(pathlib.Path(sys.argv[1]), "held by another")
print("held" if claim else "refused", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the claim."""
    command = [sys.executable, "-c", HOLDER, tmp_path / "claim"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_what_another_process_holds_is_refused_and_says_who_has_it(holder, tmp_path):  # noqa: ARG001 - it is there
    assert Claim.stake(tmp_path / "claim", "mine") is None
    assert Claim.is_held(tmp_path / "claim")
    assert (tmp_path / "claim").read_text() == "held by another"


def test_a_claim_dies_with_its_process_however_that_ends(holder, tmp_path):
    holder.kill()
    holder.wait()
    claim = Claim.stake(tmp_path / "claim", "mine")
    assert claim
    claim.release()


def test_a_claim_can_be_released(tmp_path):
    claim = Claim.stake(tmp_path / "claim", "a long first word")
    assert Claim.stake(tmp_path / "claim", "no") is None
    claim.release()
    assert not Claim.is_held(tmp_path / "claim")
    again = Claim.stake(tmp_path / "claim", "second")
    assert (tmp_path / "claim").read_text() == "second"
    again.release()


def test_nobody_holds_what_is_not_there(tmp_path):
    assert not Claim.is_held(tmp_path / "claim")
    assert not (tmp_path / "claim").exists()


def test_looking_whether_it_is_held_holds_nothing(tmp_path):
    Claim.stake(tmp_path / "claim", "").release()
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert not Claim.is_held(tmp_path / "claim")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_where_no_file_can_be_the_reason_is_raised(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        Claim.stake(tmp_path / "file" / "claim", "")


def test_a_claim_that_is_released_leaves_no_words(tmp_path):
    path = tmp_path / "claim"
    Claim.stake(path, "A sore back").release()
    assert path.read_text() == ""
