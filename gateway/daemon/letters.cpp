#include "gateway/daemon/letters.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <limits>

#include "gateway/core/emergency/clock_texts.hpp"
#include "gateway/core/emergency/evacuation_texts.hpp"
#include "gateway/core/site/call_name.hpp"
#include "gateway/daemon/letter_alarm.hpp"
#include "gateway/daemon/letter_step.hpp"
#include "gateway/notify/texts/message.hpp"
#include "gateway/notify/texts/words.hpp"

namespace hazgate::daemon {
namespace {

namespace texts = notify::texts;
using emergency::Via;
using site::CallAbout;
using texts::Facts;
using texts::Language;
using texts::Occasion;
using texts::Word;

std::string put(std::string text, std::string_view word, std::string_view fact) {
  const auto place = text.find(word);
  if (place != std::string::npos) text.replace(place, word.size(), fact);
  return text;
}

/// By the id; by the place where there is none.
const site::ContactSpec* contact_of(const site::SiteSpec& spec, const std::string& id,
                                    std::size_t place) {
  const auto& contacts = spec.contacts;
  if (id.empty()) return place < contacts.size() ? &contacts[place] : nullptr;
  const auto found = std::find_if(contacts.begin(), contacts.end(),
                                  [&](const auto& contact) { return contact.id == id; });
  return found == contacts.end() ? nullptr : &*found;
}

/// What one letter is about, looked up once.
class Story {
 public:
  Story(const site::Site& site, const emergency::MessageOrder& order, Now now,
        const site::LocalTime& local)
      : site_(site),
        spec_(site.spec()),
        order_(order),
        now_(now),
        local_(local),
        name_(site::call_name_from(order.name).value_or(site::CallName{})),
        incident_(site.incident(order.incident)),
        plan_(plan()),
        neighbour_(neighbour()),
        language_(language()) {}

  Facts facts() const;
  Language language_of_it() const { return language_; }
  /// Whether the person can answer, and is asked to.
  bool is_drill() const;
  bool wants_answer() const {
    const Occasion why = occasion();
    return why != Occasion::AllClear && why != Occasion::ClockReminder && why != Occasion::StepAsks;
  }
  const site::ContactSpec* contact() const {
    return contact_of(spec_, order_.person, order_.contact);
  }

 private:
  const site::ContactSpec* unanswered() const {
    if (!order_.unanswered) return nullptr;
    return contact_of(spec_, order_.unanswered_person, *order_.unanswered);
  }
  const site::PlanSpec* plan() const;
  const emergency::NeighbourSpec* neighbour() const;
  Language language() const;
  Occasion occasion() const;
  std::string_view language_name() const;
  std::string time_of(WallTime at) const;
  std::string day_and_time_of(WallTime at) const;
  std::string since() const;
  void tell_source(Facts& facts) const;
  void tell_around(Facts& facts) const;
  void tell_neighbour(Facts& facts) const;
  void tell_clock(Facts& facts) const;

