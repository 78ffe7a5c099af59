from voiceguide.controls.ears.listener import AFTER_SECONDS, HalfDuplex


def test_every_moment_counts_while_the_program_is_silent():
    assert HalfDuplex().open(0, 3600)


def test_no_moment_counts_while_it_sounds_nor_for_a_quarter_of_a_second_after():
    own = HalfDuplex()
    own.sounds(10, 11)
    moments = [9.9, 9.99, 10.5, 11.2, 11.26]
    assert [own.open(at, at + 0.02) for at in moments] == [True, False, False, False, True]
    assert AFTER_SECONDS == 0.25


def test_sounds_close_to_each_other_leave_no_gap():
    own = HalfDuplex()
    own.sounds(10, 11)
    own.sounds(11.1, 12)
    assert not any(own.open(at / 10, at / 10 + 0.05) for at in range(100, 122))
    assert own.open(12.3, 12.35)
