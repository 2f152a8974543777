"""The siren on the worst day: a vote reaches its coil while the disk is full, the broker hangs and 500 people are
being told. How soon is measured by `./dev bench plan`."""

import os
import signal

import pytest

from simulators.harness.house import wait_until
from tests.support import storm


@pytest.fixture
def day(build, tmp_path):
    day = storm.Storm(build, tmp_path)
    yield day
    day.stop()


def test_a_vote_reaches_the_siren_while_all_else_fails(day):
    day.rage()
    _, told = day.leak()
    assert told < storm.PEOPLE, "the people were told before it came: no load"
    assert day.is_disk_full()
    wait_until("it is read back", lambda: day.gateway.points()["relay-1.siren"]["value"] is True)
    wait_until("everybody is told all the same", lambda: day.web.told() == storm.PEOPLE, 120)
    day.full.unlink()
    os.kill(day.broker.pid, signal.SIGCONT)
    wait_until("the journal works again", lambda: not day.is_disk_full(), 60)
    wait_until("it is on record", lambda: any(
        entry["entry"] == "write-done" for incident in day.gateway.list("incident", "list")
        if incident["plan"] == "leak" for entry in day.gateway.list("incident", "show", incident["id"])[1:]))
