#include "gateway/daemon/ledger_item_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using ledger::Day;
using ledger::Item;
using ledger::Moment;

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
    return whole(key, read);
  }
  /// The same, and null is an error.
  template <class Read>
  auto whole(const char* key, const Read& read) -> std::optional<decltype(read(*this))> {
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
  item.found = reader.whole("found", moment_from).value_or(Moment{});
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

}  // namespace

tl::expected<Item, std::string> item_in(const json::object& object) {
  std::string error;
  Reader reader(object, error);
  Item item = item_from(reader);
  if (!error.empty()) return tl::unexpected(error);
  return item;
}

}  // namespace hazgate::daemon
