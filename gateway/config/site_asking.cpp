#include <algorithm>

#include "gateway/config/site_check.hpp"

namespace hazgate::config {
namespace {

bool tells(const StepText& text) {
  return text.step.kind == site::StepKind::Notify;
}

bool asks(const StepText& text) {
  return text.step.confirm_within > Duration{};
}

}  // namespace

/// A step asks those whom its plan tells, else those who report: see site::Response.
void SiteCheck::remark_on_asking() {
  if (!text_.notify.reporting_role.word.empty()) return;
  for (const PlanText& plan : text_.plans) {
    const auto step = std::find_if(plan.steps.begin(), plan.steps.end(), asks);
    if (step == plan.steps.end() || std::any_of(plan.steps.begin(), plan.steps.end(), tells)) {
      continue;
    }
    remarks_.add(step->confirm.place, step->confirm.key,
                 "nobody hears that this step asks: its plan tells nobody",
                 "add a notify step, or [reporting] with a role");
  }
}

}  // namespace hazgate::config
