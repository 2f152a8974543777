#pragma once

#include <string>

#include "gateway/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace hazgate::cli {

/// Adds `hazard …` to the command line; what is typed goes to `arguments`, which must outlive `app`.
void add_hazard(CLI::App& app, Arguments& arguments);

/// What CLI11 does not check; empty: nothing is wrong.
std::string check_hazard(const HazardArguments& arguments);

}  // namespace hazgate::cli