  const site::Site& site_;
  const site::SiteSpec& spec_;
  const emergency::MessageOrder& order_;
  Now now_;
  const site::LocalTime& local_;
  site::CallName name_;
  const site::IncidentMemory* incident_;
  const site::PlanSpec* plan_;
  const emergency::NeighbourSpec* neighbour_;
  Language language_;
};

const site::PlanSpec* Story::plan() const {
  const std::string id = incident_ != nullptr
                             ? incident_->plan
                             : order_.incident.substr(0, order_.incident.rfind('-'));
  const auto found = std::find_if(spec_.plans.begin(), spec_.plans.end(),
                                  [&](const site::PlanSpec& one) { return one.id == id; });
  return found == spec_.plans.end() ? nullptr : &*found;
}

const emergency::NeighbourSpec* Story::neighbour() const {
  if (!site::is_to_neighbour(name_.about)) return nullptr;
  const auto& neighbours = spec_.around.neighbours;
  const auto found = std::find_if(neighbours.begin(), neighbours.end(),
                                  [&](const auto& one) { return one.id == name_.which; });
  return found == neighbours.end() ? nullptr : &*found;
}

std::string_view Story::language_name() const {
  if (contact() != nullptr && !contact()->language.empty()) return contact()->language;
  return neighbour_ != nullptr && !neighbour_->language.empty() ? neighbour_->language
                                                                : spec_.language;
}

Language Story::language() const {
  return texts::language_from(language_name()).value_or(Language::ZhCn);
}

Occasion Story::occasion() const {
  switch (name_.about) {
    case CallAbout::NeighbourFirst:
    case CallAbout::NeighbourReminder:
    case CallAbout::NeighbourWind:
      return Occasion::NeighbourNotice;
    case CallAbout::NeighbourAllClear:
    case CallAbout::AllClear:
      return Occasion::AllClear;
    case CallAbout::Clock:
      return Occasion::ClockReminder;
    case CallAbout::Asked:
      return Occasion::StepAsks;
    case CallAbout::Wind:
      return Occasion::First;
    case CallAbout::Step:
      break;
  }
  if (order_.unanswered) return Occasion::Escalation;
  return order_.round > 1 ? Occasion::Reminder : Occasion::First;
}

std::string Story::time_of(WallTime at) const {
  const auto shown = local_(at);
  const std::chrono::hh_mm_ss time(shown - std::chrono::floor<std::chrono::days>(shown));
  return fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

/// "10:32", of another day than today "12-03 10:32".
std::string Story::day_and_time_of(WallTime at) const {
  const auto day = std::chrono::floor<std::chrono::days>(local_(at));
  std::string time = time_of(at).substr(0, 5);
  if (day == std::chrono::floor<std::chrono::days>(local_(now_.wall))) return time;
  const std::chrono::year_month_day date(day);
  return fmt::format("{:02}-{:02} {}", unsigned{date.month()}, unsigned{date.day()}, time);
}

/// When the turn of who has not acknowledged came; of a reminder, when it all began.
std::string Story::since() const {
  if (unanswered() != nullptr) {
    const std::string& who = unanswered()->id;
    for (const auto& told : site_.response().told(order_.incident, now_)) {
      if (told.name == order_.name && told.contact == who) return time_of(told.turn);
    }
  }
  return incident_ == nullptr ? "" : time_of(incident_->opened);
}

bool Story::is_drill() const {
  if (incident_ != nullptr) return incident_->drill;
  const auto* clocks = site_.response().clocks(order_.incident);
  return clocks != nullptr && clocks->memory().drill;
}

void Story::tell_source(Facts& facts) const {
  const bool fire = plan_ != nullptr && plan_->fire;
  if (incident_ != nullptr) {
    if (const auto alarm = leading_alarm(site_, *incident_)) {
      tell_alarm(site_, *alarm, fire, language_, facts);
      if (facts.place.empty()) facts.place = incident_->area;
      return;
    }
    facts.place = incident_->area;
  }
  facts.happening = fire ? texts::Happening::Fire : texts::Happening::Other;
  facts.alarm = facts.plan;
  if (incident_ == nullptr || incident_->started_by.empty()) return;
  facts.alarm = put(put(std::string(say(Word::StartedBy, language_)), "{plan}", facts.plan),
                    "{who}", incident_->started_by);
}

/// Our own people are told the ways out when they were named. A neighbour always: without a direction he is
/// told to keep away. Gas and smoke go with the wind, lightning does not.
void Story::tell_around(Facts& facts) const {
  const auto advised = site_.response().advised(order_.incident);
  if (!advised && neighbour_ == nullptr) return;
  const emergency::Wind wind = advised.value_or(site_.response().wind(now_));
  facts.wind = emergency::wind_text(wind, language_name());
  if (facts.happening == texts::Happening::Lightning) return;
  const auto* ways =
      site::evacuation_of(spec_.around, plan_ == nullptr ? std::string() : plan_->source,
                          incident_ == nullptr ? std::string() : incident_->area);
  const std::string& source = !facts.point.empty()   ? facts.point
                              : !facts.place.empty() ? facts.place
                                                     : spec_.name;
  if (neighbour_ != nullptr) {  // our gates are not his, and one side of the wind leads to us
    const bool known = wind.state == emergency::WindState::Known;
    facts.evacuation =
        put(std::string(say(known ? Word::AwayAcross : Word::Away, language_)), "{source}", source);
    return;
  }
  const emergency::Advice advice = emergency::advise(ways, wind);
  facts.evacuation = emergency::advice_text(advice, source, language_name());
  facts.way_out = emergency::brief_advice_text(advice, source, language_name());
}

void Story::tell_neighbour(Facts& facts) const {
  facts.action.clear();  // it is for our people
  std::vector<std::string> sentences;
  if (name_.about == CallAbout::NeighbourReminder) {
    sentences.emplace_back(say(Word::StillUnanswered, language_));
  }
  if (name_.about == CallAbout::NeighbourWind) {
    sentences.emplace_back(say(Word::WindChanged, language_));
  }
  if (const auto* calls = site_.response().neighbours(order_.incident); calls != nullptr) {
    for (const auto& told : calls->told()) {
      if (neighbour_ == nullptr || told.neighbour != neighbour_->id || !told.downwind) continue;
      sentences.emplace_back(say(Word::Downwind, language_));
    }
  }
  for (const std::string& sentence : sentences) {
    if (!facts.text.empty()) facts.text += language_ == Language::En ? ". " : "。";
    facts.text += sentence;
  }
}

/// Which report, by when, and how it stands.
void Story::tell_clock(Facts& facts) const {
  const auto& duties = emergency::kDutyTexts;
  const auto* const found = std::find(duties.begin(), duties.end(), name_.which);
  if (found == duties.end()) return;
  const auto duty = static_cast<emergency::Duty>(found - duties.begin());
  const auto* clocks = site_.response().clocks(order_.incident);
  const bool fire = clocks != nullptr && clocks->memory().fire;
  facts.due = emergency::duty_text(duty, fire, language_name());
  emergency::ClockReminder reminder{.duty = duty};
  const auto number = static_cast<std::uint32_t>(
      std::min<std::size_t>(name_.number, std::numeric_limits<std::uint32_t>::max()));
  reminder.stage = emergency::reminder(rule_of(duty, fire), number).stage;
  if (clocks != nullptr) {
    for (const emergency::ClockView& clock : clocks->view(now_)) {
      if (clock.duty != duty) continue;
      facts.due = put(put(std::string(say(Word::DueBy, language_)), "{what}", facts.due), "{time}",
                      day_and_time_of(clock.due));
      reminder.binds = clock.binds;
    }
  }
  facts.text = emergency::reminder_text(reminder, fire, language_name());
}

Facts Story::facts() const {
  Facts facts;
  facts.occasion = occasion();
  facts.incident = order_.incident;
  facts.drill = is_drill();
  facts.plan = plan_ == nullptr ? std::string() : plan_->name.empty() ? plan_->id : plan_->name;
  if (facts.plan.empty() && incident_ != nullptr) facts.plan = incident_->plan;
  if (contact() != nullptr) facts.addressed = contact()->name;
  if (incident_ != nullptr) facts.time = time_of(incident_->opened);
  tell_source(facts);
  if (facts.occasion == Occasion::StepAsks) {
    facts.limit = facts.action = "";
    if (plan_ == nullptr || incident_ == nullptr) return facts;
    const auto step = site::step_named(*plan_, name_.which);
    if (!step) return facts;
    tell_step(
        spec_, *plan_, *incident_, *step, language_, [this](WallTime at) { return time_of(at); },
        facts);
    return facts;
  }
  if (!wants_answer()) {
    // Only a person ends a plan; a drill is ended by a real alarm too.
    facts.broken_off =
        incident_ != nullptr && incident_->drill && incident_->ended && incident_->ended_by.empty();
    facts.value = facts.unit = facts.limit = facts.action = "";
    if (facts.occasion == Occasion::ClockReminder) tell_clock(facts);
    return facts;
  }
  if (incident_ != nullptr) facts.grade = to_text(incident_->grade());
  tell_around(facts);
  if (facts.occasion == Occasion::NeighbourNotice) {
    tell_neighbour(facts);
  } else if (name_.about == CallAbout::Wind) {
    facts.text = say(Word::WindChanged, language_);
  } else if (plan_ != nullptr) {
    const auto step = site::step_named(*plan_, name_.which);
    if (step) facts.text = plan_->steps[*step].text;
  }
  if (facts.occasion == Occasion::Escalation && unanswered() != nullptr) {
    const site::ContactSpec& before = *unanswered();
    facts.unanswered = before.name.empty() ? before.id : before.name;
  }
  if (facts.occasion == Occasion::Escalation || facts.occasion == Occasion::Reminder) {
    facts.since = since();
  }
  if (order_.via == Via::Sms) {
    facts.code = reply_code(order_.incident);
  }
  return facts;
}

bool reaches_one_person(const LetterSettings& settings, Via via, const std::string& to) {
  if (via == Via::Email) return true;
  if (via != Via::Webhook) return false;
  const auto target = settings.webhooks.find(to);
  return target != settings.webhooks.end() && target->second == notify::WebhookForm::Json;
}

}  // namespace

std::string address_of(const site::ContactSpec& contact, Via via) {
  switch (via) {
    case Via::Sms:
      return contact.sms;
    case Via::Email:
      return contact.email;
    case Via::Webhook:
      return contact.webhook;
    case Via::Mqtt:
    case Via::Siren:
      break;
  }
  return {};
}

notify::Letter letter_of(const site::Site& site, const LetterSettings& settings,
                         const emergency::MessageOrder& order, Now now,
                         const site::LocalTime& local) {
  const Story story(site, order, now, local);
  texts::Message message = compose(story.facts(), story.language_of_it(), order.via);
  notify::Letter letter{.ticket = order.ticket,
                        .subject = std::move(message.subject),
                        .text = std::move(message.text),
                        .key = order.key};
  const site::ContactSpec* contact = story.contact();
  if (contact == nullptr) return letter;
  letter.to = address_of(*contact, order.via);
  const bool linked =
      settings.link && story.wants_answer() && reaches_one_person(settings, order.via, letter.to);
  if (!linked) return letter;
  letter.link = settings.link({.incident = order.incident, .contact = contact->id});
  letter.urgent = story.wants_answer() && !story.is_drill();
  letter.link_word = say(Word::Link, story.language_of_it());
  return letter;
}

}  // namespace hazgate::daemon
