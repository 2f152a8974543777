"""One incident as a document: hazctl incident report through the real programs and a real browser."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import threading

import pytest
from PIL import Image
from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import SOURCE, wait_until

CHINESE = {"zh-CN": "生产安全事故（事件）报告", "zh-TW": "生產安全事故（事件）報告"}
NASTY = "T-101 <b>北堤</b> & \"泵区\""

SOURCE_SECTION = """
[[source]]
id = "tank-farm"
name = "罐区"
kind = "storage"
area = "tank-farm"
people_within_500m = 42
responsible = { main = "赵总监", technical = "李班长", operational = "王值班" }
[[source.substance]]
name = "汽油"
class = "W5.3"
tonnes = 740
"""

LEVEL_ONE = """
[[alarm]]
point = "gd-101.gas"
name = "H"
off_delay = "1s"
"""


def chinese_site(port):
    text = tank_site(port, vote_extra=LEVEL_ONE).replace('language = "en"', 'language = "zh-CN"')
    text = text.replace('name = "Acme, tank farm"', 'name = "顶峰化工罐区"')
    text = text.replace('message = "Leak at tank T-101, two of three detectors above the high limit"',
                        'message = "T-101 泄漏，三取二"')
    text = text.replace('name = "Tank farm leak response"', 'name = "罐区泄漏专项预案"')
    text = text.replace('id = "gd-101"\nbus', f"id = \"gd-101\"\nname = '{NASTY}'\narea = \"tank-farm\"\nbus")
    return text + SOURCE_SECTION


def artefact(path):
    """Where a person can look at it after the run."""
    folder = SOURCE / "build" / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder / path.name)


def browser():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "the package chromium is among ./dev's test packages"
    return found


def screenshot(page, png, size="900,1400"):
    subprocess.run(
        [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--hide-scrollbars", f"--user-data-dir={png.parent}/profile", f"--window-size={size}",
         f"--screenshot={png}", page.as_uri()], check=True, capture_output=True, timeout=60)


def text_of(pdf):
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True,
                          text=True, timeout=30).stdout


def is_blank(png):
    """Less than one pixel in a hundred differs from the paper."""
    with Image.open(png) as image:
        counts = image.convert("L").histogram()
    return sum(counts[:200]) < 0.01 * sum(counts)


def incident(gateway):
    found = gateway.list("incident", "list", "--all")
    return found[0] if found else None


def report(gateway, *forms):
    result = gateway.hazctl("incident", "report", "tank-farm-leak-1", *forms)
    assert result.returncode == 0, result.stderr
    return result.stdout


def through_an_incident(site):
    """A leak that is found, acknowledged, reset and closed; a detector is lost meanwhile."""
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(chinese_site(field.port("field")))
    wait_until("gas is read", lambda: gateway.points()["gd-103.gas"]["quality"] == "good")
    field.set("gd-101.gas", 31.0)
    wait_until("level one", lambda: gateway.alarms()["gd-101.gas.H"]["state"] == "active")
    field.set("gd-101.gas", 64.0)
    field.set("gd-102.gas", 58.0)
    wait_until("an incident is opened", lambda: incident(gateway))
    wait_until("the siren sounds", lambda: field.writes("relay-1.siren"))
    field.fault("gd-103", "silent")
    wait_until("a detector is lost", lambda: gateway.alarms()["gd-103.comm"]["state"] == "active")
    wait_until("the shift leader is told", lambda: "shift-leader" in gateway.hazctl(
        "incident", "show", "tank-farm-leak-1").stdout)
    gateway.hazctl("incident", "ack", "tank-farm-leak-1", "--note", "=已派王值班到现场", check=True)
    field.fault("gd-103", "none")
    field.set("gd-101.gas", 3.0)
    field.set("gd-102.gas", 2.0)
    gateway.hazctl("ack", "--all", "--note", "已知")
    wait_until("the vote waits for a reset",
               lambda: gateway.alarms()["vote.t101-leak"]["state"] == "latched-acked")
    wait_until("the vote is reset", lambda: gateway.hazctl("reset", "vote.t101-leak").returncode == 0)
    gateway.hazctl("incident", "close", "tank-farm-leak-1", "--note", "法兰已紧固", check=True)
    closed = incident(gateway)["closed"]
    for point in ("gd-101", "gd-102", "gd-103"):
        wait_until("all that was read until then is on record",
                   lambda alarm=f"{point}.gas.HH": newest_on_record(gateway, alarm) > closed)
    return gateway


def newest_on_record(gateway, alarm):
    told = json.loads(gateway.hazctl("explain", alarm, "--json", check=True).stdout)
    return max(sample["t"] for sample in told["record"]["samples"])


def test_an_incident_in_every_form(site):
    gateway = through_an_incident(site)
    folder = site.folder
    page, pdf, table = folder / "incident.html", folder / "incident.pdf", folder / "incident.csv"
    form = report(gateway, "--json", "--html", page, "--pdf", pdf, "--csv", table)
    check_json(form, report(gateway, "--json"))
    check_html(page.read_text("utf-8"), form)
    check_csv(table.read_bytes().decode("utf-8"))
    text = text_of(pdf)
    assert CHINESE["zh-CN"] in text and "赵总监" in text and "法兰已紧固" in text
    assert "四不放过" in text and hashlib.sha256(form.encode()).hexdigest()[:20] in text.replace("\n", "")
    assert "演练" not in text
    png = folder / "incident.png"
    screenshot(page, png, "900,5200")
    assert not is_blank(png)
    subprocess.run(["pdftoppm", "-r", "70", "-png", str(pdf), str(folder / "incident-page")], check=True,
                   timeout=60)
    pages = sorted(folder.glob("incident-page-*.png"))
    assert len(pages) >= 2 and not any(is_blank(each) for each in pages)
    for each in (page, pdf, table, png, *pages):
        artefact(each)
    other_languages(gateway, folder)


def check_json(form, again):
    assert form == again, "the same record gives the same text"
    document = json.loads(form)
    kinds = {entry.get("entry") for entry in document["timeline"]}
    assert {"opened", "write", "write-done", "notify", "acknowledged", "closed"} <= kinds
    seqs = [entry["seq"] for entry in document["timeline"] if entry["kind"] != "audit"]
    assert seqs == sorted(set(seqs)) and document["record"]["first_seq"] == seqs[0]
    assert document["record"]["last_seq"] == seqs[-1] and document["record"]["epoch"]
    ops = [entry["op"] for entry in document["timeline"] if entry["kind"] == "audit"]
    assert {"incident-ack", "incident-close", "reset"} <= set(ops)
    points = {point["id"]: point for point in document["points"]}
    assert set(points) == {"gd-101.gas", "gd-102.gas", "gd-103.gas"}
    assert max(r["value"] for r in points["gd-101.gas"]["readings"]) == 64
    assert all(point["whole"] for point in points.values())
    lost = [r["quality"] for r in points["gd-103.gas"]["readings"]]
    assert "comm" in lost or "stale" in lost, set(lost)
    assert [source["main"] for source in document["sources"]] == ["赵总监"]


def check_html(html, form):
    assert CHINESE["zh-CN"] in html and hashlib.sha256(form.encode()).hexdigest() in html
    assert "<b>北堤" not in html and "&lt;b&gt;北堤&lt;/b&gt; &amp; &quot;泵区&quot;" in html
    assert "<script" not in html and not re.search(r"(src|href)=|url\(|@import", html)
    assert html.count("<svg") == 1 and 'class="none"' in html, "one chart, with a gap"
    for limit in ("HH 50", "H 25"):
        assert limit in html


def check_csv(text):
    assert text.startswith("\ufeff") and text.count("\r\n") == text.count("\n")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert {len(row) for row in rows} == {9}
    assert "序号" in rows[0] and any("法兰已紧固" in row[7] for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]
    assert any("'=已派王值班到现场" in row[7] for row in rows)


def other_languages(gateway, folder):
    for language, title in (("zh-TW", CHINESE["zh-TW"]), ("en", "Incident report")):
        pdf = folder / f"incident-{language}.pdf"
        report(gateway, "--pdf", pdf, "--language", language)
        assert title in text_of(pdf)
        artefact(pdf)


def test_what_cannot_be_done_is_said(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(chinese_site(field.port("field")))
    none = gateway.hazctl("incident", "report", "tank-farm-leak-7", "--json")
    assert none.returncode == 1 and "incident list --all" in none.stderr
    formless = gateway.hazctl("incident", "report", "tank-farm-leak-7")
    assert formless.returncode == 2 and "--pdf FILE" in formless.stderr
    tongue = gateway.hazctl("incident", "report", "tank-farm-leak-7", "--json", "--language", "fr")
    assert tongue.returncode == 2
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    field.set("gd-101.gas", 64.0)
    field.set("gd-102.gas", 58.0)
    wait_until("an incident is opened", lambda: incident(gateway))
    away = gateway.hazctl("incident", "report", "tank-farm-leak-1", "--html", "/nowhere/x.html")
    assert away.returncode == 3 and "/nowhere/x.html" in away.stderr
    path, pdf = os.environ["PATH"], site.folder / "x.pdf"
    try:
        os.environ["PATH"] = "/nonexistent"
        bare = gateway.hazctl("incident", "report", "tank-farm-leak-1", "--pdf", pdf)
    finally:
        os.environ["PATH"] = path
    assert bare.returncode == 1 and "package chromium" in bare.stderr and not pdf.exists()
    broken = site.folder / "bin"
    broken.mkdir()
    (broken / "chromium").write_text("#!/bin/sh\necho no display >&2\nexit 3\n")
    (broken / "chromium").chmod(0o755)
    try:
        os.environ["PATH"] = str(broken)
        failed = gateway.hazctl("incident", "report", "tank-farm-leak-1", "--pdf", pdf)
    finally:
        os.environ["PATH"] = path
    assert failed.returncode == 1 and "no display" in failed.stderr and not pdf.exists()


class FakeDaemon:
    """Answers every call on a control socket with the same items: the file of a drill."""

    def __init__(self, path, items):
        self._lines = b"".join(json.dumps({"item": item}).encode() + b"\n" for item in items)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                while caller.recv(65536):
                    caller.sendall(self._lines + b'{"done":true}\n')

    def stop(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def drill_items():
    opened = 1_769_868_259_000
    alarm = {"kind": "alarm", "epoch": "e1", "seq": 1, "t": opened, "id": "vote.leak", "from": "normal",
             "to": "active", "cause": "condition"}
    entries = [{"kind": "incident", "epoch": "e1", "seq": n + 2, "t": opened + n * 1000, "incident": "leak-3",
                "entry": "opened" if n == 0 else "told", "contact": f"p{n}", "channel": "phone",
                "drill": True} for n in range(120)]
    close = {"cause": "法兰垫片老化", "people": "已教育", "measures": "更换", "education": "班组会"}
    clocks = [{"clock": "1h", "due": opened + 3_600_000, "reported": opened + 3_700_000, "by": "赵总监",
               "to": "县应急管理局"}]
    return [{"site": {"name": "罐区", "enterprise": "acme", "timezone": "Asia/Shanghai", "language": "zh-CN"},
             "incident": {"id": "leak-3", "plan": "leak", "name": "罐区泄漏", "opened": opened, "drill": True,
                          "acknowledged": None, "closed": opened + 120_000, "closed_by": "li", "accident": "ordinary",
                          "review": close, "clocks": clocks},
             "points": [], "alarms": [{"id": "vote.leak", "trigger": True}], "from": opened, "to": opened + 120_000,
             "epoch": "e1"}] + [{"event": entry} for entry in [alarm, *entries]]


@pytest.mark.parametrize("language, mark", [("zh-CN", "演练"), ("zh-TW", "演練"), ("en", "DRILL")])
def test_every_page_of_a_drill_bears_its_mark(build, tmp_path, language, mark):
    daemon = FakeDaemon(tmp_path / "control.sock", drill_items())
    pdf = tmp_path / f"drill-{language}.pdf"
    result = subprocess.run(
        [build / "gateway" / "cli" / "hazctl", "--socket", str(tmp_path / "control.sock"), "incident", "report",
         "leak-3", "--pdf", str(pdf), "--language", language], capture_output=True, text=True, timeout=60)
    daemon.stop()
    assert result.returncode == 0, result.stderr
    artefact(pdf)
    pages = text_of(pdf).split("\f")[:-1]
    assert len(pages) >= 3
    # Turned text comes letter by letter.
    assert all(all(letter in page for letter in mark) for page in pages)
    marked = [marked_pixels(pdf, number + 1, tmp_path) for number in range(len(pages))]
    assert min(marked) > 500, marked
    whole = "".join(pages)
    assert "县应急管理局" in whole and "法兰垫片老化" in whole


def marked_pixels(pdf, number, folder):
    """How many pixels of a page have the pale red of the mark."""
    name = folder / f"page-{number}"
    subprocess.run(["pdftoppm", "-r", "30", "-f", str(number), "-l", str(number), "-singlefile", "-png",
                    str(pdf), str(name)], check=True, timeout=60)
    with Image.open(f"{name}.png") as image:
        return sum(1 for r, g, b in image.convert("RGB").getdata() if r > 200 and 150 < g < 235 and abs(g - b) < 12
                   and r - g > 15)
