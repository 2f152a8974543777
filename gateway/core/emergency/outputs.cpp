#include "gateway/core/emergency/outputs.hpp"

#include <algorithm>
#include <utility>

#include "gateway/core/emergency/switching.hpp"

namespace hazgate::emergency {

namespace {

bool is_on(const OutputSpec& spec, const Value& value) {
  return switches_on(spec.format, value);
}

}  // namespace

Outputs::Outputs(std::span<const OutputSpec> specs, OutputWorld world) : world_(std::move(world)) {
  for (const OutputSpec& spec : specs) outputs_[spec.point].spec = &spec;
}

bool Outputs::has_fire(const Output& output) const {
  const auto& fires = output.spec->fires;
  return output.spec->use == OutputUse::Ventilation &&
         std::any_of(fires.begin(), fires.end(), world_.active);
}

bool Outputs::is_in_fire(PointIndex point) const {
  const auto found = outputs_.find(point);
  return found != outputs_.end() && has_fire(found->second);
}

/// Also of an output that the configuration writes no more.
Outputs::Output& Outputs::output_of(PointIndex point) {
  Output& output = outputs_[point];
  if (output.spec == nullptr) output.spec = &others_.emplace_back(OutputSpec{.point = point});
  return output;
}

bool Outputs::is_siren(PointIndex point) const {
  const auto found = outputs_.find(point);
  return found != outputs_.end() && found->second.spec->use == OutputUse::Siren;
}

/// What those who hold the output want of it together; none: nobody holds it.
Value Outputs::wish(const Output& output) const {
  const OutputSpec& spec = *output.spec;
  const bool on_wins = spec.use == OutputUse::Siren || spec.use == OutputUse::Strobe;
  Value wished;
  for (const Hold& hold : output.holds) {
    const Value value = hold.quiet && is_on(spec, hold.value) ? spec.off : hold.value;
    const bool loses = on_wins && has_value(wished) && is_on(spec, wished) && !is_on(spec, value);
    if (!loses) wished = value;
  }
  return wished;
}

/// Makes the output what is wished of it. `anew`: also when it is so already, to be sure.
void Outputs::settle(Output& output, bool anew, Orders& orders) {
  stop_in_fire(output, orders);
  Value wished = wish(output);
  if (!has_value(wished) || (!anew && wished == output.wanted)) return;
  output.wanted = std::move(wished);
  output.tries = 0;
  write(output, orders);
}

/// Ventilation feeds a fire: who wanted it on wants it no more, also when the fire is out again.
void Outputs::stop_in_fire(Output& output, Orders& orders) {
  if (!has_fire(output)) return;
  for (Hold& hold : output.holds) {
    if (!is_on(*output.spec, hold.value)) continue;
    orders.news.push_back({hold.who, OutputNews::Kind::Withheld, hold.value, {}});
    if (std::exchange(hold.missed, false)) orders.feedbacks.emplace_back(output.spec->point, false);
    hold.value = output.spec->off;
    hold.told = true;
    hold.feedback.reset();
  }
}

/// What is under way counts no more.
void Outputs::forget_order(Output& output) {
  if (output.ticket) tickets_.erase(*output.ticket);
  output.ticket.reset();
  output.again.reset();
  output.confirmed = false;
}

void Outputs::write(Output& output, Orders& orders) {
  forget_order(output);
  if (has_fire(output) && is_on(*output.spec, output.wanted)) output.wanted = output.spec->off;
  output.ticket = next_ticket_++;
  tickets_[*output.ticket] = output.spec->point;
  orders.writes.push_back({*output.ticket, output.spec->point, output.wanted});
}

void Outputs::hold(Holder who, const StepSpec& step, bool quiet, Orders& orders) {
  Output& output = output_of(*step.point);
  output.losses = 0;
  output.holds.push_back({.who = who,
                          .value = step.value,
                          .quiet = quiet && output.spec->use == OutputUse::Siren,
                          .feedback = step.feedback});
  settle(output, true, orders);
}

void Outputs::release(Holder who, PointIndex point, const std::optional<Value>& last,
                      Orders& orders) {
  Output& output = output_of(point);
  const auto hold = std::find_if(output.holds.begin(), output.holds.end(),
                                 [&](const Hold& other) { return other.who == who; });
  if (hold == output.holds.end()) return;
  if (hold->missed) orders.feedbacks.emplace_back(point, false);
  output.holds.erase(hold);
  leave(who, point, last, orders);
}

void Outputs::leave(Holder who, PointIndex point, const std::optional<Value>& last,
                    Orders& orders) {
  Output& output = output_of(point);
  if (!output.holds.empty() || !last) {
    orders.news.push_back({who, OutputNews::Kind::Released, {}, {}});
    settle(output, false, orders);
    if (output.holds.empty() && output.leaving.empty()) {
      forget_order(output);
      output.wanted = {};
      if (std::exchange(output.failed, false)) orders.failures.emplace_back(point, false);
    }
    return;
  }
  output.leaving.push_back(who);
  output.wanted = *last;
  output.tries = 0;
  write(output, orders);
}

/// Whether that is new.
bool Outputs::set_quiet(Hold& hold, bool quiet, Orders& orders) {
  if (std::exchange(hold.quiet, quiet) == quiet) return false;
  const auto kind = quiet ? OutputNews::Kind::Silenced : OutputNews::Kind::Sounds;
  orders.news.push_back({hold.who, kind, hold.value, {}});
  return true;
}

std::vector<PointIndex> Outputs::silence(std::uint64_t incident, bool quiet, Orders& orders) {
  std::vector<PointIndex> points;
  for (auto& [point, output] : outputs_) {
    if (output.spec->use != OutputUse::Siren) continue;
    bool any = false;
    for (Hold& hold : output.holds) {
      if (hold.who.incident != incident || !is_on(*output.spec, hold.value)) continue;
      any = set_quiet(hold, quiet, orders) || any;
    }
    if (!any) continue;
    points.push_back(point);
    settle(output, !quiet, orders);
  }
  return points;
}

void Outputs::written(std::uint64_t ticket, bool done, const std::string& error, Now now,
                      Orders& orders) {
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return;
  Output& output = outputs_.at(found->second);
  tickets_.erase(found);
  output.ticket.reset();
  if (done) {
    confirmed(output, now, orders);
  } else {
    not_confirmed(output, error, now, orders);
  }
}

void Outputs::confirmed(Output& output, Now now, Orders& orders) {
  output.confirmed = true;
  output.confirmed_at = now.tick;
  output.tries = 0;
  output.again.reset();
  if (output.losses < kMostLosses) {
    output.failed = false;
    // Always: after a restart the alarm may be active and nobody here knows.
    orders.failures.emplace_back(output.spec->point, false);
  }
  for (Hold& hold : output.holds) {
    if (hold.told) continue;
    hold.told = true;  // also of who wanted something else, and lost
    orders.news.push_back({hold.who, OutputNews::Kind::Done, output.wanted, {}});
    if (hold.feedback && hold.value == output.wanted)
      hold.feedback_until = now.tick + hold.feedback->within;
  }
  for (const Holder& who : std::exchange(output.leaving, {})) {
    orders.news.push_back({who, OutputNews::Kind::Released, output.wanted, {}});
  }
  if (output.holds.empty()) output.wanted = {};  // nobody's any more
  look_for_feedback(output, now, orders);
}

void Outputs::not_confirmed(Output& output, const std::string& error, Now now, Orders& orders) {
  if (++output.tries < kTries) {
    output.again = now.tick + kRetry;
    return;
  }
  output.again = now.tick + kSlowRetry;
  if (std::exchange(output.failed, true)) return;
  orders.failures.emplace_back(output.spec->point, true);
  for (Hold& hold : output.holds) {
    hold.told = false;  // when it works after all, that is told
    orders.news.push_back({hold.who, OutputNews::Kind::Failed, output.wanted, error});
  }
  for (const Holder& who : output.leaving) {
    orders.news.push_back({who, OutputNews::Kind::Failed, output.wanted, error});
  }
}

void Outputs::device_back(DeviceIndex device, Orders& orders) {
  for (auto& [point, output] : outputs_) {
    if (output.spec->device != device || !has_value(output.wanted)) continue;
    write(output, orders);
  }
}

void Outputs::read(PointIndex point, double value, Now now, Orders& orders) {
  for (auto& [place, output] : outputs_) {
    const bool shown = std::any_of(
        output.holds.begin(), output.holds.end(),
        [&, at = point](const Hold& hold) { return hold.feedback && hold.feedback->point == at; });
    if (shown) look_for_feedback(output, now, orders);
  }
  const auto found = outputs_.find(point);
  if (found == outputs_.end()) return;
  Output& output = found->second;
  const auto wanted = reads_as(output.spec->format, output.wanted);
  if (!output.confirmed || !wanted || now.tick - output.confirmed_at < kSettle) return;
  if (*wanted != value) {
    lost(output, now, orders);
  } else if (std::exchange(output.losses, 0) >= kMostLosses) {
    output.failed = false;
    orders.failures.emplace_back(output.spec->point, false);
  }
}

/// It shows another value than was written. A box that has lost it gets it again at once; whoever goes on
/// against us (a key, a local controller) is not fought, but tried now and then.
void Outputs::lost(Output& output, Now now, Orders& orders) {
  if (++output.losses < kMostLosses) {
    for (Hold& hold : output.holds) {
      hold.told = false;
      orders.news.push_back({hold.who, OutputNews::Kind::Lost, output.wanted, {}});
    }
    write(output, orders);
    return;
  }
  output.confirmed = false;
  output.again = now.tick + kSlowRetry;
  if (std::exchange(output.failed, true)) return;
  orders.failures.emplace_back(output.spec->point, true);
  for (const Hold& hold : output.holds) {
    orders.news.push_back({hold.who, OutputNews::Kind::Failed, output.wanted,
                           "it does not stay as it is written: somebody else keeps it otherwise"});
  }
}

void Outputs::overruled(PointIndex point, const Value& value, Orders& orders) {
  const auto found = outputs_.find(point);
  if (found == outputs_.end()) return;
  Output& output = found->second;
  const bool siren = output.spec->use == OutputUse::Siren;
  for (Hold& hold : output.holds) {
    hold.told = true;
    if (siren && is_on(*output.spec, hold.value)) {
      set_quiet(hold, !is_on(*output.spec, value), orders);
      continue;
    }
    if (hold.missed) orders.feedbacks.emplace_back(point, false);
    hold.value = value;
    hold.missed = false;
    hold.feedback.reset();
    hold.feedback_until.reset();
    orders.news.push_back({hold.who, OutputNews::Kind::Overruled, value, {}});
  }
  forget_order(output);
  if (std::exchange(output.failed, false)) orders.failures.emplace_back(point, false);
  for (const Holder& who : std::exchange(output.leaving, {})) {
    orders.news.push_back({who, OutputNews::Kind::Released, {}, {}});
  }
  output.wanted = output.holds.empty() ? Value{} : value;
  output.losses = 0;
}

void Outputs::look(Orders& orders) {
  for (auto& [point, output] : outputs_) {
    if (!output.holds.empty() && has_fire(output)) settle(output, false, orders);
  }
}

void Outputs::look_for_feedback(Output& output, Now now, Orders& orders) {
  for (Hold& hold : output.holds) {
    if (!hold.feedback_until) continue;
    const auto wanted = reads_as(hold.feedback->format, hold.feedback->value);
    if (const auto seen = world_.reading(hold.feedback->point); seen && seen == wanted) {
      hold.feedback_until.reset();
      hold.missed = false;
      orders.news.push_back({hold.who, OutputNews::Kind::Seen, hold.feedback->value, {}});
      orders.feedbacks.emplace_back(output.spec->point, false);
    } else if (!hold.missed && now.tick >= *hold.feedback_until) {
      hold.missed = true;
      orders.news.push_back({hold.who, OutputNews::Kind::Missed, hold.feedback->value, {}});
      orders.feedbacks.emplace_back(output.spec->point, true);
    }
  }
}

void Outputs::run(Now now, Orders& orders) {
  for (auto& [point, output] : outputs_) {
    if (output.again && now.tick >= *output.again) write(output, orders);
    look_for_feedback(output, now, orders);
  }
}

std::optional<Tick> Outputs::deadline() const {
  std::optional<Tick> first;
  const auto earlier = [&first](Tick at) {
    if (!first || at < *first) first = at;
  };
  for (const auto& [point, output] : outputs_) {
    if (output.again) earlier(*output.again);
    for (const Hold& hold : output.holds) {
      if (hold.feedback_until && !hold.missed) earlier(*hold.feedback_until);
    }
  }
  return first;
}

}  // namespace hazgate::emergency
