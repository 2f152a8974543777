#!/usr/bin/python3
"""Puts small mistakes into a part of the core, one at a time, and sees whether its tests notice.

    tests/mutation/mutation.py                     every mutant (./dev deep mutation)
    tests/mutation/mutation.py --slice 20 --seed 1 some of them, always the same for the same sources
    tests/mutation/mutation.py --only vote.cpp     those of one file
    tests/mutation/mutation.py --list              what would be tried
    tests/mutation/mutation.py --core emergency    of the emergency plans instead of the alarm core

Prints each survivor as file:line: original -> mutant. Exit 1: a survivor without an explanation in
explained.toml, an explanation that no longer fits, or (every mutant) fewer than 95 % killed.
"""

import argparse
import concurrent.futures
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from explanations import complaints, explanations_from
from mutants import enums_of, mutants_of
from workshop import PARTS, Outcome, Workshop

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LEAST_KILLED = 0.95


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slice", type=int, metavar="N", help="try N mutants, drawn with --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="TEXT", help="only files whose path contains it")
    parser.add_argument("--core", choices=sorted(PARTS), default="alarm")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="store_true", help="print the mutants, try none")
    return parser.parse_args()


def mutants_in(workshop):
    files = workshop.core + workshop.headers
    enums = {}
    for file in files:
        enums.update(enums_of(workshop.text(file)))
    return [mutant for file in sorted(files) for mutant in mutants_of(file, workshop.text(file), enums)]


def chosen_from(mutants, options):
    chosen = [mutant for mutant in mutants if options.only in mutant.file]
    if options.slice is not None and options.slice < len(chosen):
        chosen = random.Random(options.seed).sample(chosen, options.slice)
    return chosen


def tried(workshop, mutants, jobs):
    """mutant -> Outcome, with a line of progress for a person who watches."""
    outcomes = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for mutant, outcome in zip(mutants, pool.map(workshop.try_mutant, mutants)):
            outcomes[mutant] = outcome
            if sys.stderr.isatty():
                print(f"\r{len(outcomes)} of {len(mutants)}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return outcomes


def main():
    options = arguments()
    part = PARTS[options.core]
    explained = Counter({name: count for name, count in explanations_from(HERE / "explained.toml").items()
                         if name[0].startswith(part.core + "/")})
    with tempfile.TemporaryDirectory(prefix="hazgate-mutation-") as directory:
        workshop = Workshop(ROOT, directory, part)
        every_mutant = mutants_in(workshop)
        chosen = chosen_from(every_mutant, options)
        if options.list:
            print("\n".join(str(mutant) for mutant in chosen))
            return 0
        began = time.monotonic()
        workshop.build(options.jobs)
        outcomes = tried(workshop, chosen, options.jobs)

    found = list(complaints(explained, every_mutant, outcomes))
    counts = Counter(outcomes.values())
    judged = counts[Outcome.KILLED] + counts[Outcome.SURVIVED]
    share = counts[Outcome.KILLED] / judged if judged else 0.0
    if len(chosen) == len(every_mutant) and share < LEAST_KILLED:
        found.append(f"fewer than {LEAST_KILLED:.0%} are killed")
    print("\n".join(found + [
        f"mutants: {len(chosen)} of {len(every_mutant)} tried in {time.monotonic() - began:.0f} s: "
        f"{counts[Outcome.KILLED]} killed, {counts[Outcome.SURVIVED]} survived ({share:.1%} killed); "
        f"{counts[Outcome.NOT_COMPILING]} do not compile, {counts[Outcome.SAME_CODE]} are the same code"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
