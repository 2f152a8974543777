#include "hanging_names.hpp"

#include <chrono>
#include <condition_variable>
#include <dlfcn.h>
#include <mutex>
#include <netdb.h>
#include <string_view>

namespace hazgate::notify {
namespace {

struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool hangs = false;
  int lookups = 0;
};

Gate& gate() {
  static auto* const forever = new Gate;  // a lookup may outlive main()
  return *forever;
}

}  // namespace

HangingNames::HangingNames() {
  const std::lock_guard lock(gate().mutex);
  gate().hangs = true;
  gate().lookups = 0;
}

HangingNames::~HangingNames() {
  std::unique_lock lock(gate().mutex);
  gate().hangs = false;
  gate().changed.notify_all();
  gate().changed.wait(lock, [] { return gate().lookups <= 0; });
}

bool HangingNames::wait_for_lookup() {
  std::unique_lock lock(gate().mutex);
  return gate().changed.wait_for(lock, std::chrono::seconds(10), [] { return gate().lookups > 0; });
}

}  // namespace hazgate::notify

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  using hazgate::notify::gate;
  constexpr std::string_view kEnd = ".hangs";
  const std::string_view host = name ? name : "";
  if (host.size() > kEnd.size() && host.substr(host.size() - kEnd.size()) == kEnd) {
    std::unique_lock lock(gate().mutex);
    ++gate().lookups;
    gate().changed.notify_all();
    gate().changed.wait(lock, [] { return !gate().hangs; });
    --gate().lookups;
    gate().changed.notify_all();
    return EAI_AGAIN;
  }
  using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto system = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));  // NOLINT
  return system(name, service, hints, result);
}
