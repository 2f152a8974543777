// A device model as anybody may write it: it is read or it has mistakes, and each says what is wrong.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "drivers/model/device_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto model = model::parse_model(text, "probe.toml");
  if (!model) {
    if (model.error().empty()) std::abort();
    for (const auto& mistake : model.error().sorted()) {
      if (mistake.problem.empty() || to_text(mistake).empty()) std::abort();
    }
    return 0;
  }
  for (const auto& point : model->points) {
    for (const auto place : point.rules.status) {
      if (model->points.at(place).rules.status_map.empty()) std::abort();
    }
    if (point.rules.decimals && *point.rules.decimals >= model->points.size()) std::abort();
    if (point.rules.unit_from && *point.rules.unit_from >= model->points.size()) std::abort();
  }
  return 0;
}
