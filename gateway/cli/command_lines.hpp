#pragma once

#include "gateway/cli/arguments.hpp"

namespace CLI {
class App;
}

/// The commands of hazctl, group by group; each has a source of its own, NAME_command_line.cpp.
/// Shape   app and arguments outlive the parsing
/// Thread  the only one
namespace hazgate::cli {

void add_alarms(CLI::App& app, Arguments& arguments);    ///< and what only looks
void add_plans(CLI::App& app, Arguments& arguments);     ///< and incidents
void add_field(CLI::App& app, Arguments& arguments);     ///< registers and buses
void add_files(CLI::App& app, Arguments& arguments);     ///< without a daemon
void add_contacts(CLI::App& app, Arguments& arguments);  ///< whom messages reach
void add_office(CLI::App& app, Arguments& arguments);    ///< reports, equipment, drills

}  // namespace hazgate::cli
