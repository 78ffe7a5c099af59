import json
from pathlib import Path

from voiceguide.cli.output import JSON_VERSION


def test_a_clip_that_was_spoken_is_measured_and_cleared(run, home):
    assert run("cache", "size").stdout.startswith("0 bytes of at most 200 MB, in ")
    Path("one.yaml").write_text("routine: 1\ntitle: One\nsteps:\n  - say: One.\n")
    assert run("show", "one.yaml", "--voice", "tone").exit_code == 0
    measured = json.loads(run("cache", "size", "--json").stdout)
    assert measured["version"] == JSON_VERSION
    assert measured["bytes"] > 1000
    assert measured["folder"].startswith(str(home))
    assert run("cache", "clear").stdout.startswith("Freed ")
    assert json.loads(run("cache", "size", "--json").stdout)["bytes"] == 0


def test_a_misspelt_command_of_the_cache_is_told_the_nearest(run):
    assert "Did you mean 'clear'?" in run("cache", "claer").stderr
