"""Write bare repositories of many made-up districts, the same for the same seed.

    python tools/generate_districts.py 200 /tmp/districts
    python tools/generate_districts.py 200 /tmp/districts --later

The districts differ in size, in how they word their tasks, in laws, money and refusals; seven are
spoilt, each in another way (``--sound``: none). ``districts.yaml`` says where they are,
``catalogue.yaml`` what all of them admit. ``--later`` is the night after: every third has
published more, and the last one has written its history anew. All of it is made up, the sixteen
districts with the names of real ones too.
"""

import argparse
import sys
from pathlib import Path

from generator.centre import write_catalogue, write_districts
from generator.collected import write, write_later
from generator.places import Place, places
from generator.repository import SEED


def _tell(place: Place) -> None:
    if sys.stderr.isatty():
        print(f"\r{place.code} {place.name}\033[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("count", type=int)
    wanted.add_argument("target", type=Path)
    wanted.add_argument("--seed", type=int, default=SEED)
    wanted.add_argument("--sound", action="store_true")
    wanted.add_argument("--later", action="store_true")
    given = wanted.parse_args()
    chosen = places(given.count, given.seed, spoilt=not given.sound)
    (write_later if given.later else write)(chosen, given.target, _tell)
    write_districts(chosen, given.target)
    write_catalogue(given.target)
