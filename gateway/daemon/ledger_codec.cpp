#include "gateway/daemon/ledger_codec.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <utility>

#include "gateway/control/json_text.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using ledger::Day;
using ledger::Item;
using ledger::Moment;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostSightings = 1000;

// ---- out

json::object object_of(const Moment& when) {
  return {{"t", unix_ms(when.at)}, {"day", ledger::day_text(when.day)}};
}

json::value or_null(const std::optional<Moment>& when) {
  return when ? json::value(object_of(*when)) : json::value(nullptr);
}

json::value or_null(const std::optional<Day>& day) {
  return day ? json::value(ledger::day_text(*day)) : json::value(nullptr);
}

json::object with_moment(const Moment& when, json::object rest) {
  json::object object = object_of(when);
  for (auto& [key, value] : rest) object[key] = std::move(value);
  return object;
}

json::object object_of(const ledger::Remark& remark) {
  return with_moment(remark.when, {{"by", remark.by}, {"text", remark.text}});
}

json::object object_of(const ledger::Extension& extension) {
  return with_moment(extension.when, {{"from", ledger::day_text(extension.from)},
                                      {"to", ledger::day_text(extension.to)},
                                      {"by", extension.by},
                                      {"approved_by", extension.approved_by},
                                      {"reason", extension.reason},
                                      {"late", extension.late}});
}

json::object object_of(const ledger::Recheck& recheck) {
  return with_moment(recheck.when, {{"by", recheck.by},
                                    {"result", recheck.passed ? "pass" : "fail"},
                                    {"text", recheck.text}});
}

json::object object_of(const ledger::Referral& referral) {
  return with_moment(referral.when, {{"by", referral.by},
                                     {"addressee", referral.addressee},
                                     {"notice_no", referral.notice_no},
                                     {"text", referral.text}});
}

json::value or_null(const std::optional<ledger::Remark>& remark) {
  return remark ? json::value(object_of(*remark)) : json::value(nullptr);
}

template <class Entry>
json::array array_of(const std::vector<Entry>& entries) {
  json::array array;
  for (const Entry& entry : entries) array.push_back(object_of(entry));
  return array;
}

json::value reminded_value(const std::optional<ledger::Reminded>& reminded) {
  if (!reminded) return nullptr;
  return json::object{{"kind", to_text(reminded->kind)},
                      {"stage", reminded->stage},
                      {"on", ledger::day_text(reminded->on)}};
}

json::object object_of(const Item& item) {
  json::array alarms;
  for (const std::string& alarm : item.alarms) alarms.emplace_back(alarm);
  return {{"id", item.id},
          {"origin", to_text(item.origin)},
          {"state", to_text(item.state)},
          {"source", item.source},
          {"area", item.area},
          {"found", object_of(item.found)},
          {"found_by", item.found_by},
          {"description", item.description},
          {"grade", to_text(item.grade)},
          {"measure", item.measures.measure},
          {"owner", item.owner},
          {"funds", item.measures.funds},
          {"deadline", or_null(item.deadline)},
          {"plan", item.measures.plan},
          {"notice_no", item.notice_no},
          {"noticed", or_null(item.noticed)},
          {"started", or_null(item.started)},
          {"done", or_null(item.done)},
          {"done_by", item.done_by},
          {"fixed_on_site", item.fixed_on_site},
          {"closed", or_null(item.closed)},
          {"stop_work", or_null(item.stop_work)},
          {"listed_level", to_text(item.listed)},
          {"notes", array_of(item.notes)},
          {"extensions", array_of(item.extensions)},
          {"rechecks", array_of(item.rechecks)},
          {"referrals", array_of(item.referrals)},
          {"signature", or_null(item.signature)},
          {"alarms", std::move(alarms)},
          {"incident", item.incident},
          {"reminded", reminded_value(item.reminded)}};
}

// ---- in

/// Reads one object; the first key that is not as it should be is the error.
class Reader {
 public:
  Reader(const json::object& object, std::string& error) : object_(object), error_(error) {}

