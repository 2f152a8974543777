// A site file with its plans, as anybody may write it: it has mistakes and each says what to do, or it can be
// put to work, and then its plans run.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

#include "gateway/config/load.hpp"
#include "tests/fuzz/site_course.hpp"

namespace hazgate::fuzz {
namespace {

/// Gone with the process.
class Place {
 public:
  Place() {
    std::string pattern = (std::filesystem::temp_directory_path() / "hazgate-fuzz-XXXXXX").string();
    insist(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  ~Place() { std::filesystem::remove_all(folder_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  std::filesystem::path file() const { return folder_ / "site.toml"; }

 private:
  std::filesystem::path folder_;
};

void put_to_work(const config::Settings& settings) {
  SiteCourse course(settings.site);
  course.site().restore({}, course.now(), course.effects());
  for (const site::PlanSpec& plan : settings.site.plans) {
    static_cast<void>(course.site().plans(
        [&](emergency::Responder& responder, emergency::Orders& orders) {
          for (const AlarmIndex trigger : plan.trigger) {
            responder.raised(trigger, course.now(), orders);
          }
          return responder.start(plan.id, false, "li", {}, course.now(), orders);
        },
        course.now(), course.effects()));
  }
  course.run(30);
  insist(course.is_readable());
}

}  // namespace
}  // namespace hazgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  static const fuzz::Place kPlace;
  std::ofstream(kPlace.file(), std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto settings = config::load(kPlace.file(), {{HAZGATE_MODELS}});
  if (settings) {
    fuzz::put_to_work(*settings);
    return 0;
  }
  fuzz::insist(!settings.error().empty());
  for (const auto& mistake : settings.error().sorted()) {
    fuzz::insist(!mistake.place.file.empty());
    fuzz::insist(!mistake.problem.empty() && !mistake.remedy.empty());
  }
  return 0;
}
