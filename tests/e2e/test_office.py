"""Reports, the equipment register and the drill clock of a gateway that runs on."""

import datetime
import json
import sqlite3
import time
import zoneinfo

import pytest
from peers import Peer
from sites import TANK_SCENARIO, tank_site
from simulators.harness import house
from simulators.harness.house import wait_until

SUPPORT = house.SOURCE / "tests" / "support"
ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
OFFICE = """
[report]
to = ["shift-leader"]
quarterly = false
half_yearly = false

[[equipment]]
id = "gd-101"
name = "north dike"
kind = "gas-detector"
device = "gd-101"
number = "JL-2025-7"
calibration = { last = "2025-05-20" }

[[equipment]]
id = "pg-201"
kind = "gauge"
calibration = { last = "2025-12-28" }
"""


def ahead(*local):
    """How many seconds the clock must be ahead to show this local time now."""
    return datetime.datetime(*local, tzinfo=ZONE).timestamp() - time.time()


@pytest.fixture
def clock(site):
    if site.build.name in ("asan", "tsan"):
        pytest.skip("a sanitizer must be loaded first")
    return site.clock(ahead(2026, 5, 31, 7, 0))


MAIL = """
[notify.email]
host = "localhost"
port = {port}
security = "none"
from = "hazgate@acme.example"

[report]
to = ["shift-leader", "duty-operator"]
quarterly = false
half_yearly = false
"""


class Office:
    def __init__(self, site, clock, extra=OFFICE, emails=None):
        self.broker = site.broker()
        self.park = site.subscriber(self.broker)
        self.field = site.simulator(TANK_SCENARIO)
        self.clock = clock
        text = tank_site(self.field.port("field"), self.broker.url)
        for name, address in (emails or {}).items():
            text = text.replace(f'id = "{name}"\n', f'id = "{name}"\nemail = "{address}"\nvia = ["email"]\n', 1)
        self.gateway = site.gateway(text + extra, env=clock.env)
        wait_until("it is read", lambda: self.gateway.points()["gd-101.gas"]["value"] == 2.0)

    def report(self, key):
        return self.park.wait_for(key, lambda m: m.name == "report"
                                  and m.payload["id"] == key).payload

    def recorded(self, kind):
        """Of every start, by the order of the record."""
        events = [e for e in self.gateway.list("events", "--since", "2026-05-01")
                  if e["kind"] == kind]
        assert [e["seq"] for e in events] == sorted({e["seq"] for e in events})
        return events

    def documents(self, kind):
        with sqlite3.connect(f"file:{self.gateway.folder / 'hazgate.db'}?mode=ro", uri=True) as db:
            return {i: json.loads(b) for i, b in db.execute(
                "select id, body from document where kind = ?", (kind,))}

    def confirmed(self):
        return self.documents("service").get("gateway", {}).get("confirmed", False)

    def row(self, key):
        return next((r for r in self.gateway.list("report", "list", "--all") if r["id"] == key), None)


@pytest.fixture
def office(site, clock):
    return Office(site, clock)


def test_yesterdays_zero_report_arrives_and_a_kill_does_not_repeat_it(office):
    gateway, clock = office.gateway, office.clock
    clock.set(ahead(2026, 5, 31, 8, 0))
    before = office.report("daily/2026-05-30")
    assert not before["zero"], "nobody watched on the day before it was put to work"
    assert "nothing is known" in before["text"] and before["availability"]["gateway"] is None
    clock.set(ahead(2026, 6, 1, 8, 0))
    report = office.report("daily/2026-05-31")
    gateway.kill()
    assert report["zero"] and not report["late"]
    assert report["text"] == "daily report 2026-05-31: no alarm, no accident; remarks: 2"
    assert [(r["kind"], r["text"]) for r in report["remarks"]] == [
        ("service", "since 2026-05-31 07:00, when hazgate was put into service"),
        ("overdue", "overdue: 1 (gd-101 calibration)")]
    assert report["gaps"] == []
    begun = datetime.datetime(2026, 5, 31, 7, tzinfo=ZONE).timestamp() * 1000
    assert 0 <= report["in_service"] - begun < 60_000
    assert (report["from"], report["to"], report["contacts"]) == ("2026-05-31", "2026-05-31",
                                                                  ["shift-leader"])
    assert report["begin"] == datetime.datetime(2026, 5, 31, tzinfo=ZONE).timestamp() * 1000
    assert report["alarms"]["by_priority"] == {"critical": 0, "high": 0, "medium": 0, "low": 0}
    assert report["incidents"] == {"opened": 0, "closed": 0, "open": 0, "drills": 0}
    assert report["ledger"]["found"] == 0 and report["ledger"]["listed"]["county"] == 0
    assert [o["id"] for o in report["overdue"]] == ["gd-101"]
    # It was put to work at seven: what is before is no outage.
    assert report["availability"]["gateway"] == 1.0, report["availability"]
    assert report["availability"]["devices"]["gd-101"] > 0.99
    gateway.start()
    clock.set(ahead(2026, 6, 2, 8, 0))
    office.report("daily/2026-06-01")
    keys = [e["id"] for e in office.recorded("report")]
    # The first of June is a Monday.
    assert sorted(keys) == ["daily/2026-05-30", "daily/2026-05-31", "daily/2026-06-01",
                            "monthly/2026-05", "weekly/2026-05-25"]
    arrived = wait_until("the park has taken it", lambda: office.row("daily/2026-06-01")["sent"])
    assert arrived
    assert office.row("daily/2026-06-01")["state"] == "sent"
    # Of what was killed before it knew, or was made by a clock that jumped, the park has it all the same.
    assert {office.row(key)["state"] for key in keys} <= {"sent", "late"}
    assert office.row("daily/2026-06-02")["state"] == "coming"
    shown = gateway.list("report", "show", "daily", "2026-05-31")[0]
    assert shown["text"] == report["text"] and shown["t"] == report["t"]
    assert "! overdue: 1 (gd-101 calibration)" in gateway.hazctl("report", "show", "daily").stdout
    assert gateway.hazctl("report", "show", "daily", "2026-04-01").returncode == 1


