#include <CLI/CLI.hpp>

#include "gateway/cli/command_form.hpp"
#include "gateway/cli/command_lines.hpp"

namespace hazgate::cli {
namespace {

/// read, write, scan, trace, guess.
class FieldCommandLine : private CommandForm {
 public:
  FieldCommandLine(CLI::App& app, Arguments& arguments) : CommandForm(app, arguments) {
    commissioning();
  }

 private:
  void bus(CLI::App* command) { command->add_option("BUS", a_.bus, "id of the bus")->required(); }

  void commissioning() {
    CLI::App* read = listing(app_, "read", Verb::Read, "read registers or bits of a device",
                             "read rs485-1 11 input 0 2 --type float32 --order CDAB");
    read->add_option("BUS", a_.bus, "id of the bus")->required();
    read->add_option("UNIT", a_.unit, "unit id, 0 to 255")->required();
    read->add_option("TABLE", a_.table, "coil, discrete, input or holding")->required();
    read->add_option("ADDRESS", a_.address, "zero-based PDU address, 100 or 0x64")->required();
    read->add_option("COUNT", a_.count, "how many registers or bits (default 1, or one value)");
    read->add_option("--type", a_.type,
                     "show values: uint16 int16 uint32 int32 uint64 int64 float32 float64 bcd16 "
                     "bcd32 string")
        ->type_name("T");
    read->add_option("--order", a_.order, "of the bytes: ABCD (default) CDAB BADC DCBA")
        ->type_name("O");
    CLI::App* write = listing(app_, "write", Verb::Write, "write a point and read it back",
                              "write relay-1.siren off");
    write->add_option("POINT", a_.point, "its id")->required();
    write->add_option("VALUE", a_.value, "12.5, on, off, or the text of a state")->required();
    finding();
  }

  void finding() {
    CLI::App* scan = listing(app_, "scan", Verb::Scan,
                             "which units answer on a bus, while it goes on being polled",
                             "scan rs485-1 --units 1-32 --bauds 9600,19200 --parities none,even");
    bus(scan);
    scan->add_option("--units", a_.units, "which to ask (default: 1-247)")->type_name("1-32,51");
    scan->add_option("--timeout", a_.timeout, "for each question (default: 100ms)")->type_name("T");
    scan->add_option("--bauds", a_.bauds, "also with these line settings (RTU)")
        ->type_name("9600,19200");
    scan->add_option("--parities", a_.parities, "also with these: none, even, odd (RTU)")
        ->type_name("none,even");
    scan->add_flag("--no-identify", a_.no_identify,
                   "do not ask who they are (function 43; some devices pause over it)");
    CLI::App* trace = listing(app_, "trace", Verb::Trace, "every frame on a bus, explained",
                              "trace rs485-1 --pcap line.pcap --for 10s");
    bus(trace);
    trace
        ->add_option("--pcap", a_.pcap,
                     "write a file for Wireshark instead (-: to standard output)")
        ->type_name("FILE");
    trace->add_option("--for", a_.span, "end after this time (default: Ctrl-C)")->type_name("T");
    CLI::App* guess = listing(app_, "guess", Verb::Guess,
                              "which type, order and scale make the reading of a display",
                              "guess rs485-1 11 0 --reads 23.4");
    bus(guess);
    guess->add_option("UNIT", a_.unit, "unit id, 0 to 255")->required();
    guess->add_option("ADDRESS", a_.address, "zero-based PDU address, 100 or 0x64")->required();
    guess->add_option("--reads", a_.reads, "what the device's display shows, digit for digit")
        ->required()
        ->type_name("23.4");
    guess->add_option("--table", a_.table, "input or holding (default: both)");
  }
};

}  // namespace

void add_field(CLI::App& app, Arguments& arguments) {
  FieldCommandLine(app, arguments);
}

}  // namespace hazgate::cli
