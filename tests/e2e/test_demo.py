"""The demonstration itself, without a terminal: every stage is seen, by itself, from one command."""

import subprocess
import sys

from simulators.harness.house import SOURCE


def test_the_demo_sees_every_stage(build):
    result = subprocess.run([sys.executable, SOURCE / "simulators/demo/demo.py", "--build", build,
                             "--seconds", "57"], capture_output=True, text=True, timeout=150)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "NOT SEEN" not in result.stdout
    assert "leak: two of three detectors" in result.stdout