def test_what_was_missed_is_made_up_for_and_a_missing_one_is_seen(office):
    gateway, clock = office.gateway, office.clock
    office.field.set("gd-101.gas", 60.0)
    # On record: a kill takes what is only in memory, as the alarm's state may be for some milliseconds.
    wait_until("alarm", lambda: [e for e in gateway.list("events") if e.get("id") == "gd-101.gas.HH"])
    gateway.kill()
    office.broker.stop()
    clock.set(ahead(2026, 6, 3, 8, 30))
    gateway.start()
    states = wait_until("all are made", lambda: (lambda rows: rows if set(rows.values()) <= {
        "stuck", "waiting", "coming"} and len(rows) > 6 else None)(
            {r["id"]: r["state"] for r in gateway.list("report", "list")}))
    assert states["daily/2026-05-30"] == states["daily/2026-05-31"] == "stuck"
    assert states["daily/2026-06-02"] == "waiting"
    status = gateway.status()
    line, = [p for p in status["problems"] if "report" in p]
    assert line.startswith("4 reports have not reached the park: "), line
    assert gateway.hazctl("status").returncode == 1
    office.broker.start()
    gap = office.report("daily/2026-06-01")
    midnight = [datetime.datetime(2026, 6, day, tzinfo=ZONE).timestamp() * 1000 for day in (1, 2, 3)]
    assert gap["late"] and not gap["zero"], "off for the whole day: nobody knows"
    assert gap["text"].startswith("daily report 2026-06-01: not watched, nothing is known")
    assert gap["gaps"] == [{"from": midnight[0], "to": midnight[1]}]
    assert gap["availability"]["gateway"] == 0.0
    after = office.report("daily/2026-06-02")
    assert after["gaps"] == [{"from": midnight[1], "to": midnight[2]}] and not after["zero"]
    late = office.report("daily/2026-05-31")
    assert late["gaps"][0]["to"] == midnight[0] and len(late["gaps"]) == 1
    assert [r["kind"] for r in late["remarks"]][:2] == ["service", "gap"]
    assert late["late"] and "(late)" in late["text"]
    assert late["alarms"]["total"] > 0 and not late["zero"]
    assert late["alarms"]["by_priority"]["critical"] > 0
    assert late["availability"]["gateway"] < 0.1
    assert not office.report("daily/2026-06-02")["late"]
    wait_until("no longer missing",
               lambda: not [p for p in gateway.status()["problems"] if "report" in p])
    assert office.row("daily/2026-05-31")["state"] == "late"
    assert office.row("daily/2026-06-02")["state"] == "sent"
    keys = [e["id"] for e in office.recorded("report")]
    assert len(keys) == len(set(keys))


