#pragma once

namespace hazgate::daemon {

/// Whether the kernel's clock is synchronised (adjtimex), so that a stamp may be trusted.
bool is_clock_synchronised();

}  // namespace hazgate::daemon
