#include <algorithm>
#include <deque>
#include <random>
#include <set>

#include "gateway/core/emergency/switching.hpp"
#include "responder_fixture.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::seconds;

/// Random plans, alarms, persons, failing outputs and restarts, against what must hold whatever comes.
class ResponderWalk : public ResponderFixture, public ::testing::WithParamInterface<unsigned> {
 protected:
  std::size_t below(std::size_t count) { return random_() % count; }
  bool chance(std::size_t percent) { return below(100) < percent; }

  StepSpec random_step(std::size_t place) {
    StepSpec step;
    switch (below(5)) {
      case 0:
        step = writing(kSiren, true, false);
        break;
      case 1:
        step = writing(kFan, chance(70), false);
        break;
      case 2:
        step = writing(kValve, true);
        step.feedback = FeedbackSpec{.point = kShut, .value = true};
        break;
      case 3:
        step.kind = StepKind::Notify;
        step.role = "duty";
        break;
      default:
        step.text = "leave";
        break;
    }
    step.id = "step" + std::to_string(place);
    step.after = seconds{below(120)};
    if (place > 0 && chance(30)) step.follows = below(place);
    if (chance(15)) step.from = Grade::I;
    if (chance(20)) step.unless = Unless::Acknowledged;
    if (chance(20)) step.confirm_within = seconds{1 + below(60)};
    return step;
  }

  void random_plans() {
    std::vector<PlanSpec> list;
    for (std::size_t i = 0; i < 3; ++i) {
      PlanSpec plan{.id = "plan" + std::to_string(i), .per_area = chance(50)};
      plan.trigger = {index_of<AlarmIndex>(i)};
      if (chance(50)) plan.trigger.push_back(index_of<AlarmIndex>((i + 1) % 3));
      if (chance(50)) plan.rises = {{.to = Grade::I, .alarms = {kGas, kFire, kTank}, .need = 2}};
      const std::size_t steps = 1 + below(6);
      for (std::size_t step = 0; step < steps; ++step) plan.steps.push_back(random_step(step));
      list.push_back(std::move(plan));
    }
    build(std::move(list));
  }

  /// The outputs take what has been ordered, in its order; some of it is lost.
  void carry_out(std::size_t failing) {
    while (!orders.writes.empty()) {
      const OutputOrder order = orders.writes.front();
      orders.writes.erase(orders.writes.begin());
      may_be_written(order);
      const bool done = !chance(failing);
      if (done) actual_[order.point] = as_number(order.value);
      if (done && order.point == kValve) readings[kShut] = 1.0;
      responder->written(order.ticket, done, done ? "" : "no answer", now(), orders);
      if (failing > 0 && chance(50)) return;  // something else happens between
    }
  }

  /// A drill never writes an output.
  void may_be_written(const OutputOrder& order) {
    const auto incidents = responder->incidents();
    const bool real = std::any_of(incidents.begin(), incidents.end(), [&](const auto& incident) {
      if (incident.drill) return false;
      const auto& steps = plan_of(incident).steps;
      return std::any_of(steps.begin(), steps.end(),
                         [&](const StepSpec& step) { return step.point == order.point; });
    });
    EXPECT_TRUE(real) << kPoints[at(order.point)];
  }

  const PlanSpec& plan_of(const IncidentMemory& incident) const {
    return *std::find_if(plans.begin(), plans.end(),
                         [&](const PlanSpec& plan) { return plan.id == incident.plan; });
  }

  void one_thing() {
    const auto incidents = responder->incidents();
    const std::string any = incidents.empty() ? "none" : incidents[below(incidents.size())].id;
    const std::size_t step = below(6);
    switch (below(14)) {
      case 0:
      case 1: {
        const auto alarm = index_of<AlarmIndex>(below(3));
        raise(alarm);
        for (const IncidentMemory& incident : responder->incidents()) {
          EXPECT_TRUE(!incident.drill || incident.ended) << "a real alarm ends every drill";
        }
        break;
      }
      case 2:
        active[below(3)] = false;
        break;
      case 3:
        (void)responder->acknowledge(any, "li", "", now(), orders);
        break;
      case 4:
        (void)responder->begin(any, step, "li", now(), orders);
        break;
      case 5:
        (void)responder->veto(any, step, "li", "no", now(), orders);
        break;
      case 6:
        (void)responder->stop(any, "li", "", {}, now(), orders);
        break;
      case 7:
        (void)responder->close(any, "li", "", {}, now(), orders);
        break;
      case 8:
        responder->silence("li", now(), orders);
        break;
      case 9:
        (void)responder->start(plans[below(3)].id, chance(70), "li", "", now(), orders);
        break;
      case 10:
        responder->device_back(index_of<DeviceIndex>(below(2)), now(), orders);
        break;
      case 11:
        remember();
        restart();
        break;
      default:
        pass(seconds{1 + below(40)});
        break;
    }
    carry_out(30);
    remember();
  }