def test_an_overdue_detector_is_marked_and_alarms_all_the_same(office):
    gateway, clock, park = office.gateway, office.clock, office.park
    mark = {"equipment": "gd-101", "duty": "calibration", "due": "2026-05-20"}
    assert gateway.points()["gd-101.gas"]["overdue"] == mark
    assert gateway.points()["gd-101.gas"]["quality"] == "good"
    assert "overdue" not in gateway.points()["gd-102.gas"]
    assert "calibration overdue since 2026-05-20" in gateway.hazctl("points", "gd-101.gas").stdout
    described = park.wait_for("the park knows", lambda m: m.name == "describe" and any(
        d.get("overdue") for d in m.payload["devices"])).payload
    assert [d["id"] for d in described["devices"] if d.get("overdue") == mark] == ["gd-101"]
    office.field.set("gd-101.gas", 60.0)
    wait_until("it alarms", lambda: gateway.alarms()["gd-101.gas.HH"]["state"] == "active")
    assert not office.recorded("due"), "nobody is in the office at seven"
    clock.set(ahead(2026, 5, 31, 8, 0))
    told = park.wait_for("it is announced", lambda m: m.name == "due").payload
    gateway.kill()
    assert {(i["id"], i["stage"], i["days"]) for i in told["items"]} == {("gd-101", "overdue", -11),
                                                                        ("pg-201", "30-days", 28)}
    gateway.start()
    clock.set(ahead(2026, 6, 1, 8, 0))
    park.wait_for("the next day", lambda m: m.name == "due" and m.payload["t"] > told["t"])
    assert [[i["id"] for i in e["items"]] for e in office.recorded("due")] == [["gd-101", "pg-201"],
                                                                               ["gd-101"]]
    done = gateway.hazctl("equipment", "done", "gd-101", "--on", "2026-05-30", "--by", "Zhao",
                          "--certificate", "JL-2026-9")
    assert done.returncode == 0, done.stderr
    assert "overdue" not in gateway.points()["gd-101.gas"]
    park.wait_for("the park knows that too", lambda m: m.name == "describe" and not any(
        d.get("overdue") for d in m.payload["devices"]))
    gateway.kill()
    gateway.start()
    row = next(r for r in gateway.list("equipment", "list") if r["id"] == "gd-101")
    assert (row["due"], row["last"], row["by"], row["certificate"], row["stage"]) == (
        "2027-05-30", "2026-05-30", "Zhao", "JL-2026-9", "none")
    refused = gateway.hazctl("equipment", "done", "gd-101", "--on", "2026-06-02")
    assert refused.returncode == 1 and "has not come yet" in refused.stderr
    wait_until("both are in the audit", lambda: [
        e["ok"] for e in office.recorded("audit") if e["op"] == "equipment-done"] == [True, False])


def test_a_plan_must_be_drilled_within_half_a_year(site, clock):
    office = Office(site, clock, '[report]\ndaily = "08:00"\n')
    drill, = office.gateway.list("drill", "list")
    assert (drill["id"], drill["due"], drill["last"]) == ("tank-farm-leak", "2026-11-30", None)
    assert "never" in office.gateway.hazctl("drill", "list").stdout
    # Time passes under a clock that is right; one that nobody has set would have been wrong before.
    office.clock.set(ahead(2026, 5, 31, 7, 0), synchronised=True)
    wait_until("it knows", lambda: office.gateway.status()["daemon"]["clock_trusted"])
    wait_until("it is confirmed", lambda: "confirmed" if office.confirmed() else None)
    office.clock.set(ahead(2026, 12, 1, 8, 0), synchronised=True)
    told = office.park.wait_for("overdue", lambda m: m.name == "due").payload
    assert [(i["what"], i["id"], i["stage"]) for i in told["items"]] == [
        ("drill", "tank-farm-leak", "overdue")]


def test_a_report_on_demand_is_of_what_is_under_way_and_is_no_proof(office):
    office.field.set("gd-101.gas", 60.0)
    wait_until("alarm",
               lambda: office.gateway.alarms().get("gd-101.gas.HH", {}).get("state") == "active")
    made = office.gateway.list("report", "make", "daily")[0]
    assert made["on_demand"] and made["id"] == "daily/2026-05-31"
    assert made["alarms"]["total"] > 0
    assert office.report("daily/2026-05-31")["on_demand"]
    assert office.gateway.hazctl("report", "make", "quarterly").returncode == 1
    assert office.gateway.hazctl("report", "make", "yearly").returncode == 2
    office.clock.set(ahead(2026, 6, 1, 8, 0))
    wait_until("the real one",
               lambda: (office.row("daily/2026-05-31") or {}).get("state") == "sent")
    own = [e for e in office.recorded("report") if e["id"] == "daily/2026-05-31"]
    assert [e.get("on_demand", False) for e in own] == [True, False]