  std::string text(const char* key) {
    const json::value* value = find(key);
    if (value != nullptr && value->is_string()) return std::string(value->get_string());
    return wrong(key), std::string();
  }
  bool flag(const char* key) {
    const json::value* value = find(key);
    if (value != nullptr && value->is_bool()) return value->get_bool();
    return wrong(key), false;
  }
  std::int64_t number(const char* key) {
    const json::value* value = find(key);
    if (value != nullptr && value->is_int64()) return value->get_int64();
    return wrong(key), 0;
  }
  Day day(const char* key) {
    const auto day = ledger::day_from(text(key));
    if (!day) wrong(key);
    return day.value_or(Day{});
  }
  template <class Word, std::size_t kCount>
  Word word(const char* key, const std::array<std::string_view, kCount>& words) {
    const std::string given = text(key);
    const auto found = std::find(words.begin(), words.end(), given);
    if (found == words.end()) return wrong(key), Word{};
    return static_cast<Word>(found - words.begin());
  }
  Moment moment() { return {from_unix_ms(number("t")), day("day")}; }
  bool is_null(const char* key) {
    const json::value* value = find(key);
    return value != nullptr && value->is_null();
  }
  /// Of an object under this key; nothing when it is null.
  template <class Read>
  auto optional(const char* key, const Read& read) -> std::optional<decltype(read(*this))> {
    if (is_null(key)) return std::nullopt;
    const json::value* value = find(key);
    if (value == nullptr || !value->is_object()) return wrong(key), std::nullopt;
    Reader inside(value->get_object(), error_);
    return read(inside);
  }
  template <class Read>
  auto list(const char* key, const Read& read) -> std::vector<decltype(read(*this))> {
    std::vector<decltype(read(*this))> entries;
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) return wrong(key), entries;
    for (const json::value& each : value->get_array()) {
      if (!each.is_object()) return wrong(key), entries;
      Reader inside(each.get_object(), error_);
      entries.push_back(read(inside));
    }
    return entries;
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> texts;
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) return wrong(key), texts;
    for (const json::value& each : value->get_array()) {
      if (!each.is_string()) return wrong(key), texts;
      texts.emplace_back(each.get_string());
    }
    return texts;
  }

 private:
  const json::value* find(const char* key) const { return object_.if_contains(key); }
  void wrong(const char* key) {
    if (error_.empty()) error_ = std::string("\"") + key + "\" is missing or not as it should be";
  }

  const json::object& object_;
  std::string& error_;
};

Moment moment_from(Reader& reader) {
  return reader.moment();
}

ledger::Remark remark_from(Reader& reader) {
  return {reader.moment(), reader.text("by"), reader.text("text")};
}

ledger::Extension extension_from(Reader& reader) {
  return {.when = reader.moment(),
          .from = reader.day("from"),
          .to = reader.day("to"),
          .by = reader.text("by"),
          .approved_by = reader.text("approved_by"),
          .reason = reader.text("reason"),
          .late = reader.flag("late")};
}

ledger::Recheck recheck_from(Reader& reader) {
  constexpr std::array<std::string_view, 2> kResults = {"fail", "pass"};
  return {reader.moment(), reader.text("by"), reader.word<bool>("result", kResults),
          reader.text("text")};
}

ledger::Referral referral_from(Reader& reader) {
  return {reader.moment(), reader.text("by"), reader.text("addressee"), reader.text("notice_no"),
          reader.text("text")};
}

