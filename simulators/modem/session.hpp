#pragma once

#include "simulators/field/pty.hpp"
#include "simulators/modem/arguments.hpp"
#include "simulators/program/event_log.hpp"

namespace hazgate::sim {

/// Plays a modem on the pty, with control lines from standard input, until a signal stops it. The
/// end of standard input is not the end.
/// Errors  the exit code, after it was said on standard error
/// Thread  the caller's, which must have blocked SIGTERM, SIGINT and SIGHUP
int play_modem(Pty& pty, const ModemArguments& arguments, EventLog& log);

}  // namespace hazgate::sim
