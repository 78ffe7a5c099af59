"""The option --work: the folder that keeps what takes hours to make again."""

import argparse
from pathlib import Path

from voiceguide import paths


def add_work(parser: argparse.ArgumentParser) -> None:
    """Add --work to `parser`: a folder outside the repository, kept between runs."""
    parser.add_argument(
        "--work",
        type=lambda name: Path(name).resolve(),
        default=paths.cache_folder() / "ears",
        help="where sounds are kept between runs (%(default)s)",
    )
