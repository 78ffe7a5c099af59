"""--work -> the folder that keeps what training and measuring need hours to make again."""

import argparse
from pathlib import Path

from voiceguide import paths


def add_work(parser: argparse.ArgumentParser) -> None:
    """Let `parser` take --work: a folder outside the repository, kept between runs."""
    parser.add_argument(
        "--work",
        type=lambda name: Path(name).resolve(),
        default=paths.cache_folder() / "ears",
        help="where sounds are kept between runs (%(default)s)",
    )