def test_a_clock_that_was_wrong_at_first_makes_no_years_of_outage(office):
    """The box leaves the factory in 2025, is put to work in 2026 and hears the time an hour later."""
    gateway, clock = office.gateway, office.clock
    gateway.stop()
    (gateway.folder / "hazgate.db").unlink()
    clock.set(ahead(2025, 3, 1, 0, 0), synchronised=False)
    gateway.start()
    wait_until("it is in service", lambda: office.documents("service").get("gateway"))
    gateway.kill()
    gateway.start()
    clock.set(ahead(2026, 6, 1, 7, 0), synchronised=True)
    wait_until("it knows the time", office.confirmed)
    clock.set(ahead(2026, 6, 1, 8, 0), synchronised=True)
    first = wait_until("the first", lambda: [r for r in office.recorded("report")
                                             if r["id"] == "daily/2026-05-31"])[0]
    clock.set(ahead(2026, 6, 2, 8, 0), synchronised=True)
    report = office.report("daily/2026-06-01")
    assert not first["zero"] and "nothing is known" in first["text"]
    assert report["remarks"][0]["text"] == "since 2026-06-01 07:00, when hazgate was put into service"
    assert report["gaps"] == [] and report["availability"]["gateway"] == 1.0
    # Of 2025 and of the months between nothing is owed.
    kinds = [r["id"] for r in gateway.list("report", "list", "--all") if r["state"] != "coming"
             and r["report"] != "letter"]
    assert sorted(kinds) == ["daily/2026-05-31", "daily/2026-06-01", "monthly/2026-05",
                             "weekly/2026-05-25"], kinds


def test_a_kill_between_the_record_and_the_sending_loses_no_letter_and_repeats_none(site, clock):
    """The mail server hangs with the report's letter when the gateway is killed."""
    smtp = site._keep(Peer(["/usr/bin/python3", SUPPORT / "smtp_server.py"], site.folder / "smtp.log"))
    office = Office(site, clock, MAIL.format(port=smtp.port()),
                    {"shift-leader": "hang-once@acme.example", "duty-operator": "wang@acme.example"})
    gateway = office.gateway
    clock.set(ahead(2026, 5, 31, 8, 0))
    wait_until("the server hangs", lambda: [e for e in smtp.events("rcpt")
                                            if e["to"] == "hang-once@acme.example"])
    wait_until("the other has his", lambda: smtp.events("letter"))
    wait_until("and it is on record", lambda: list(office.documents("letter")) == [
        "gw-01/report/daily/2026-05-30.shift-leader"])
    assert office.recorded("report")[0]["id"] == "daily/2026-05-30"
    waiting, = [r for r in gateway.list("report", "list") if r["report"] == "letter"]
    assert (waiting["contact"], waiting["state"]) == ("shift-leader", "waiting")
    assert "letter to shift-leader" in gateway.hazctl("report", "list").stdout
    gateway.kill()
    assert len(smtp.events("letter")) == 1, "it was killed in between"
    gateway.start()
    arrived = wait_until("it is sent after the restart", lambda: [
        e for e in smtp.events("letter") if e["to"] == ["hang-once@acme.example"]])[0]
    assert "2026-05-30" in arrived["subject"]
    wait_until("the receipt is on record", lambda: not office.documents("letter"))
    gateway.kill()
    gateway.start()
    clock.set(ahead(2026, 6, 1, 8, 0))
    wait_until("the next day's", lambda: len([e for e in smtp.events("letter")
                                              if "2026-05-31" in e["subject"]]) >= 2)
    daily = [e for e in smtp.events("letter") if "2026-05-30" in e["subject"]]
    assert sorted(e["to"][0] for e in daily) == ["hang-once@acme.example", "wang@acme.example"]
    ids = [e["message_id"] for e in smtp.events("letter")]
    assert len(ids) == len(set(ids))


def test_a_letter_that_the_server_refuses_is_kept_and_tried_again(site, clock):
    smtp = site._keep(Peer(["/usr/bin/python3", SUPPORT / "smtp_server.py"], site.folder / "smtp.log"))
    office = Office(site, clock, MAIL.format(port=smtp.port()).replace(', "duty-operator"', ""),
                    {"shift-leader": "busy-once@acme.example"})
    clock.set(ahead(2026, 5, 31, 8, 0))
    wait_until("it is busy", lambda: [r for r in office.gateway.list("report", "list")
                                      if r["report"] == "letter" and r["tries"] == 1])
    office.gateway.kill()
    office.gateway.start()
    wait_until("it is sent", lambda: smtp.events("letter"))
    wait_until("and done with", lambda: not office.documents("letter"))


def test_an_incident_report_says_whose_calibration_was_overdue(office):
    office.field.set("gd-101.gas", 60.0)
    office.field.set("gd-102.gas", 60.0)
    incident = wait_until("an incident", lambda: office.gateway.list("incident", "list"))[0]
    page = office.gateway.hazctl("incident", "report", incident["id"], "--html", "-", "--language", "zh-CN").stdout
    assert "gd-101.gas 的检测设备校准已逾期（期限 2026-05-20）" in page
    assert "gd-102.gas 的检测设备校准" not in page
    form = office.gateway.list("incident", "report", incident["id"])[0]
    marks = {p["id"]: p.get("overdue") for p in form["points"]}
    assert marks["gd-101.gas"] == {"equipment": "gd-101", "duty": "calibration", "due": "2026-05-20"}
    assert marks["gd-102.gas"] is None
