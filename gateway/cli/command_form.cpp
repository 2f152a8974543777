#include "gateway/cli/command_form.hpp"

#include <CLI/CLI.hpp>

namespace hazgate::cli {

CLI::App* CommandForm::command(CLI::App& under, const std::string& name, Verb verb,
                               const std::string& does, const std::string& example) const {
  CLI::App* command = under.add_subcommand(name, does);
  command->footer("Example:\n  hazctl " + example);
  command->final_callback([&a = a_, verb] { a.verb = verb; });
  return command;
}

CLI::App* CommandForm::listing(CLI::App& under, const std::string& name, Verb verb,
                               const std::string& does, const std::string& example) const {
  CLI::App* listed = command(under, name, verb, does, example);
  listed->add_flag("--json", a_.json, "one JSON object per line");
  return listed;
}

void CommandForm::ids(CLI::App* command) const {
  command->add_option("ID", a_.ids, "ids of alarms, as `hazctl alarms` shows them");
}

void CommandForm::one_id(CLI::App* command, const char* what) const {
  command
      ->add_option_function<std::string>(
          "ID", [&a = a_](const std::string& id) { a.ids = {id}; }, what)
      ->required();
}

void CommandForm::since(CLI::App* command) const {
  command
      ->add_option("--since", a_.since,
                   "30m (s, m, h, d) ago, \"22:05\", 2026-01-31, \"2026-01-31 22:05\"")
      ->type_name("T");
}

void CommandForm::note(CLI::App* command) const {
  command->add_option("--note", a_.note, "why; it stays in the record")->type_name("TEXT");
}

void CommandForm::reason(CLI::App* command) const {
  command->add_option("--reason", a_.reason, "why; it stays in the record")
      ->required()
      ->type_name("TEXT");
}

}  // namespace hazgate::cli
