#include <CLI/CLI.hpp>

#include "gateway/cli/command_form.hpp"
#include "gateway/cli/command_lines.hpp"

namespace hazgate::cli {
namespace {

/// Reports, the equipment register, the drill clock.
class OfficeCommandLine : private CommandForm {
 public:
  OfficeCommandLine(CLI::App& app, Arguments& arguments) : CommandForm(app, arguments) { office(); }

 private:
  void office() {
    CLI::App& report = *app_.add_subcommand("report", "what is reported to the park");
    report.require_subcommand(1);
    listing(report, "list", Verb::ReportList, "what was due, when it was sent, what is missing",
            "report list")
        ->add_flag("--all", a_.all, "also the older ones that were sent");
    CLI::App* show = listing(report, "show", Verb::ReportShow, "one report, whole",
                             "report show daily 2026-05-31");
    CLI::App* make = listing(report, "make", Verb::ReportMake,
                             "a report of the period that is under way, now", "report make weekly");
    for (CLI::App* each : {show, make}) {
      each->add_option("KIND", a_.kind, "daily, weekly, monthly, quarterly, half-year, fixed")
          ->required();
    }
    show->add_option("PERIOD", a_.period, "as `hazctl report list` shows it (default: the last)");
    CLI::App& equipment =
        *app_.add_subcommand("equipment", "calibration, inspection, certificates");
    equipment.require_subcommand(1);
    listing(equipment, "list", Verb::EquipmentList, "what is due when", "equipment list");
    CLI::App* one = listing(equipment, "show", Verb::EquipmentShow, "what is due of one thing",
                            "equipment show gd-101");
    CLI::App* done =
        listing(equipment, "done", Verb::EquipmentDone, "put on record that it was done",
                "equipment done gd-101 --on 2026-05-20 --by 'Wang' --certificate JL-118");
    for (CLI::App* each : {one, done}) {
      one_id(each, "as `hazctl equipment list` shows it");
    }
    done->add_option("--on", a_.on, "the day (default: today)")->type_name("DATE");
    done->add_option("--by", a_.by, "who has done it (default: you)")->type_name("NAME");
    done->add_option("--certificate", a_.certificate, "the number of the new one")
        ->type_name("NUMBER");
    done->add_option("--duty", a_.duty, "which, where it has several")
        ->check(CLI::IsMember({"calibration", "inspection", "certificate"}))
        ->type_name("DUTY");
    done->add_option("--until", a_.good_until, "good until then, instead of as long as usual")
        ->type_name("DATE");
    CLI::App& drill = *app_.add_subcommand("drill", "drills of the emergency plans");
    drill.require_subcommand(1);
    listing(drill, "list", Verb::DrillList, "when each plan must be drilled", "drill list");
  }
};

}  // namespace

void add_office(CLI::App& app, Arguments& arguments) {
  OfficeCommandLine(app, arguments);
}

}  // namespace hazgate::cli
