#include "gateway/daemon/ledger_codec.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/ledger_item_reader.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using ledger::Day;
using ledger::Item;
using ledger::Moment;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostSightings = 1000;

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
  return with_moment(
      recheck.when,
      {{"by", recheck.by}, {"result", recheck.passed ? "pass" : "fail"}, {"text", recheck.text}});
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
  auto item = item_in(*object);
  if (item && item->id != document.id) return tl::unexpected("it is about " + item->id);
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
    const auto at = each.is_int64() ? journal::stamp_from(each.get_int64()) : std::nullopt;
    if (!at) return tl::unexpected(std::string("\"seen\" has something else in it"));
    sightings.push_back(*at);
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

std::string hazard_message(const ledger::Change& change, Day today, const std::string& entered_by) {
  const Item& item = change.item;
  const ledger::Entry& entry = change.entry;
  json::object body{{"t", unix_ms(entry.t)},       {"id", item.id},
                    {"entry", to_text(entry.act)}, {"from", to_text(entry.from)},
                    {"to", to_text(entry.to)},     {"by", entry.by},
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