  /// Counts how often each step was begun; an entry without a step is a siren that sounds again.
  void remember() {
    for (const IncidentEvent& event : std::exchange(orders.events, {})) {
      const bool begun = event.entry == EntryKind::Write || event.entry == EntryKind::Notify ||
                         event.entry == EntryKind::Publish;
      if (!begun || !event.step) continue;
      EXPECT_TRUE(begun_.insert({event.incident, *event.step}).second)
          << event.incident << " step " << *event.step << " was run twice";
    }
  }

  /// What must be on an output by the steps that hold it; nothing: nobody cares.
  std::optional<bool> wanted(PointIndex point) const {
    std::optional<bool> value;
    for (const IncidentMemory& incident : responder->incidents()) {
      if (incident.ended || incident.closed || incident.drill) continue;
      const auto& steps = plan_of(incident).steps;
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const StepProgress progress = incident.steps[i].progress;
        const bool holds = progress == StepProgress::Started || progress == StepProgress::Done ||
                           progress == StepProgress::Failed;
        if (steps[i].point != point || !holds) continue;
        const bool on = switches_on(outputs[at(point)].format, steps[i].value);
        if (point == kSiren) {
          value = value.value_or(false) || on;
        } else {
          value = on;
        }
      }
    }
    return value;
  }

  void check_outputs() {
    for (const PointIndex point : {kSiren, kFan, kValve}) {
      const auto value = wanted(point);
      if (point == kFan) {
        if (active[at(kFire)]) {
          EXPECT_NE(actual_[kFan], 1.0) << "ventilation in a zone with fire";
        } else if (!value) {
          EXPECT_NE(actual_[kFan], 1.0) << "left on";
        }
        continue;  // who of several came last is not known here
      }
      if (point == kSiren && is_silenced_) continue;
      if (value) {
        EXPECT_EQ(actual_[point], *value ? 1.0 : 0.0) << kPoints[at(point)];
      } else if (point == kSiren) {
        EXPECT_NE(actual_[point], 1.0) << "a siren that nobody wants";
      }
    }
  }

  /// No step is lost: what could begin has begun.
  void check_steps() {
    for (const IncidentMemory& incident : responder->incidents()) {
      if (incident.ended || incident.closed) continue;
      const auto& steps = plan_of(incident).steps;
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const bool grave = !steps[i].from || incident.grade() == Grade::I;
        const bool follows_waiting =
            steps[i].follows && incident.steps[*steps[i].follows].progress == StepProgress::Waiting;
        const StepProgress progress = incident.steps[i].progress;
        if (!grave || follows_waiting) continue;
        EXPECT_NE(progress, StepProgress::Waiting)
            << incident.id << " step " << i << " follows "
            << (steps[i].follows ? to_text(incident.steps[*steps[i].follows].progress) : "none");
        EXPECT_NE(progress, StepProgress::Asked) << incident.id << " step " << i;
      }
    }
  }

  std::mt19937 random_{GetParam()};
  std::map<PointIndex, std::optional<double>> actual_;
  std::set<std::pair<std::string, std::size_t>> begun_;
  bool is_silenced_ = false;
};

TEST_P(ResponderWalk, HoldsItsInvariants) {
  random_plans();
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 25; ++i) one_thing();
    for (int i = 0; i < 8; ++i) {  // everything obeys now, and there is time for all of it
      carry_out(0);
      pass(std::chrono::minutes{30});
      carry_out(0);
      remember();
    }
    const auto incidents = responder->incidents();
    is_silenced_ = std::any_of(incidents.begin(), incidents.end(), [](const auto& incident) {
      return incident.silenced && !incident.ended;
    });
    check_outputs();
    check_steps();
    if (HasFailure()) FAIL() << "seed " << GetParam() << " round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ResponderWalk, ::testing::Range(1U, 301U));

}  // namespace
}  // namespace hazgate::emergency
