// What the journal gives back at a start, garbled in any way: it is taken or it is set aside, and what was
// taken lets the site, the ledger and the office go on. Input: for each document its kind and id in one line
// and its body in the next. Bodies about who was told get their checksum here.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/load.hpp"
#include "gateway/core/ledger/ledger.hpp"
#include "gateway/daemon/document_reader.hpp"
#include "gateway/daemon/ledger_codec.hpp"
#include "gateway/daemon/office_papers.hpp"
#include "gateway/daemon/response_codec.hpp"
#include "gateway/journal/incident_text.hpp"
#include "gateway/journal/stamp.hpp"
#include "tests/fuzz/site_course.hpp"

namespace hazgate::fuzz {
namespace {

namespace json = boost::json;
using site::Document;

const config::Settings& settings() {
  static const auto loaded = config::load(HAZGATE_FUZZ_SITE, {{HAZGATE_MODELS}});
  insist(loaded.has_value());
  return *loaded;
}

/// Up to the end of the line, which goes.
std::string_view line_of(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::vector<Document> documents_in(std::string_view text) {
  std::vector<Document> documents;
  while (!text.empty()) {
    const std::string_view head = line_of(text);
    const std::size_t space = std::min(head.find(' '), head.size());
    documents.push_back({std::string(head.substr(0, space)),
                         std::string(head.substr(std::min(space + 1, head.size()))),
                         std::string(line_of(text))});
  }
  return documents;
}

std::string resealed(const std::string& body) {
  boost::system::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) return body;
  value.get_object().erase("v");
  value.get_object().erase("crc");
  return daemon::sealed(value.get_object());
}

/// As MemoryTable does of its columns: {"plan","number","opened","closed","steps":[…],"more":{…}}
std::optional<site::IncidentMemory> incident_of(const Document& document) {
  boost::system::error_code error;
  json::value value = json::parse(document.body, error);
  if (error || !value.is_object()) return std::nullopt;
  const json::object& body = value.get_object();
  bool good = true;
  daemon::DocumentReader reader(body, good);
  site::IncidentMemory incident{.id = document.id, .plan = reader.text("plan")};
  incident.number = reader.count<std::uint64_t>("number");
  incident.opened = reader.stamp("opened");
  incident.closed = reader.stamp_or_null("closed");
  incident.drill = reader.flag("drill");
  incident.triggers = reader.texts("triggers");
  const json::value* steps = body.if_contains("steps");
  const json::value* more = body.if_contains("more");
  if (!good || steps == nullptr || more == nullptr) return std::nullopt;
  static_cast<void>(journal::read_steps(json::serialize(*steps), incident));
  static_cast<void>(journal::read_more(json::serialize(*more), incident));
  return incident;
}

/// What was read is what would be written.
site::ResponseMemory response_in(const std::vector<Document>& documents) {
  std::size_t unreadable = 0;
  static_cast<void>(daemon::response_of(documents, unreadable));
  std::vector<Document> sealed = documents;
  for (Document& document : sealed) document.body = resealed(document.body);
  const auto memory = daemon::response_of(sealed, unreadable);
  const auto again = daemon::response_of(daemon::documents_of(memory), unreadable);
  insist(unreadable == 0 && again == memory);
  return memory;
}

void start_site(const std::vector<Document>& documents) {
  site::Memory memory{.documents = documents, .response = response_in(documents)};
  for (const Document& document : documents) {
    if (document.kind != "incident") continue;
    if (auto incident = incident_of(document)) memory.incidents.push_back(std::move(*incident));
  }
  SiteCourse course(settings().site);
  course.site().restore(memory, course.now(), course.effects());
  course.run(30);
}

void start_ledger(const std::vector<Document>& documents) {
  ledger::Ledger ledger(settings().ledger);
  const ledger::Moment now{
      kNow, std::chrono::floor<std::chrono::days>(
                std::chrono::sys_time<std::chrono::milliseconds>(kNow.time_since_epoch()))};
  for (const Document& document : documents) {
    if (document.kind == daemon::kHazard) {
      auto item = daemon::item_from(document);
      insist(item || !item.error().empty());
      item ? ledger.restore(std::move(*item)) : ledger.reserve(document.id);
    } else if (document.kind == daemon::kSightings) {
      auto sightings = daemon::sightings_from(document);
      insist(sightings || !sightings.error().empty());
      if (sightings) ledger.restore(document.id, std::move(*sightings));
      ledger.saw(document.id, kNow);
      insist(daemon::sightings_from(daemon::document_of("a", {kNow})).has_value());
    }
  }
  for (const ledger::Change& change : ledger.look(now)) {
    insist(!daemon::hazard_message(change, now.day, {}).empty());
  }
  for (const ledger::Item* item : ledger.items()) {
    insist(daemon::item_from(daemon::document_of(*item)) == *item);
    insist(!daemon::item_object(*item, now.day).empty());
  }
  const auto items = ledger.items();
  static_cast<void>(daemon::figures_object(
      ledger::figures_of(items, now.day - std::chrono::days{90}, now.day), now.day, now.day));
  const ledger::Finding finding{.description = "a leak", .source = "walk", .owner = "li"};
  static_cast<void>(ledger.open(finding, "li", now));
}

/// What is in the memory is written, and read as the same.
void write_papers(const daemon::OfficeMemory& memory) {
  std::vector<std::pair<const char*, std::string>> papers;
  for (const auto& [id, done] : memory.deadlines.done) papers.emplace_back("equipment", id);
  for (const auto& [id, drill] : memory.deadlines.drills) papers.emplace_back("drill", id);
  for (const auto& [id, due] : memory.deadlines.announced) papers.emplace_back("due", id);
  for (const auto& [id, proof] : memory.returns.proofs) papers.emplace_back("report", id);
  for (const auto& [id, away] : memory.away) papers.emplace_back("away", id);
  daemon::OfficeMemory again;
  for (const auto& [kind, id] : papers) {
    insist(daemon::take_paper(daemon::paper_of(memory, kind, id), again));
  }
  insist(again.deadlines.done == memory.deadlines.done);
  insist(again.deadlines.drills == memory.deadlines.drills);
  insist(again.deadlines.announced == memory.deadlines.announced);
  insist(again.returns.proofs == memory.returns.proofs);
  insist(again.away.size() == memory.away.size());
}

void start_office(const std::vector<Document>& documents) {
  daemon::OfficeMemory memory;
  for (const Document& document : documents) {
    static_cast<void>(daemon::take_paper(document, memory));
  }
  write_papers(memory);
  memory.deadlines.set(settings().equipment, settings().drills);
  memory.returns.set(settings().report, [](std::chrono::sys_seconds local) {
    return WallTime{std::chrono::milliseconds{local.time_since_epoch()}};
  });
  const office::OfficeTime time{
      kNow,
      std::chrono::sys_seconds{std::chrono::floor<std::chrono::seconds>(kNow.time_since_epoch())}};
  static_cast<void>(memory.returns.settle(time));
  for (int i = 0; i < 5; ++i) {
    std::vector<std::string> dropped;
    const auto owed = memory.returns.next(time, dropped);
    if (!owed) break;
    memory.returns.made(owed->round, {.made = kNow, .late = owed->late});
  }
  static_cast<void>(memory.returns.rows(time));
  static_cast<void>(memory.deadlines.meet(time.day()));
  static_cast<void>(memory.deadlines.announce(time.day()));
  write_papers(memory);
}

}  // namespace
}  // namespace hazgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  const auto documents = fuzz::documents_in({reinterpret_cast<const char*>(data), size});
  fuzz::start_site(documents);
  fuzz::start_ledger(documents);
  fuzz::start_office(documents);
  return 0;
}
