"""The names that `import voiceguide` and `import voiceguide.plugin` promise."""

import ast
import importlib
import inspect
import itertools
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import voiceguide
from voiceguide import plugin

PUBLIC = [(module, name) for module in (voiceguide, plugin) for name in module.__all__]


def named(value):
    return getattr(value, "__name__", value)


def imported(module):
    """Return the module that each public name of `module` is imported from, as a type checker reads it."""
    nodes = ast.walk(ast.parse(Path(module.__file__).read_text("utf-8")))
    return {
        alias.name: node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module.startswith("voiceguide.")
        for alias in node.names
    }


def documented_values(home):
    """Return the names in the module `home` that are given a value and, in the next line, a docstring."""
    body = ast.parse(Path(importlib.import_module(home).__file__).read_text("utf-8")).body
    return {
        target.id
        for value, doc in itertools.pairwise(body)
        if isinstance(value, ast.Assign) and isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant)
        for target in value.targets
    }


@pytest.mark.parametrize(("module", "most"), [(voiceguide, 20), (plugin, 25)], ids=named)
def test_the_public_names_are_few_and_sorted(module, most):
    assert module.__all__ == sorted(module.__all__, key=lambda name: (not name.isupper(), name))  # constants first
    assert len(module.__all__) <= most


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=named)
def test_every_public_name_leads_to_something_documented_that_bears_it(module, name):
    value = getattr(module, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__name__ == name
        assert value.__doc__
    else:
        assert name in documented_values(imported(module)[name])


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=named)
def test_every_public_function_has_an_example(module, name):
    value = getattr(module, name)
    assert not inspect.isfunction(value) or ">>> " in value.__doc__  # pytest runs it


@pytest.mark.parametrize("module", [voiceguide, plugin], ids=named)
def test_type_checkers_see_the_names_that_python_finds(module):
    homes = imported(module)
    assert set(homes) == set(module.__all__)
    for name in module.__all__:
        assert getattr(importlib.import_module(homes[name]), name) is getattr(module, name)


def test_the_version_is_the_installed_one():
    assert voiceguide.__version__ == version("voiceguide")


@pytest.mark.parametrize("module", [voiceguide, plugin], ids=named)
def test_a_name_it_does_not_have_is_an_attribute_error(module):
    with pytest.raises(AttributeError, match="no attribute 'arange'"):
        _ = module.arange


def loaded(module):
    """Return the names of the modules that `import module` loads."""
    code = f"import sys; before = set(sys.modules); import {module}; print(*(set(sys.modules) - before))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_importing_voiceguide_loads_only_itself_and_the_standard_library():
    names = loaded("voiceguide")
    assert [name for name in names if name.partition(".")[0] not in sys.stdlib_module_names] == ["voiceguide"]


def test_a_plugin_loads_no_library_but_numpy():
    tops = {name.partition(".")[0] for name in loaded("voiceguide.plugin")} - sys.stdlib_module_names
    assert {top for top in tops if not top.startswith(("_", "numpy"))} == {"voiceguide"}
