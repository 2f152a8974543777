#include "gateway/daemon/office_reading.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "gateway/core/kpi/beginning.hpp"
#include "gateway/core/kpi/tally.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using journal::EventRecord;

constexpr std::size_t kPage = 1000;
constexpr std::size_t kFirstLook = 64, kLongestLook = 16'384;
/// The first stamp of a stretch may not be its first event: a clock that was put back gives earlier stamps
/// to later ones.
constexpr std::uint64_t kLookBack = 1000;

template <class Enum, std::size_t kCount>
std::optional<Enum> one_of(const std::array<std::string_view, kCount>& texts,
                           const json::object& body, const char* key) {
  const json::value* value = body.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto found = std::find(texts.begin(), texts.end(), std::string_view(value->get_string()));
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

alarm::Flags flags_of(const json::object& body) {
  alarm::Flags flags;
  const json::value* list = body.if_contains("flags");
  if (list == nullptr || !list->is_array()) return flags;
  for (const json::value& each : list->get_array()) {
    for (const alarm::Flag flag : alarm::kAllFlags) {
      if (each.is_string() && each.get_string() == alarm::to_text(flag)) flags.set(flag);
    }
  }
  return flags;
}

/// Nothing for other kinds, drills, and what cannot be read.
std::optional<kpi::Transition> transition_of(const EventRecord& record) {
  if (record.kind != "alarm") return std::nullopt;
  boost::system::error_code wrong;
  const json::value value = json::parse(record.body, wrong);
  if (wrong || !value.is_object()) return std::nullopt;
  const json::object& body = value.get_object();
  const auto from = one_of<alarm::State>(alarm::kStateTexts, body, "from");
  const auto to = one_of<alarm::State>(alarm::kStateTexts, body, "to");
  const json::value* id = body.if_contains("id");
  const json::value* drill = body.if_contains("drill");
  if (!from || !to || id == nullptr || !id->is_string()) return std::nullopt;
  if (drill != nullptr && drill->is_bool() && drill->get_bool()) return std::nullopt;
  if (body.contains("announce")) return std::nullopt;  // told once more: nothing has happened
  const json::value* occurrence = body.if_contains("occurrence");
  const bool counted = occurrence != nullptr && occurrence->is_int64();
  return kpi::Transition{
      .t = record.t,
      .id = std::string(id->get_string()),
      .priority = one_of<Priority>(kPriorityTexts, body, "priority").value_or(Priority::Low),
      .occurrence = counted ? static_cast<std::uint64_t>(occurrence->get_int64()) : 0,
      .from = *from,
      .to = *to,
      .flags = flags_of(body),
      .cause =
          one_of<alarm::Cause>(alarm::kCauseTexts, body, "cause").value_or(alarm::Cause::Config)};
}

}  // namespace

struct OfficeReading::Counting {
  Counting(const OfficeQuestion& question, WallTime begin) : beginning(begin) {
    for (const auto& [standing, since] : question.today) beginning.take_today(standing, since);
  }
  kpi::Beginning beginning;
  std::optional<kpi::Tally> tally;
  std::vector<kpi::Report> ended;
};

void OfficeReading::begin(Surroundings surroundings, OfficeQuestion question, Done done) {
  const std::shared_ptr<OfficeReading> reading(
      new OfficeReading(std::move(surroundings), std::move(question), std::move(done)));
  reading->find_first(kFirstLook);
}

OfficeReading::OfficeReading(Surroundings surroundings, OfficeQuestion question, Done done)
    : around_(std::move(surroundings)),
      question_(std::move(question)),
      done_(std::move(done)),
      answer_{.alarms = {},
              .availability = office::Availability(
                  {std::max(question_.period.begin, question_.in_service), question_.period.end}),
              .error = {}},
      begin_(question_.period.begin -
             std::chrono::duration_cast<std::chrono::milliseconds>(kpi::Terms{}.stale_after)),
      counting_(std::make_shared<Counting>(question_, begin_)) {
  for (const std::string& id : question_.watched) {
    const auto found = std::find_if(question_.today.begin(), question_.today.end(),
                                    [&](const auto& one) { return one.first.id == id; });
    const bool down =
        found != question_.today.end() && alarm::is_condition_true(found->first.state);
    answer_.availability.watch(id, down);
  }
  for (const auto& [from, to] : question_.away) answer_.availability.away(from, to);
}

/// The event lane has no gaps, but what is older may be gone: where it begins for us is looked up by time.
void OfficeReading::find_first(std::size_t most) {
  journal::Journal* journal = around_.journal();
  if (journal == nullptr) return;
  last_ = journal->ends().last_event;
  journal->read_events_since(
      begin_, most,
      [self = shared_from_this(), most,
       post = around_.post](std::vector<EventRecord> records) mutable {
        std::optional<std::uint64_t> first;
        for (const EventRecord& record : records) {
          if (record.kind == "audit") continue;
          first = first ? std::min(*first, record.seq) : record.seq;
        }
        const bool look_on = !first && records.size() == most && most < kLongestLook;
        post([self = std::move(self), first, look_on, most] {
          if (look_on) {
            self->find_first(most * 4);
            return;
          }
          // Where only audit was found, however far one looked, there is nothing to count.
          self->before_ = first ? *first - 1 - std::min(*first - 1, kLookBack) : self->last_;
          self->at_ = self->before_;
          self->read_page();
        });
      });
}

void OfficeReading::read_page() {
  journal::Journal* journal = around_.journal();
  if (journal == nullptr) return;
  if (at_ >= last_) {
    next_round();
    return;
  }
  journal->read_events(
      journal::Lane::Event, at_, kPage,
      [self = shared_from_this(), post = around_.post](std::vector<EventRecord> records) mutable {
        auto page = std::make_shared<Parsed>();
        page->whole = records.size() < kPage;
        for (const EventRecord& record : records) {
          page->last = record.seq;
          if (auto transition = transition_of(record)) {
            page->transitions.emplace_back(std::move(*transition), record.seq);
          }
        }
        post([self = std::move(self), page] { self->take(*page); });
      });
}

void OfficeReading::take(const Parsed& page) {
  for (const auto& [transition, seq] : page.transitions) {
    if (seq > last_) break;
    begun_ = begun_ || transition.t >= begin_;
    if (!begun_) continue;
    if (second_) {
      counting_->tally->take(transition, counting_->ended);
    } else {
      counting_->beginning.take(transition);
      answer_.availability.take(transition.id, transition.t,
                                alarm::is_condition_true(transition.from),
                                alarm::is_condition_true(transition.to));
    }
  }
  if (page.last == 0) answer_.error = "the record cannot be read; see `hazctl status`";
  at_ = page.whole ? last_ : page.last;
  read_page();
}

void OfficeReading::next_round() {
  if (second_) {
    end();
    return;
  }
  second_ = true;
  begun_ = false;
  at_ = before_;
  kpi::Terms terms;
  terms.operators = question_.operators;
  terms.top = static_cast<std::size_t>(-1);
  counting_->tally.emplace(terms, kpi::Reading{.begin = begin_,
                                               .end = question_.now,
                                               .periods = {question_.period},
                                               .standings = counting_->beginning.standings()});
  read_page();
}

void OfficeReading::end() {
  counting_->tally->finish(counting_->ended);
  if (!counting_->ended.empty()) answer_.alarms = std::move(counting_->ended.front());
  const journal::Journal* journal = around_.journal();
  const auto counters = journal->counters();
  if (!counters.healthy) answer_.error = counters.error;
  done_(std::move(answer_));
}

}  // namespace hazgate::daemon
