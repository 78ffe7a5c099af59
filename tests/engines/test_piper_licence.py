"""The licence of a voice, however its maker wrote it."""

import pytest

from voiceguide.engines.piper import licence


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("* License: CC0", "CC0-1.0"),
        ("* License: Creative Commons Zero (CC0 1.0)", "CC0-1.0"),
        ("* License: https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("* License: CC BY 4.0", "CC-BY-4.0"),
        ("* License: cc-by-nc-sa 4.0", "CC-BY-NC-SA-4.0"),
        ("License: https://creativecommons.org/licenses/by-nc/3.0/", "CC-BY-NC-3.0"),
        ("- **Licence**: MIT License", "MIT"),
        ("* License: Apache 2.0", "Apache-2.0"),
        ("* License: CC BY", "CC BY"),
        ("* License: See URL", "See URL"),
        ("* License:", ""),
        ("* Unlicensed: no", ""),
    ],
)
def test_a_licence_is_read_as_spdx_writes_it_where_that_is_clear(line, read):
    assert licence(f"# Model card\n\n* URL: https://example.org\n{line}\n\n## Training\n") == read
