"""Checks what the alarm core wants from others: arithmetic and copying of bytes, nothing more.

freestanding.py NM ARCHIVE lists the symbols that the archive uses and does not define. Whatever stands
in no row of ALLOWED fails: malloc, operator new and delete, exceptions and their unwinding, guards of
static locals, abort, input and output. A row is added only with a reason.
"""

import re
import subprocess
import sys

ALLOWED = {
    r"mem(cpy|move|set|cmp|chr)": "copies and compares bytes; the compiler calls them by itself",
    r"__aeabi_mem(cpy|move|set|clr)[48]?": "the same under the names of the ARM run-time ABI",
    r"__aeabi_d(add|sub|rsub|mul|div|neg|cmp(eq|lt|le|ge|gt|un))": "IEEE 754 doubles in software",
    r"__aeabi_(d2iz|d2uiz|d2lz|d2ulz|i2d|ui2d|l2d|ul2d)": "doubles from and to whole numbers",
    r"__aeabi_(l|ul)(divmod|mul|cmp|lsl|lsr|asr)": "64-bit whole numbers",
    r"__(popcount|clz|ctz)[sd]i2": "<bit>",
    r"floor|ceil|trunc|round|sqrt|fabs|fmod": "exact in every libm: the same bits everywhere",
}


def wanted(nm, archive):
    """Undefined symbols of all objects that no object of the archive defines."""
    undefined, defined = set(), set()
    lines = subprocess.run([nm, "--format=posix", archive], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    for line in lines:
        fields = line.split()
        if len(fields) < 2:
            continue  # the name of an object
        name, kind = fields[:2]
        (undefined if kind in "Uvw" else defined).add(name)
    if not defined:
        sys.exit(f"freestanding: {archive} defines nothing")
    return sorted(undefined - defined)


def main(nm, archive):
    refused = [name for name in wanted(nm, archive)
               if not any(re.fullmatch(allowed, name) for allowed in ALLOWED)]
    for name in refused:
        print(f"{archive}: wants {name}, which is not in the list of tests/lint/freestanding.py")
    if not refused:
        print(f"{archive}: wants only what a bare processor's compiler brings")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
