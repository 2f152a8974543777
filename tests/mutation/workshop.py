"""Builds and runs a part of the core with one mutant in it. Nothing is written outside a directory of its
own; a mutant stands in an overlay before the copied sources."""

import concurrent.futures
import os
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """What is mutated, by what it is judged, and what both need."""
    core: str             # folder of the sources that are mutated
    tests: str            # folder of their tests
    core_flags: tuple     # besides those of all sources
    core_prelude: tuple   # what every source includes, compiled once (it halves the time of a mutant)
    tests_prelude: tuple
    needs: tuple = ()     # folders that are compiled and linked as they are
    headers: tuple = ()   # folders of which only headers are needed
    libraries: tuple = ()


ALARM = Part(
    core="gateway/core/alarm", tests="tests/unit/gateway/core/alarm",
    core_flags=("-ffreestanding", "-fno-exceptions", "-fno-rtti"),
    core_prelude=("algorithm", "array", "chrono", "cmath", "limits", "optional", "span", "string_view"),
    tests_prelude=("gtest/gtest.h", "random", "vector"), headers=("tests/support",))
EMERGENCY = Part(
    core="gateway/core/emergency", tests="tests/unit/gateway/core/emergency", core_flags=(),
    core_prelude=("algorithm", "array", "chrono", "cmath", "deque", "functional", "map", "optional", "set",
                  "span", "string", "string_view", "tl/expected.hpp", "utility", "vector"),
    tests_prelude=("gtest/gtest.h", "gmock/gmock.h", "map", "random", "vector"),
    needs=("gateway/core/alarm", "drivers/codec"), headers=("tests/support", "drivers/model"),
    libraries=("-lfmt",))
PARTS = {"alarm": ALARM, "emergency": EMERGENCY}

COMPILER = ["g++", "-std=c++20", "-O0", "-w", "-ffp-contract=off", "-fno-fast-math", "-D_GLIBCXX_ASSERTIONS",
            "-DHAZGATE_WALK_STEPS=20000"]
LIBRARIES = ["-lgmock", "-lgtest", "-lgtest_main", "-pthread"]
RUN = ["--gtest_fail_fast", "--gtest_throw_on_failure", "--gtest_brief=1"]

MOST_MEMORY = 2 << 30
MOST_WALL_SECONDS = 600  # of a program that waits; one that computes is ended by its processor time


class Outcome(Enum):
    KILLED = "killed"
    SURVIVED = "survived"
    NOT_COMPILING = "not compiling"
    SAME_CODE = "same code"  # the compiler makes the same of both


