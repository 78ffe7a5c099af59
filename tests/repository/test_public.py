"""The names that `import voiceguide` promises."""

import ast
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import voiceguide


def test_the_public_names_are_few_and_sorted():
    assert voiceguide.__all__ == sorted(voiceguide.__all__)
    assert len(voiceguide.__all__) <= 20


@pytest.mark.parametrize("name", voiceguide.__all__)
def test_every_public_name_leads_to_something_documented_that_bears_it(name):
    named = getattr(voiceguide, name)
    assert named.__name__ == name
    assert named.__doc__


def test_type_checkers_see_the_names_that_python_finds():
    body = ast.parse(Path(voiceguide.__file__).read_text()).body
    (typing_only,) = [node for node in body if isinstance(node, ast.If)]
    imports = [node for node in typing_only.body if isinstance(node, ast.ImportFrom)]
    seen = {alias.name: node.module for node in imports for alias in node.names}
    assert seen == {name: getattr(voiceguide, name).__module__ for name in voiceguide.__all__}


def test_the_version_is_the_installed_one():
    assert voiceguide.__version__ == version("voiceguide")


def test_a_name_it_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'arange'"):
        _ = voiceguide.arange


def test_importing_voiceguide_loads_only_itself_and_the_standard_library():
    code = "import sys; before = set(sys.modules); import voiceguide; print(*(set(sys.modules) - before))"
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in listed if name.partition(".")[0] not in sys.stdlib_module_names] == ["voiceguide"]
