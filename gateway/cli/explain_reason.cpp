#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>

#include "gateway/cli/explain_page.hpp"
#include "gateway/cli/explain_texts.hpp"
#include "gateway/cli/explain_words.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/core/alarm/condition.hpp"

/// The sentences of the page: what the condition is, and why the alarm stands as it does.
namespace hazgate::cli {
namespace {

using Kind = alarm::ConditionKind;

/// None: a newer daemon has kinds that are not known here.
std::optional<Kind> kind_of(const Item& condition) {
  const auto& texts = alarm::kConditionKindTexts;
  const auto found = std::find(texts.begin(), texts.end(), text_of(condition, "kind"));
  if (found == texts.end()) return std::nullopt;
  return static_cast<Kind>(found - texts.begin());
}

std::string span(const Item& item, const char* key) {
  return delay_text(number_of(item, key).value_or(0) / 1000);
}

/// "value >= 50 %LEL, returns at <= 48 %LEL"
std::string comparison(const Item& condition, Kind kind, const std::string& what, Language in) {
  const bool low = flag_of(condition, "low");
  const std::string unit = text_of(condition, "figure_unit");
  const bool of_time = kind == Kind::TimeToLimit;
  const std::string limit =
      of_time ? span(condition, "within_ms") : with_unit(shown(condition, "limit"), unit);
  return say(low || of_time ? Why::AtMost : Why::AtLeast, in,
             {what, limit, with_unit(shown(condition, "returns_at"), unit)});
}

std::string what_it_is(const Item& alarm, const Item& condition, Kind kind, Language in) {
  const std::string window = span(condition, "window_ms");
  const std::string unit = text_of(condition, "unit");
  const std::string limit = with_unit(shown(condition, "limit"), unit);
  switch (kind) {
    case Kind::High:
    case Kind::Low:
      return comparison(condition, kind, say(Why::IsValue, in), in);
    case Kind::Rate:
      return comparison(condition, kind, say(Why::IsRate, in, {window}), in);
    case Kind::TimeToLimit:
      return comparison(condition, kind, say(Why::IsTimeToLimit, in, {limit}), in);
    case Kind::Deviation:
      return comparison(condition, kind, say(Why::IsDeviation, in, {text_of(condition, "other")}),
                        in);
    case Kind::Mean:
      return comparison(condition, kind, say(Why::IsMean, in, {window}), in);
    case Kind::Increment:
      return comparison(condition, kind, say(Why::IsIncrement, in, {window}), in);
    case Kind::State: {
      const auto mask = integer_of(condition, "mask");
      if (mask) return say(Why::IsBits, in, {fmt::format("0x{:x}", *mask)});
      return say(Why::IsState, in, {words(condition, "states", in)});
    }
    case Kind::Stuck:
      return say(Why::IsStuck, in, {with_unit(shown(condition, "deadband"), unit), window});
    case Kind::BadQuality:
      return say(Why::IsBadQuality, in);
    case Kind::Differs:
      return say(Why::IsDiffers, in, {text_of(condition, "other"), limit});
    case Kind::Comm:
      return say(Why::IsComm, in, {text_of(condition, "device")});
    case Kind::Vote:
      return say(Why::IsVote, in,
                 {shown(condition, "need"), std::to_string(list_of(alarm, "members").size()),
                  on_bad_text(text_of(condition, "on_bad"), in)});
    case Kind::System:
      break;
  }
  return say(Why::IsSystem, in);
}

std::string figure_of(const Item& alarm, Language in) {
  const Item condition = part_of(alarm, "condition");
  return with_unit(std::string(word(shown(alarm, "value"), in)), text_of(condition, "figure_unit"));
}

std::string quality_of(const Item& alarm, Language in) {
  const Item reading = part_of(alarm, "reading");
  const std::string quality = text_of(reading.empty() ? alarm : reading, "quality");
  return std::string(word(quality, in));
}

/// What its figure is compared with: of time to limit the time.
std::string threshold(const Item& condition, Kind kind) {
  if (kind == Kind::TimeToLimit) return span(condition, "within_ms");
  return with_unit(shown(condition, "limit"), text_of(condition, "figure_unit"));
}

std::string vote_reason(const Item& alarm, Why text, Language in) {
  const Item vote = part_of(alarm, "vote");
  return say(text, in, {shown(vote, "counted"), shown(vote, "need")});
}

std::string delay_since(const Item& delay) {
  return local_clock(integer_of(delay, "since").value_or(0));
}

std::string why_not(const Item& alarm, const Item& condition, Kind kind, Language in) {
  const std::string bad = text_of(alarm, "bad_reading");
  const Item delay = part_of(alarm, "delay");
  if (bad == "never-read") return say(Why::NeverRead, in);
  if (!delay.empty()) {
    if (flag_of(delay, "held")) return say(Why::NotYetHeld, in, {delay_since(delay)});
    return say(Why::NotYet, in, {delay_since(delay), left_text(delay)});
  }
  if (bad == "holds") return say(Why::BadRaisesNothing, in, {quality_of(alarm, in)});
  if (kind == Kind::Vote) return vote_reason(alarm, Why::VoteHoldsNot, in);
  if (text_of(alarm, "verdict") == "hold") {
    return say(alarm.contains("window") ? Why::WindowTooShort : Why::NotHolding, in);
  }
  const auto missing = number_of(alarm, "to_limit");
  if (missing && *missing >= 0) {
    const std::string unit = text_of(condition, "figure_unit");
    return say(
        Why::AwayFromLimit, in,
        {figure_of(alarm, in), with_unit(shown(*missing), unit), threshold(condition, kind)});
  }
  if (kind == Kind::State) return say(Why::NotThatState, in, {figure_of(alarm, in)});
  return say(Why::NotHolding, in);
}

/// Its condition has held, but what is read now does not say so.
std::string why_still(const Item& alarm, const Item& condition, Language in) {
  const std::string bad = text_of(alarm, "bad_reading");
  if (bad == "holds" || bad == "never-read") {
    return say(Why::StillBad, in, {quality_of(alarm, in)});
  }
  const Item delay = part_of(alarm, "delay");
  if (!delay.empty() && !flag_of(delay, "held")) {
    return say(Why::StillOffDelay, in, {delay_since(delay), left_text(delay)});
  }
  if (number_of(alarm, "to_limit").value_or(0) > 0) {
    const std::string unit = text_of(condition, "figure_unit");
    return say(Why::StillDeadband, in,
               {figure_of(alarm, in), with_unit(shown(condition, "returns_at"), unit)});
  }
  const bool undecided = text_of(alarm, "verdict") == "hold";
  return undecided ? say(Why::StillUndecided, in) : std::string();
}

/// What the device says of itself at another point; nothing: it is not asked, or not in alarm.
std::string own_alarm(const Item& alarm, const Item& condition, Kind kind) {
  if (kind != Kind::High && kind != Kind::Low) return {};
  const std::string said = shown(part_of(alarm, "other"), "value");
  const auto* states = condition.if_contains("states");
  if (states == nullptr || !states->is_array()) return {};
  for (const auto& state : states->get_array()) {
    if (shown(state) == said) return said;
  }
  return {};
}

std::string why_there(const Item& alarm, const Item& condition, Kind kind, Language in) {
  const std::string own = own_alarm(alarm, condition, kind);
  if (!own.empty() && number_of(alarm, "to_limit").value_or(1) > 0) {
    return say(Why::OwnAlarm, in,
               {text_of(condition, "other"), std::string(word(own, in)), figure_of(alarm, in)});
  }
  std::string still = why_still(alarm, condition, in);
  if (!still.empty()) return still;
  const std::string bad = text_of(alarm, "bad_reading");
  if (bad == "raises") return say(Why::AboveRange, in, {quality_of(alarm, in)});
  if (bad == "is-the-condition") return say(Why::IsBad, in, {quality_of(alarm, in)});
  if (kind == Kind::Vote) return vote_reason(alarm, Why::VoteHolds, in);
  if (kind == Kind::Comm) return say(Why::DoesNotAnswer, in, {text_of(condition, "device")});
  if (kind == Kind::State) return say(Why::IsThatState, in, {figure_of(alarm, in)});
  const auto missing = number_of(alarm, "to_limit");
  if (!missing) return say(Why::Holds, in);
  return say(Why::BeyondLimit, in,
             {figure_of(alarm, in), threshold(condition, kind),
              with_unit(shown(std::fabs(*missing)), text_of(condition, "figure_unit"))});
}

}  // namespace

std::string condition_text(const Item& alarm, Language in) {
  const Item condition = part_of(alarm, "condition");
  const auto kind = kind_of(condition);
  if (!kind) return printable(text_of(condition, "kind"));
  std::string text =
      kind_text(static_cast<std::size_t>(*kind), in) + ": " +
      what_it_is(alarm, condition, *kind, in) + "; " +
      say(Why::Delays, in, {span(condition, "on_delay_ms"), span(condition, "off_delay_ms")});
  if ((*kind == Kind::High || *kind == Kind::Low) && condition.contains("states")) {
    text +=
        "; " + say(Why::OwnSays, in, {text_of(condition, "other"), words(condition, "states", in)});
  }
  if (flag_of(condition, "latch")) text += "; " + say(Why::Latches, in);
  if (flag_of(condition, "over_range_raises")) text += "; " + say(Why::OverRange, in);
  return printable(text);
}

std::string reason_text(const Item& alarm, Language in) {
  const Item condition = part_of(alarm, "condition");
  const Kind kind = kind_of(condition).value_or(Kind::System);
  const std::string state = text_of(alarm, "state");
  if (state == "cleared") return say(Why::WantsAcknowledge, in);
  if (state == "latched") return say(Why::WantsBoth, in);
  if (state == "latched-acked") return say(Why::WantsReset, in);
  return printable(state == "normal" ? why_not(alarm, condition, kind, in)
                                     : why_there(alarm, condition, kind, in));
}

}  // namespace hazgate::cli