class Workshop:
    """The sources as they were when it began, and everything that compiled from them."""

    def __init__(self, root, directory, part=ALARM):
        self.part = part
        self.directory = Path(directory)
        self.tree = self.directory / "tree"
        for folder in (part.core, part.tests, *part.needs, *part.headers):
            if (root / folder).is_dir():
                shutil.copytree(root / folder, self.tree / folder)
        self.core = self.files(part.core, "*.cpp")
        self.tests = self.files(part.tests, "*_test.cpp")
        self.headers = self.files(part.core, "*.hpp")
        self.needed = [file for folder in part.needs for file in self.files(folder, "*.cpp")]
        self.objects = {file: self.directory / (file.replace("/", "_") + ".o")
                        for file in self.core + self.tests + self.needed}  # as they are without a mutant
        self.depends = {}    # source -> headers it includes
        self.seconds = 0.0   # processor time of all the tests

    def files(self, folder, pattern):
        return sorted(str(path.relative_to(self.tree)) for path in (self.tree / folder).glob(pattern))

    def text(self, file):
        return (self.tree / file).read_text()

    def build(self, jobs):
        """Compiles everything unchanged and sees that the tests pass. Errors: RuntimeError."""
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            list(pool.map(self.compile_prelude, [True, False]))
            list(pool.map(self.compile_unchanged, self.objects))
        program = self.directory / "unchanged"
        self.run_tool(self.link_command(self.objects.values(), program))
        before = os.times()
        if not self.passes(program, None):
            raise RuntimeError(f"the tests of {self.part.core} fail without any mutant")
        after = os.times()
        self.seconds = after.children_user + after.children_system - before.children_user - before.children_system

    def prelude(self, of_core):
        return self.directory / ("core.hpp" if of_core else "tests.hpp")

    def flags(self, of_core):
        return list(self.part.core_flags) if of_core else []

    def compile_prelude(self, of_core):
        prelude = self.prelude(of_core)
        headers = self.part.core_prelude if of_core else self.part.tests_prelude
        prelude.write_text("".join(f"#include <{header}>\n" for header in headers))
        self.run_tool(COMPILER + self.flags(of_core) + ["-x", "c++-header", str(prelude), "-o", f"{prelude}.gch"])

    def compile_unchanged(self, file):
        result = self.objects[file]
        listing = result.with_suffix(".d")
        self.run_tool(self.compile_command(file, result) + ["-MMD", "-MF", str(listing)])
        self.depends[file] = listing.read_text()

    def try_mutant(self, mutant):
        """What the tests say about it."""
        place = self.directory / f"mutant-{time.monotonic_ns()}-{os.getpid()}-{mutant.begin}"
        changed = place / mutant.file
        changed.parent.mkdir(parents=True)
        changed.write_text(mutant.applied_to(self.text(mutant.file)))
        try:
            return self.outcome_of(mutant, place)
        finally:
            shutil.rmtree(place)

    def outcome_of(self, mutant, place):
        core = {}
        for file in self.core:
            core[file] = self.with_mutant(mutant, file, place)
            if core[file] is None:
                return Outcome.NOT_COMPILING
        # Together what needs no compiler; then one by one, nearest first, for the first may end it.
        untouched = [file for file in self.tests if not self.touches(mutant, file)]
        touched = sorted(set(self.tests) - set(untouched), key=lambda file: (self.is_afar(mutant, file), file))
        for tests in filter(None, [untouched, *([file] for file in touched)]):
            objects = list(core.values()) + [self.objects[file] for file in self.needed] + [self.with_mutant(mutant, file, place) for file in tests]
            program = place / "program"
            if None in objects or not self.succeeds(self.link_command(objects, program)):
                return Outcome.NOT_COMPILING
            if not self.passes(program, 2 + int(10 * self.seconds)):
                return Outcome.KILLED
        return Outcome.SAME_CODE if self.is_same_code(mutant, place) else Outcome.SURVIVED

    def touches(self, mutant, file):
        return file == mutant.file or mutant.file in self.depends[file]

    @staticmethod
    def is_afar(mutant, file):
        return Path(file).name != Path(mutant.file).stem + "_test.cpp"

    def with_mutant(self, mutant, file, place):
        """The object of the source with the mutant in it; None when it does not compile."""
        if not self.touches(mutant, file):
            return self.objects[file]
        result = place / (file.replace("/", "_") + ".o")
        return result if self.succeeds(self.compile_command(file, result, place)) else None

    def is_same_code(self, mutant, place):
        """Whether an optimising compiler sees no difference; said of whole sources only, a header's
        functions may be used by others."""
        if mutant.file not in self.core:
            return False
        made = []
        for overlay, name in ((None, "before.o"), (place, "after.o")):
            self.run_tool(self.compile_command(mutant.file, place / name, overlay) + ["-O2"])
            made.append((place / name).read_bytes())
        return made[0] == made[1]

    def compile_command(self, file, result, overlay=None):
        changed = overlay is not None and (overlay / file).exists()
        places = ([f"-I{overlay}"] if overlay else []) + [f"-I{self.tree}"]
        of_core = file not in self.tests
        return COMPILER + self.flags(of_core) + ["-include", str(self.prelude(of_core))] + places + [
            "-c", str((overlay if changed else self.tree) / file), "-o", str(result)]

    def link_command(self, objects, program):
        return ["g++", *(str(path) for path in objects), *LIBRARIES, *self.part.libraries, "-o", str(program)]

    @staticmethod
    def run_tool(command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")

    @staticmethod
    def succeeds(command):
        """Whether it compiles. A compiler that was ended from outside is no answer."""
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode < 0 or "internal compiler error" in done.stderr or "Killed" in done.stderr:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
        return done.returncode == 0

    @staticmethod
    def passes(program, most_seconds):
        """Whether every test passes. Who loops for ever is ended by processor time, so that a busy machine
        kills nobody."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            if most_seconds is not None:
                resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
        try:
            done = subprocess.run([str(program), *RUN], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  preexec_fn=limit, timeout=MOST_WALL_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0
