"""What stands at a path, and the path itself."""

import re

from voiceguide.phone.offer import Offered, unguessable


def test_no_two_paths_are_alike_and_none_can_be_guessed():
    paths = {unguessable() for _ in range(1000)}
    assert len(paths) == 1000
    assert all(re.fullmatch(r"/[\w-]{16}", path, re.ASCII) for path in paths), "96 bits, six to a letter"


def test_a_name_to_keep_it_under_may_be_anything(tmp_path):
    offered = Offered(tmp_path, "audio/mp4", keep_as='Rücken/"1"\r\nX: y.m4a')
    disposition = offered.headers()["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''R%C3%BCcken%2F%221%22%0D%0AX%3A%20y.m4a"
