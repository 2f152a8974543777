"""The ledger of hidden dangers, through the real programs, over a kill -9 and a calendar that moves on."""

import csv
import datetime
import io
import time
import zoneinfo

import pytest
from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")


def ahead(*local):
    """How many seconds the clock must be ahead to show this local time now."""
    return datetime.datetime(*local, tzinfo=ZONE).timestamp() - time.time()


@pytest.fixture
def clock(site):
    if site.build.name in ("asan", "tsan"):
        pytest.skip("a sanitizer must be loaded first")
    return site.clock(ahead(2026, 5, 1, 12, 0))


class Ledger:
    """hazctl hazard, and what the park hears."""

    def __init__(self, gateway, park):
        self.gateway = gateway
        self.park = park

    def done(self, *words):
        result = self.gateway.hazctl("hazard", *words)
        assert result.returncode == 0, (words, result.stderr)
        return result.stdout

    def refused(self, *words):
        result = self.gateway.hazctl("hazard", *words)
        assert result.returncode == 1, (words, result.stdout)
        return result.stderr

    def items(self, *which):
        return {item["id"]: item for item in self.gateway.list("hazard", "list", *which)}

    def told(self, item, entry, **more):
        """The park has it, so it is on the disk."""
        return self.park.wait_for(
            f"{entry} of {item}", lambda m: m.name == "hazard" and m.payload["id"] == item
            and m.payload["entry"] == entry and all(m.payload.get(k) == v for k, v in more.items())
        ).payload


def running(site, clock, more=""):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url) + more, env=clock.env)
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    return field, gateway, Ledger(gateway, park)


def test_an_item_from_the_finding_to_the_recheck(site, clock):
    _, gateway, ledger = running(site, clock)
    assert gateway.hazctl("hazard", "open", "--text", "valve leaks").returncode == 2
    said = ledger.done("open", "--text", "relief valve of V-7 leaks", "--grade", "major", "--owner",
                       "Li", "--deadline", "2026-05-10", "--area", "tank-farm", "--by", "Zhao",
                       "--alarm", "gd-101.gas.HH")
    assert said.startswith("h-2026-0001  notice given  Li  2026-05-10 (9 days left)"), said
    event = ledger.told("h-2026-0001", "opened")
    assert (event["by"], event["to"], event["grade"], event["deadline"]) == (
        "Zhao", "noticed", "major", "2026-05-10")
    assert event["epoch"] and event["seq"] > 0 and event["entered_by"]
    item = ledger.items()["h-2026-0001"]
    assert (item["owner"], item["owner_name"]) == ("shift-leader", "Li"), "a contact, by his id"
    assert item["found"]["day"] == "2026-05-01"
    assert "measure, funds, plan is not written" in ledger.refused("start", "h-2026-0001")
    ledger.done("start", "h-2026-0001", "--measure", "new valve", "--funds", "3000", "--plan",
                "barrier and watch", "--by", "Li")
    ledger.told("h-2026-0001", "started")

    before = ledger.items("--all")
    gateway.kill()
    gateway.start()
    assert ledger.items("--all") == before, "as it was, after a kill -9"

    clock.set(ahead(2026, 5, 7, 9, 0))
    event = ledger.told("h-2026-0001", "reminder", reminder="due-soon")
    assert event["days"] == 3 and event["owner"] == "shift-leader"
    clock.set(ahead(2026, 5, 11, 0, 0))
    assert ledger.told("h-2026-0001", "reminder", reminder="overdue")["days"] == 1
    assert ledger.items("--overdue")["h-2026-0001"]["overdue"] is True
    gateway.kill()
    gateway.start()
    wait_until("it is there", lambda: ledger.items()["h-2026-0001"]["overdue"])
    assert "is past" in ledger.refused("extend", "h-2026-0001", "--to", "2026-05-10",
                                       "--approved-by", "Sun", "--reason", "x")
    ledger.done("extend", "h-2026-0001", "--to", "2026-05-20", "--approved-by", "Sun", "--reason",
                "the part is late")
    assert ledger.items("--overdue") == {}

    ledger.done("done", "h-2026-0001", "--by", "Li", "--text", "valve replaced")
    assert "another person" in ledger.refused("recheck", "h-2026-0001", "--pass", "--by",
                                              "shift-leader"), "he is the same by his id"
    ledger.done("recheck", "h-2026-0001", "--fail", "--by", "Zhao", "--text", "still leaks")
    assert ledger.told("h-2026-0001", "recheck-failed")["proposes"] == "stop-work"
    ledger.done("done", "h-2026-0001", "--by", "Li")
    assert "signs it first" in ledger.refused("recheck", "h-2026-0001", "--pass", "--by", "Zhao")
    ledger.done("sign", "h-2026-0001", "--by", "Sun")
    ledger.done("recheck", "h-2026-0001", "--pass", "--by", "Zhao")
    ledger.told("h-2026-0001", "recheck-passed", to="closed")
    assert "it is closed" in ledger.refused("note", "h-2026-0001", "--text", "x")
    assert ledger.items() == {}

    figures = gateway.list("hazard", "kpi")[0]
    assert (figures["found"], figures["notices"], figures["late"], figures["extended"]) == (1, 1, 1, 1)
    assert (figures["rechecks_passed"], figures["rechecks_failed"], figures["pass_percent"]) == (1, 1, 50)
    reminders = [e for e in gateway.list("events", "--since", "2026-04-30")
                 if e["kind"] == "hazard" and e["entry"] == "reminder"]
    assert [(r["reminder"], r["days"]) for r in reminders] == [
        ("due-soon", 3), ("overdue", 1)], "each once, over two restarts"
    audit = [e for e in gateway.list("events", "--since", "2026-04-30")
             if e["kind"] == "audit" and e["op"].startswith("hazard-")]
    assert [e["op"] for e in audit if not e["ok"]].count("hazard-pass") == 2
    assert all(e["by"] and e["from"] == "control" for e in audit)


