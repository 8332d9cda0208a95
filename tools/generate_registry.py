"""Write a registry of many sound, realistic records, the same for the same seed.

    python tools/generate_registry.py 10000 /tmp/registry-10000

It takes the profile, the agencies and the subdistricts of this project's own registry, and makes
tasks out of its tasks: other places, other days, other money, and what becomes of them. The result
is committed to git. It stands on the day ``generator.days.TODAY``; to see it as of that day, run
accession with ``ACCESSION_TODAY`` set to it: the registry says that it is a sample.
"""

import argparse
from pathlib import Path

from generator.repository import SEED, generate

if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("count", type=int)
    wanted.add_argument("target", type=Path)
    wanted.add_argument("--seed", type=int, default=SEED)
    given = wanted.parse_args()
    generate(given.count, given.target, given.seed)
