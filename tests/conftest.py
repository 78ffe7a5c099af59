"""Set up every test run: own folders, signals for child processes, and a summary of the tests that were skipped."""

import re
import signal
from collections import Counter

import needs
import pytest
from hypothesis import settings

# How long an example takes is the machine's business; figures are measured by scripts/bench.
settings.register_profile("voiceguide", deadline=None)
settings.load_profile("voiceguide")

# A run started by nohup, or in the background, ignores signals, and so would the programs that tests start and stop.
# A handler that does nothing keeps the run deaf; unlike ignoring, no child inherits it.
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)

MARKED = {"sound": "a sound server", "browser": "Chromium"}


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory):
    """Keep the user's cache, config and routines out of the tests, which share one cache."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        patch.setenv("LC_ALL", "C.UTF-8")  # or a built-in routine would be taken in the developer's language
        yield


def pytest_sessionstart(session):
    """Print the random seed first, so that even an interrupted run can be repeated."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    seed = session.config.getoption("randomly_seed", None)
    if reporter and isinstance(seed, int):
        reporter.write_line(f"Random order; --randomly-seed={seed} repeats it.")


def pytest_collection_modifyitems(config, items):
    """Leave property tests out of the coverage: they reach few new lines, and traced they take three times as long."""
    if config.pluginmanager.hasplugin("_cov"):
        for item in items:
            if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
                item.add_marker("no_cover")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip a test if something that its marks name is missing."""
    named = [name for mark in item.iter_markers("needs") for name in mark.args]
    needs.need(*named, *(need for mark, need in MARKED.items() if item.get_closest_marker(mark)))


def pytest_terminal_summary(terminalreporter):
    """Print one line for each missing thing and for each other reason why tests were skipped."""
    missing, reasons = Counter(), Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = re.sub(r"^Skipped: ", "", report.longrepr[2])
        if reason.startswith(needs.MISSING):
            missing.update(reason.removeprefix(needs.MISSING).split(", "))
        else:
            reasons[reason] += 1
    for name, times in sorted(missing.items()):
        terminalreporter.write_line(f"{name} is missing: {_tests(times)} left out. To run: {needs.NEEDS[name].how()}")
    for reason, times in sorted(reasons.items()):
        terminalreporter.write_line(f"{reason}: {_tests(times)} left out.")


def _tests(number):
    return f"{number} test{'s' * (number != 1)}"
