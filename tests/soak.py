"""Spoil sound files until the morning: `make soak` tries 20,000 of them at every door.

Prints the seed, so that what is found can be found again: python tests/soak.py --seed N --files 1
"""

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator

import soaked
from hostile_corpus import corpus, mutant
from hostile_doors import DOORS, answers, untold

#: No file may keep a door busy for longer, in seconds of processor time.
SLOWEST = 0.5


def main() -> int:
    """Exit 1 when a door raised, could not say something, or took too long over a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    wanted = parser.parse_args()
    tried: Counter[str] = Counter()
    wrong, slowest = 0, (0.0, "")
    for door in DOORS:
        answers(door, b"a: x\n")  # what is loaded once is no fault of the first file
    for name, data in _files(wanted.seed, wanted.files):
        for door in DOORS:
            begun = time.process_time()
            try:
                answer = answers(door, data)
                fault = "\n".join(map(str, untold(answer)))
                tried["refused" if not isinstance(answer, list) or answer else "clean"] += 1
            except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
                fault = traceback.format_exc()
            taken = time.process_time() - begun
            slowest = max(slowest, (taken, f"{door}, {name}"))
            if fault or taken > SLOWEST:
                wrong += 1
                sys.stderr.write(f"{door}, {name}, {taken:.2f} s: {data[:400]!r}\n{fault}\n")
    sys.stdout.write(
        f"seed {wanted.seed}: {wanted.files} spoilt and {len(corpus())} hostile files at"
        f" {len(DOORS)} doors\n{dict(tried)}, wrong: {wrong},"
        f" slowest: {slowest[0]:.3f} s ({slowest[1]})\n"
    )
    figures = {"seed": wanted.seed, "tried": wanted.files, "slowest": round(slowest[0], 2)}
    soaked.keep("files", {**figures, "wrong": wrong})
    return 1 if wrong else 0


def _files(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    yield from corpus().items()
    for number in range(seed, seed + count):
        yield f"seed {number}", mutant(random.Random(number))


if __name__ == "__main__":
    sys.exit(main())
