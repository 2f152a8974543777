#pragma once

namespace hazgate::daemon {

inline constexpr const char* kVersion = HAZGATE_VERSION;

}  // namespace hazgate::daemon
