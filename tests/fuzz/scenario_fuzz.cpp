// A scenario of hazsim as anybody may write it; the models are the shipped ones.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "simulators/scenario/scenario.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = sim::parse_scenario(text, "scenario.toml", {HAZGATE_MODELS});
  if (scenario) {
    for (const auto& device : scenario->devices) {
      if (device.listen >= scenario->listens.size()) std::abort();
    }
    return 0;
  }
  if (scenario.error().empty()) std::abort();
  for (const auto& mistake : scenario.error().sorted()) {
    if (mistake.problem.empty()) std::abort();
  }
  return 0;
}
