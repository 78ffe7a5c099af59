"""A speaker without sound or a clock, for sessions in tests."""


class InstantSpeaker:
    """Takes blocks as fast as they come; Ctrl-C ends the session at the block with number `stops`, if there is one.

    `taken` counts the frames, `loudest` is the highest sample.
    """

    channels, frames, live, underruns = 2, 1024, True, 0

    def __init__(self, stops=None, latency=4800):
        self.stops, self.latency, self.taken, self.loudest = stops, latency, 0, 0.0

    def play(self, _timeline, blocks):
        for number, block in enumerate(blocks):
            self.taken += len(block)
            self.loudest = max(self.loudest, abs(block.samples).max())
            if number == self.stops:
                raise KeyboardInterrupt