def test_an_alarm_that_comes_again_opens_one_item_also_over_a_kill(site, clock):
    field, gateway, ledger = running(site, clock, '\n[ledger]\nrepeats = 3\nwithin = "1d"\n')

    def leak():
        field.set("gd-101.gas", 60.0)
        wait_until("it alarms", lambda: gateway.alarms()["gd-101.gas.HH"]["state"] == "active")
        field.set("gd-101.gas", 2.0)
        wait_until("it is over",
                   lambda: gateway.alarms()["gd-101.gas.HH"]["state"] in ("cleared", "latched"))

    def heard():
        return len([m for m in ledger.park.messages("alarm") if m.payload["id"] == "gd-101.gas.HH"
                    and m.payload["to"] in ("cleared", "latched")])

    for count in (1, 2):
        leak()
        wait_until("the park has it", lambda: heard() == count)
    assert ledger.items("--all") == {}
    gateway.kill()
    gateway.start()
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    leak()
    event = ledger.told("h-2026-0001", "opened")
    assert event["by"] == "hazgated" and event["to"] == "open"
    item = ledger.items()["h-2026-0001"]
    assert item["alarms"] == ["gd-101.gas.HH"] and item["origin"] == "repeats"
    assert "gd-101.gas.HH came 3 times within 1 day" in item["description"]
    for _ in range(3):
        leak()
    assert list(ledger.items("--all")) == ["h-2026-0001"], "not another one while it is open"
    assert "give a notice first" in ledger.refused("start", "h-2026-0001")
    clock.set(ahead(2026, 5, 2, 12, 0))
    assert ledger.told("h-2026-0001", "reminder")["reminder"] == "unassigned"
    ledger.done("notice", "h-2026-0001", "--owner", "Wang", "--deadline", "10d")
    assert ledger.items()["h-2026-0001"]["deadline"] == "2026-05-12"


def test_the_list_is_printed_and_filed(site, clock):
    _, gateway, ledger = running(site, clock)
    empty = ledger.done("export", "--html")
    assert "zero report" in empty and "Acme, tank farm" in empty
    ledger.done("open", "--text", "worn <hose>", "--fixed", "--by", "Zhao")
    ledger.done("open", "--text", "=cmd", "--owner", "Wang", "--deadline", "10d", "--by", "Zhao")
    ledger.done("recheck", "h-2026-0001", "--pass", "--by", "Li")
    page = ledger.done("export")
    assert "worn &lt;hose&gt;" in page and "h-2026-0002" in page
    rows = list(csv.reader(io.StringIO(ledger.done("export", "--csv", "--open").lstrip("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ["h-2026-0002"]
    assert "'=cmd" in rows[1]
    shown = ledger.done("show", "h-2026-0001")
    assert "closed" in shown and "passed" in shown
    assert gateway.hazctl("hazard", "show", "h-2026-0009").returncode == 1
    assert "2 items" in ledger.done("list", "--all") and "1 items" in ledger.done("list")
