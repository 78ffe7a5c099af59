"""The shape of the code: small modules that open with a sentence, small functions, adapters that stand alone."""

import ast
import statistics
import tomllib
from importlib.metadata import distribution

import pytest
from pages import ROOT

SOURCE = ROOT / "src" / "voiceguide"
MODULES = sorted(SOURCE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
POINTS = [point for point in distribution("voiceguide").entry_points if point.group.startswith("voiceguide.")]
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]


def dotted(path):
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


def lines(path):
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("module", MODULES, ids=dotted)
def test_a_module_opens_with_one_sentence_and_fits_five_hundred_lines(module):
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert docstring or not lines(module), "what does it turn into what?"
    assert lines(module) <= 500


def test_half_of_the_modules_are_short():
    assert statistics.median(lines(module) for module in MODULES if lines(module)) <= 150


def importers():
    """Return the modules that import each module of ours, by dotted names."""
    named = {dotted(module).removesuffix(".__init__"): module for module in MODULES}
    found = {name: set() for name in named}
    for name, module in named.items():
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
            else:
                continue
            for each in imported & found.keys():
                found[each].add(name)
    return found


def test_a_short_module_is_more_than_a_part_of_its_only_importer():
    adapters = {point.module for point in POINTS}
    short = {dotted(module) for module in MODULES if lines(module) < 40 and module.name != "__init__.py"}
    assert {name for name, by in importers().items() if len(by) == 1 and name in short - adapters} == set()


@pytest.mark.parametrize("module", MODULES, ids=dotted)
def test_a_function_fits_forty_lines(module):
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 40, node.name


def test_every_adapter_of_ours_is_kept_apart_from_the_others():
    (contract,) = [contract for contract in CONTRACTS if contract["type"] == "independence"]
    assert sorted(contract["modules"]) == sorted({point.module for point in POINTS})


NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "socketserver", "ssl", "urllib"}
NETWORK |= {"starlette", "uvicorn"}
REACHING = {
    "voiceguide.voices.download": "asks",
    "voiceguide.phone.addresses": "finds where this computer is, and listens there",
    "voiceguide.phone.server": "answers",
}


@pytest.mark.parametrize("module", MODULES, ids=dotted)
def test_three_modules_alone_reach_the_network(module):
    imported = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module)
    reaching = {name for name in imported if name.partition(".")[0] in NETWORK and name != "urllib.parse"}
    assert bool(reaching) == (dotted(module) in REACHING), reaching


def test_every_room_has_its_place_on_the_street():
    (street,) = [contract for contract in CONTRACTS if contract["type"] == "layers"]
    placed = {room for layer in street["layers"] for room in layer.split(" | ")}
    assert placed == {path.stem for path in SOURCE.iterdir() if path.suffix in ("", ".py")} - {
        "__init__",
        "__pycache__",
    }
