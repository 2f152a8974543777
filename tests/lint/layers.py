"""Checks that the rooms of the house depend on each other only as design.md allows.

Three rules: a folder includes only what it may; the pure parts include no I/O, clock, thread or OS
header and ask nobody for the time; the alarm core includes only what a freestanding compiler has.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ALARM = ["gateway/core/alarm"]
CORE = ["gateway/core"]
JOURNAL_READERS = ["gateway/journal/archive.hpp", "gateway/journal/backup.hpp", "gateway/journal/frame.hpp",
                   "gateway/journal/record.hpp"]
MAY_INCLUDE = {
    "drivers/codec": ["drivers/codec"] + ALARM,
    "drivers/device": ["drivers/device", "drivers/codec"] + ALARM,
    "drivers/model": ["drivers/model", "drivers/codec", "drivers/device"] + ALARM,
    "drivers/modbus": ["drivers/modbus", "drivers/codec"] + ALARM,
    "drivers/commission": ["drivers/commission", "drivers/modbus", "drivers/codec"] + ALARM,
    "drivers/poll": ["drivers/poll", "drivers/commission", "drivers/device", "drivers/modbus",
                     "drivers/codec"] + ALARM,
    "gateway/core/alarm": ALARM,
    "gateway/core/emergency": ["gateway/core/emergency", "drivers/codec",
                               "drivers/model/output_use.hpp"] + ALARM,
    "gateway/core/kpi": ["gateway/core/kpi"] + ALARM,
    "gateway/core/ledger": ["gateway/core/ledger"] + ALARM,
    "gateway/core/hazard": ["gateway/core/hazard"],
    "gateway/core/limits": ["gateway/core/limits"],
    "gateway/core/office": ["gateway/core/office", "gateway/core/kpi"] + ALARM,
    "gateway/core/replay": ["gateway/core/replay", "gateway/core/kpi", "gateway/core/site"] + ALARM,
    "gateway/core/site": CORE + ["drivers/codec", "drivers/device", "drivers/model/family.hpp",
                                 "drivers/model/output_use.hpp"],
    "gateway/core/receipt": ["gateway/core/receipt"] + ALARM,
    "gateway/core/roster": ["gateway/core/roster"],
    "gateway/core/site": CORE + ["drivers/codec", "drivers/device", "drivers/model/family.hpp"],
    "gateway/calendar": ["gateway/calendar", "gateway/core/kpi"] + ALARM,
    "gateway/config": ["gateway/config", "gateway/notify/texts", "drivers"] + CORE,
    "gateway/journal": ["gateway/journal", "drivers"] + CORE,
    "gateway/notify": ["gateway/notify", "gateway/text"] + CORE,
    "gateway/notify/texts": ["gateway/notify/texts", "gateway/core/emergency/via.hpp"],
    "gateway/uplink": ["gateway/uplink", "gateway/journal", "drivers"] + CORE,
    "gateway/control": ["gateway/control"],
    "gateway/text": ["gateway/text"],
    "gateway/cli": ["gateway/cli", "gateway/text", "gateway/calendar", "gateway/control", "gateway/config",
                    "drivers"] + JOURNAL_READERS + CORE,
    "gateway/daemon": ["gateway", "drivers"],
    "firmware": ["firmware"] + ALARM,
    "simulators": ["simulators", "drivers/codec", "drivers/device", "drivers/model"] + ALARM,
    "simulators/park": ["simulators", "gateway/uplink", "gateway/journal", "drivers"] + CORE,
    "tests": [""],
}

PURE = [
    "drivers/codec/",
    "drivers/commission/",
    "drivers/device/",
    "drivers/modbus/frame.",
    "drivers/poll/budget.",
    "drivers/poll/draining.",
    "drivers/poll/histogram.",
    "drivers/poll/interpreter.",
    "drivers/poll/plan.",
    "drivers/poll/reach.",
    "drivers/poll/schedule.",
    "drivers/poll/vigil.",
    "gateway/core/",
    "gateway/journal/frame.",
    "gateway/journal/spans.",
    "gateway/notify/texts/",
    "gateway/notify/ack_page.",
    "gateway/notify/ack_token.",
    "gateway/notify/channel_vigil.",
    "gateway/notify/health.",
    "gateway/notify/digest.",
    "gateway/notify/mail_message.",
    "gateway/notify/utf8_text.",
    "gateway/notify/webhook_answer.",
    "gateway/notify/webhook_form.",
    "gateway/uplink/backoff.",
    "gateway/uplink/broker_choice.",
    "gateway/uplink/message.",
    "gateway/uplink/lane_age.",
    "gateway/uplink/publish_times.",
    "gateway/uplink/outbox.",
    "gateway/uplink/packet_limit.",
    "gateway/uplink/reason.",
    "gateway/uplink/lane_window.",
    "gateway/uplink/late_mark.",
    "gateway/uplink/payload.",
    "gateway/uplink/sample_lane.",
    "gateway/uplink/throttle.",
    "gateway/uplink/sparkplug/bd_seq.",
    "gateway/uplink/sparkplug/catalog.",
    "gateway/uplink/sparkplug/session.",
    "gateway/notify/delivery_ledger.",
    "gateway/notify/incoming_pieces.",
    "gateway/notify/sms_cause.",
    "gateway/notify/sms_text.",
    "gateway/daemon/clock_steps.",
    "gateway/daemon/watchdog.",
    "gateway/daemon/alarm_story.",
    "gateway/daemon/course_thinner.",
    "gateway/daemon/document_reader.",
    "gateway/daemon/explanation.",
    "gateway/daemon/incident_file.",
    "gateway/daemon/incident_messages.",
    "gateway/daemon/incident_outlook.",
    "gateway/daemon/plan_messages.",
    "gateway/daemon/ledger_arguments.",
    "gateway/daemon/ledger_codec.",
    "gateway/daemon/ledger_item_reader.",
    "gateway/daemon/letter_alarm.",
    "gateway/daemon/letters.",
    "gateway/daemon/messages.",
    "gateway/daemon/office_messages.",
    "gateway/daemon/office_papers.",
    "gateway/daemon/response_bodies.",
    "gateway/daemon/response_codec.",
    "gateway/daemon/response_codec_calls.",
    "gateway/daemon/response_codec_clocks.",
    "gateway/daemon/reply.",
    "gateway/daemon/arguments.",
    "gateway/cli/chart_axis.",
    "gateway/cli/digest.",
    "gateway/cli/explain_page.",
    "gateway/cli/explain_reason.",
    "gateway/cli/explain_texts.",
    "gateway/cli/explain_words.",
    "gateway/cli/html_parts.",
    "gateway/cli/incident_chart.",
    "gateway/cli/incident_course.",
    "gateway/cli/incident_csv.",
    "gateway/cli/incident_document.",
    "gateway/cli/incident_html.",
    "gateway/cli/incident_around.",
    "gateway/cli/incident_page.",
    "gateway/cli/incident_readings.",
    "gateway/cli/incident_rows.",
    "gateway/cli/incident_sections.",
    "gateway/cli/incident_texts.",
    "gateway/cli/incident_words.",
    "gateway/cli/report_words.",
    "gateway/cli/hazard_export.",
    "gateway/cli/hazard_page.",
    "gateway/cli/hazard_texts.",
    "gateway/cli/plan_page.",
    "gateway/cli/plan_texts.",
    "gateway/cli/width.",
    "gateway/text/",
    "simulators/park/mqtt_packet.",
    "simulators/park/record.",
    "simulators/park/report.",
    "simulators/park/site.",
    "simulators/park/tally.",
]
IMPURE_HEADER = re.compile(
    r"^(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|iostream|fstream"
    r"|filesystem|ctime|csignal|unistd\.h|fcntl\.h|poll\.h|termios\.h|modbus.*|sqlite3\.h"
    r"|spdlog/.*|boost/asio.*|mqtt/.*|sys/.*|linux/.*|netinet/.*|arpa/.*)$")
IMPURE_CALL = re.compile(r"_clock::now\(|\btime\(nullptr\)|\bgettimeofday\(|\bclock_gettime\(")

FREESTANDING = {
    "algorithm", "array", "bit", "chrono", "cmath", "compare", "concepts", "cstddef", "cstdint",
    "initializer_list", "limits", "numeric", "optional", "ratio", "span", "string_view", "tuple",
    "type_traits", "utility", "variant",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def sources():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.hpp", "*.cpp"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return [name for name in listed if (ROOT / name).exists()]


def room_of(name):
    rooms = [room for room in MAY_INCLUDE if name.startswith(room + "/")]
    return max(rooms, key=len, default=None)


def complaints(name):
    room = room_of(name)
    if room is None:
        yield f"{name}: stands in no room; add its folder to tests/lint/layers.py"
        return
    pure = any(name.startswith(part) for part in PURE)
    for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
        place = f"{name}:{number}"
        found = INCLUDE.match(line)
        ours, theirs = (found.group(1), found.group(2)) if found else (None, None)
        if ours and not any(ours.startswith(may) for may in MAY_INCLUDE[room]):
            yield f"{place}: {room} may not include {ours}"
        if theirs and pure and IMPURE_HEADER.match(theirs):
            yield f"{place}: this part is pure, it may not include <{theirs}>"
        if theirs and room == "gateway/core/alarm" and theirs not in FREESTANDING:
            yield f"{place}: the alarm core is freestanding, it may not include <{theirs}>"
        if pure and IMPURE_CALL.search(line):
            yield f"{place}: this part is pure, it is told the time and never asks"


def main():
    found = [complaint for name in sources() for complaint in complaints(name)]
    print("\n".join(found) if found else "layers: every include points the allowed way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
