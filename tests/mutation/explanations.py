"""Survivors that are no gap in the tests, each with its reason, and whether they still are."""

import tomllib
from collections import Counter

from workshop import Outcome

FIELDS = {"file", "original", "mutant", "why"}


def explanations_from(path):
    """Name (file, original, changed) -> how often it is explained. Errors: ValueError."""
    if not path.exists():
        return Counter()
    found = Counter()
    for entry in tomllib.loads(path.read_text()).get("survivor", []):
        if set(entry) != FIELDS or not all(isinstance(entry[field], str) and entry[field] for field in FIELDS):
            raise ValueError(f"{path}: each [[survivor]] has {', '.join(sorted(FIELDS))}: {entry}")
        found[entry["file"], entry["original"], entry["mutant"]] += 1
    return found


def complaints(explained, every_mutant, outcomes):
    """What is wrong with the explanations or missing in them.
    outcomes: mutant -> Outcome of those that were tried, all of them or some."""
    known = Counter(mutant.name for mutant in every_mutant)
    for name, count in explained.items():
        if count > known[name]:
            yield "explained, but there is no such mutant: " + as_text(name)
    tried, survived = Counter(), Counter()
    for mutant, outcome in outcomes.items():
        tried[mutant.name] += 1
        survived[mutant.name] += outcome is Outcome.SURVIVED
    for name, count in tried.items():
        if survived[name] > explained[name]:
            yield "survived: " + ", ".join(
                str(mutant) for mutant in outcomes if mutant.name == name and outcomes[mutant] is Outcome.SURVIVED)
        elif count == known[name] and survived[name] < explained[name] <= known[name]:
            yield "explained, but it is killed now; take the explanation out: " + as_text(name)


def as_text(name):
    file, original, changed = name
    return f"{file}: {original} -> {changed}"
