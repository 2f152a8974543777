#include "gateway/daemon/receipt_codec.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/core/alarm/cause.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/document_reader.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using receipt::Announcement;
using receipt::Answered;
using receipt::Receipts;
using receipt::Waiting;

}  // namespace

site::Document document_of(const Waiting& waiting) {
  json::array announcements;
  for (const Announcement& one : waiting.announcements) {
    announcements.push_back(json::object{{"occurrence", one.occurrence},
                                         {"times", one.times},
                                         {"seq", one.seq},
                                         {"t", unix_ms(one.t)}});
  }
  return {kReceipt, waiting.alarm,
          sealed({{"alarm", waiting.alarm},
                  {"priority", to_text(waiting.priority)},
                  {"announcements", std::move(announcements)},
                  {"times", waiting.times},
                  {"overdue", waiting.overdue}})};
}

std::optional<Waiting> waiting_from(const site::Document& document) {
  const auto body = unsealed(document.body);
  if (!body) return std::nullopt;
  bool good = true;
  DocumentReader reader(*body, good);
  Waiting waiting{.alarm = reader.text("alarm"),
                  .priority = reader.word<Priority>("priority", kPriorityTexts),
                  .announcements =
                      reader.list("announcements",
                                  [](DocumentReader& one) {
                                    return Announcement{
                                        .occurrence = one.count<std::uint64_t>("occurrence"),
                                        .times = one.count<unsigned>("times", Receipts::kMostTimes),
                                        .seq = one.count<std::uint64_t>("seq"),
                                        .t = one.stamp("t")};
                                  }),
                  .times = reader.count<unsigned>("times", Receipts::kMostTimes),
                  .overdue = reader.flag("overdue")};
  const bool fits = !waiting.announcements.empty() && waiting.times >= 1 &&
                    waiting.announcements.size() <= Receipts::kMostAnnouncements;
  if (!good || !fits || waiting.alarm != document.id) return std::nullopt;
  return waiting;
}

site::Document document_of(const Answered& answered) {
  return {kCommand, answered.id,
          sealed({{"id", answered.id},
                  {"print", answered.print},
                  {"at", unix_ms(answered.at)},
                  {"ok", answered.ok},
                  {"error", answered.error},
                  {"harmless", answered.harmless}})};
}

std::optional<Answered> answered_from(const site::Document& document) {
  const auto body = unsealed(document.body);
  if (!body) return std::nullopt;
  bool good = true;
  DocumentReader reader(*body, good);
  Answered answered{.id = reader.text("id"),
                    .print = reader.count<std::uint64_t>("print"),
                    .at = reader.stamp("at"),
                    .ok = reader.flag("ok"),
                    .error = reader.text("error"),
                    .harmless = reader.flag("harmless")};
  if (!good || answered.id != document.id) return std::nullopt;
  return answered;
}

std::optional<Announced> announced_from(const std::string& body) {
  boost::system::error_code failed;
  const json::value parsed = json::parse(body, failed);
  if (failed || !parsed.is_object()) return std::nullopt;
  const json::object& alarm = parsed.get_object();
  const auto occurrence = number_argument(alarm, "occurrence");
  const json::value* flags = alarm.if_contains("flags");
  const bool is_bare = flags != nullptr && flags->is_array() && flags->get_array().empty();
  if (!occurrence || !is_bare) return std::nullopt;
  if (const auto times = number_argument(alarm, "announce")) {
    return Announced{text_argument(alarm, "id"), *occurrence,
                     static_cast<unsigned>(std::min<std::uint64_t>(*times, Receipts::kMostTimes))};
  }
  const std::string cause = text_argument(alarm, "cause");
  const bool sounds = text_argument(alarm, "to") == alarm::to_text(alarm::State::Active) &&
                      cause != alarm::to_text(alarm::Cause::Restart);
  if (!sounds) return std::nullopt;
  return Announced{text_argument(alarm, "id"), *occurrence, 1};
}

}  // namespace hazgate::daemon
