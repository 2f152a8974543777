"""Checks that every key which a site file, a device model or a scenario may have stands in the documentation.

What the readers ask for by name is taken from their source: reader.flag("sound"), read_word(reader, "speed", …).
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANUAL = [  # readers, and the pages where their keys must stand
    (["drivers/model/*.cpp"], ["docs/configuration.md"]),
    (["gateway/config/*.cpp"], ["docs/*.md"]),
    (["simulators/scenario/*.cpp"], ["simulators/README.md"]),
]

ASKED = re.compile(r'\breader\.\w+(?:<[^>]*>)?\(\s*"([a-z][a-z0-9_]*)"|\breader,\s*"([a-z][a-z0-9_]*)"')
NAMED = re.compile(r"[a-z][a-z0-9_]*")


def files(patterns):
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def asked(readers):
    """Key -> where it is asked for first."""
    keys = {}
    for file in files(readers):
        for found in ASKED.finditer(file.read_text()):
            keys.setdefault(found.group(1) or found.group(2), file.relative_to(ROOT))
    return keys


def named(pages):
    """Every word that stands in code on a page: `key`, or a line of a fenced block."""
    words = set()
    for page in files(pages):
        text = page.read_text()
        headings = re.findall(r"^#+ .*\[\[?.*$", text, re.MULTILINE)  # ## [[group]]
        for block in headings + re.findall(r"```.*?```", text, re.DOTALL) + re.findall(r"`[^`\n]+`", text):
            words.update(NAMED.findall(block))
    return words


def main():
    count, missing = 0, []
    for readers, pages in MANUAL:
        keys, words = asked(readers), named(pages)
        count += len(keys)
        missing += [f"{where}: the key {key} does not stand in {', '.join(pages)}" for key, where in keys.items()
                    if key not in words]
    print("\n".join(sorted(missing)) if missing else f"keys: all {count} are documented")
    if count < 150:
        print(f"only {count} keys were found in the readers; does this script still read them?")
    return 1 if missing or count < 150 else 0


if __name__ == "__main__":
    sys.exit(main())