ledger::Reminded reminded_from(Reader& reader) {
  return {reader.word<ledger::ReminderKind>("kind", ledger::kReminderTexts),
          static_cast<int>(std::clamp<std::int64_t>(reader.number("stage"), 0, 100'000)),
          reader.day("on")};
}

void read_history(Reader& reader, Item& item) {
  item.noticed = reader.optional("noticed", moment_from);
  item.started = reader.optional("started", moment_from);
  item.done = reader.optional("done", moment_from);
  item.done_by = reader.text("done_by");
  item.fixed_on_site = reader.flag("fixed_on_site");
  item.closed = reader.optional("closed", moment_from);
  item.stop_work = reader.optional("stop_work", remark_from);
  item.listed = reader.word<ledger::ListedLevel>("listed_level", ledger::kListedTexts);
  item.notes = reader.list("notes", remark_from);
  item.extensions = reader.list("extensions", extension_from);
  item.rechecks = reader.list("rechecks", recheck_from);
  item.referrals = reader.list("referrals", referral_from);
  item.signature = reader.optional("signature", remark_from);
  item.alarms = reader.texts("alarms");
  item.incident = reader.text("incident");
  item.reminded = reader.optional("reminded", reminded_from);
}

Item item_from(Reader& reader) {
  Item item{.id = reader.text("id")};
  item.origin = reader.word<ledger::Origin>("origin", ledger::kOriginTexts);
  item.state = reader.word<ledger::State>("state", ledger::kStateTexts);
  item.source = reader.text("source");
  item.area = reader.text("area");
  item.found = reader.optional("found", moment_from).value_or(Moment{});
  item.found_by = reader.text("found_by");
  item.description = reader.text("description");
  item.grade = reader.word<ledger::Grade>("grade", ledger::kGradeTexts);
  item.measures = {reader.text("measure"), reader.text("funds"), reader.text("plan")};
  item.owner = reader.text("owner");
  if (!reader.is_null("deadline")) item.deadline = reader.day("deadline");
  item.notice_no = reader.text("notice_no");
  read_history(reader, item);
  return item;
}

json::array missing_array(const Item& item) {
  json::array array;
  for (const std::string_view each : ledger::missing_of(item)) array.emplace_back(each);
  return array;
}

json::value days_left(const Item& item, Day today) {
  const bool owed = item.state == ledger::State::Noticed || item.state == ledger::State::InWork;
  if (!owed || !item.deadline) return nullptr;
  return json::value(static_cast<std::int64_t>((*item.deadline - today).count()));
}

json::value tenths(const std::optional<double>& percent) {
  return percent ? json::value(std::round(*percent * 10) / 10) : json::value(nullptr);
}

/// The object of a document of our version.
tl::expected<json::object, std::string> object_in(const site::Document& document) {
  boost::system::error_code error;
  json::value value = json::parse(document.body, error);
  if (error || !value.is_object()) return tl::unexpected(std::string("it is no JSON object"));
  const json::value* version = value.get_object().if_contains("v");
  if (version == nullptr || !version->is_int64() || version->get_int64() != kVersion) {
    return tl::unexpected(std::string("it was written by another version of hazgate"));
  }
  return std::move(value.get_object());
}

}  // namespace

site::Document document_of(const Item& item) {
  json::object body = object_of(item);
  body["v"] = kVersion;
  return {kHazard, item.id, control::json_text(body)};
}

tl::expected<Item, std::string> item_from(const site::Document& document) {
  const auto object = object_in(document);
  if (!object) return tl::unexpected(object.error());
  std::string error;
  Reader reader(*object, error);
  Item item = item_from(reader);
  if (!error.empty()) return tl::unexpected(error);
  if (item.id != document.id) return tl::unexpected("it is about " + item.id);
  return item;
}

site::Document document_of(const std::string& alarm, const ledger::Sightings& sightings) {
  if (sightings.empty()) return {kSightings, alarm, {}};
  json::array times;
  for (const WallTime at : sightings) times.emplace_back(unix_ms(at));
  return {kSightings, alarm,
          control::json_text(json::object{{"v", kVersion}, {"seen", std::move(times)}})};
}

tl::expected<ledger::Sightings, std::string> sightings_from(const site::Document& document) {
  const auto object = object_in(document);
  if (!object) return tl::unexpected(object.error());
  const json::value* seen = object->if_contains("seen");
  if (seen == nullptr || !seen->is_array() || seen->get_array().size() > kMostSightings) {
    return tl::unexpected(std::string("\"seen\" is missing or not as it should be"));
  }
  ledger::Sightings sightings;
  for (const json::value& each : seen->get_array()) {
    if (!each.is_int64()) return tl::unexpected(std::string("\"seen\" has something else in it"));
    sightings.push_back(from_unix_ms(each.get_int64()));
  }
  return sightings;
}

json::object item_object(const Item& item, Day today) {
  json::object object = object_of(item);
  object["overdue"] = ledger::is_overdue(item, today);
  object["days_left"] = days_left(item, today);
  object["missing"] = missing_array(item);
  return object;
}

std::string hazard_message(const ledger::Change& change, Day today,
                           const std::string& entered_by) {
  const Item& item = change.item;
  const ledger::Entry& entry = change.entry;
  json::object body{{"t", unix_ms(entry.t)},
                    {"id", item.id},
                    {"entry", to_text(entry.act)},
                    {"from", to_text(entry.from)},
                    {"to", to_text(entry.to)},
                    {"by", entry.by},
                    {"text", entry.text}};
  if (!entered_by.empty() && entered_by != entry.by) body["entered_by"] = entered_by;
  if (entry.proposes_stop_work) body["proposes"] = "stop-work";
  if (entry.reminder) {
    body["reminder"] = to_text(entry.reminder->kind);
    body["days"] = entry.reminder->days;
  }
  body["description"] = item.description;
  body["grade"] = to_text(item.grade);
  body["area"] = item.area;
  body["owner"] = item.owner;
  body["deadline"] = or_null(item.deadline);
  body["overdue"] = ledger::is_overdue(item, today);
  body["stop_work"] = item.stop_work.has_value();
  body["listed_level"] = to_text(item.listed);
  if (!item.incident.empty()) body["incident"] = item.incident;
  return control::json_text(body);
}

json::object figures_object(const ledger::Figures& figures, Day since, Day today) {
  json::object listed;
  for (std::size_t i = 1; i < ledger::kListedTexts.size(); ++i) {
    listed[ledger::kListedTexts[i]] = figures.listed[i];
  }
  return {{"since", ledger::day_text(since)},
          {"until", ledger::day_text(today)},
          {"found", figures.found},
          {"fixed_on_site", figures.fixed_on_site},
          {"major", figures.major},
          {"notices", figures.notices},
          {"in_time", figures.in_time},
          {"late", figures.late},
          {"missed", figures.missed},
          {"running", figures.running},
          {"in_time_percent", tenths(in_time_rate(figures))},
          {"overdue", figures.overdue},
          {"extended", figures.extended},
          {"rechecks_passed", figures.rechecks_passed},
          {"rechecks_failed", figures.rechecks_failed},
          {"pass_percent", tenths(pass_rate(figures))},
          {"closed", figures.closed},
          {"open", figures.open},
          {"stop_work", figures.stop_work},
          {"listed", std::move(listed)}};
}

}  // namespace hazgate::daemon
