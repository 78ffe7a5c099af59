"""The page's scripts, tested in the language they are written in."""

import subprocess
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.needs("Node.js")
@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_nodes_own_tests_pass(file):
    ended = subprocess.run(["node", "--test", file], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout
