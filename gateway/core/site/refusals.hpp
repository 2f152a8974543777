#pragma once

#include <string>

#include "gateway/core/alarm/standing.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

/// What a person is told who asked for something that cannot be: which alarm, why not, what to do first.
std::string explain(const AlarmSpec& alarm, alarm::Refusal refusal);

}  // namespace hazgate::site
