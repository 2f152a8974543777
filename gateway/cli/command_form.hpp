#pragma once

#include <string>

#include "gateway/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace hazgate::cli {

/// How a command is written: what several of them take, said once. What is typed goes to `arguments`.
/// Shape   app and arguments outlive the parsing
/// Thread  the only one
class CommandForm {
 public:
  CommandForm(CLI::App& app, Arguments& arguments) : app_(app), a_(arguments) {}

 protected:
  CLI::App* command(CLI::App& under, const std::string& name, Verb verb, const std::string& does,
                    const std::string& example) const;
  /// The same with --json.
  CLI::App* listing(CLI::App& under, const std::string& name, Verb verb, const std::string& does,
                    const std::string& example) const;
  /// Names of alarms, any number of them.
  void ids(CLI::App* command) const;
  /// Not a list: what stands behind it may be another word.
  void one_id(CLI::App* command, const char* what) const;
  void since(CLI::App* command) const;
  void note(CLI::App* command) const;
  void reason(CLI::App* command) const;

  CLI::App& app_;
  Arguments& a_;
};

}  // namespace hazgate::cli
