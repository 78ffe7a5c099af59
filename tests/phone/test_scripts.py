"""The page's scripts, tested in the language they are written in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_nodes_own_tests_pass(file):
    node = shutil.which("node")
    if not node:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Node is missing: apt-get install nodejs")
    ended = subprocess.run([node, "--test", file], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout
