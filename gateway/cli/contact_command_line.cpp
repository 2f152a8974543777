#include <CLI/CLI.hpp>

#include "gateway/cli/command_form.hpp"
#include "gateway/cli/command_lines.hpp"

namespace hazgate::cli {
namespace {

/// Who can be told.
class ContactCommandLine : private CommandForm {
 public:
  ContactCommandLine(CLI::App& app, Arguments& arguments) : CommandForm(app, arguments) {
    CLI::App& contact = *app_.add_subcommand("contact", "who can be told, and whether it works");
    contact.require_subcommand(1);
    listing(contact, "list", Verb::ContactList, "people, roles, and the ways to them",
            "contact list");
    CLI::App* test = listing(contact, "test", Verb::ContactTest,
                             "send a test message to one person; 1 when it does not go out",
                             "contact test wang --via sms");
    one_id(test, "as `hazctl contact list` shows it");
    test->add_option("--via", a_.via, "which way (default: the first that the person prefers)")
        ->check(CLI::IsMember({"sms", "email", "webhook", "mqtt"}))
        ->type_name("WAY");
  }
};

}  // namespace

void add_contacts(CLI::App& app, Arguments& arguments) {
  ContactCommandLine(app, arguments);
}

}  // namespace hazgate::cli
