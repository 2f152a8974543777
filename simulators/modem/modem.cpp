#include "simulators/modem/modem.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/core.h>

namespace hazgate::sim {
namespace {

using std::chrono::milliseconds;

constexpr char kEscape = '\x1B', kControlZ = '\x1A';

constexpr int kNoSim = 10, kPinWanted = 11, kPukWanted = 12, kWrongPin = 16;
constexpr int kNoSuchPlace = 321;

std::string final_ok() {
  return "\r\nOK\r\n";
}
std::string with_ok(std::string_view information) {
  return fmt::format("\r\n{}\r\n\r\nOK\r\n", information);
}
std::string message_error(int code) {
  return fmt::format("\r\n+CMS ERROR: {}\r\n", code);
}

/// The n-th of comma separated numbers; -1: it is not there.
int value_at(std::string_view list, int n) {
  for (; n > 0; --n) {
    const auto comma = list.find(',');
    if (comma == std::string_view::npos) return -1;
    list.remove_prefix(comma + 1);
  }
  const std::string word(list.substr(0, list.find(',')));
  if (word.empty() || word.find_first_not_of("0123456789") != std::string::npos) return -1;
  return std::atoi(word.c_str());
}

std::string_view quoted(std::string_view text) {
  const auto begin = text.find('"');
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + 1);
  return text.substr(0, text.find('"'));
}

/// Octets of a PDU without the service centre's address, as AT+CMGL and +CDS count them.
std::size_t counted(const Octets& pdu) {
  return pdu.size() - pdu[0] - 1U;
}

}  // namespace

void Modem::receive(std::string_view bytes, Moment now) {
  if (silent_) {
    events_.push_back({{"event", "ignored"}, {"bytes", bytes.size()}});
    return;
  }
  if (!bytes.empty()) confirmation_.reset();
  for (const char byte : bytes) type(byte, now);
}

void Modem::type(char byte, Moment now) {
  if (in_text_ && (byte == kControlZ || byte == kEscape)) {
    in_text_ = false;
    if (byte == kControlZ) {
      submit(now);
    } else {
      send(final_ok(), now);
    }
    line_.clear();
    busy_ = false;
    return;
  }
  if (byte == kEscape) {
    line_.clear();
    return;
  }
  if (echo_) send(std::string(1, byte), now);
  if (byte == '\r' && !in_text_) {
    end_line(now);
  } else if (byte != '\r' && byte != '\n') {
    busy_ = true;
    line_ += byte;
  }
}

void Modem::end_line(Moment now) {
  const auto line = std::exchange(line_, {});
  if (!line.empty()) command(line, now);
  if (!in_text_) busy_ = false;
}

void Modem::command(const std::string& line, Moment now) {
  events_.push_back({{"event", "command"}, {"line", line}});
  if (line.size() < 2 || (line.substr(0, 2) != "AT" && line.substr(0, 2) != "at")) return;
  const std::string_view rest = std::string_view(line).substr(2);
  if (rest.starts_with("+CMGS=")) {
    const auto lacking = missing();
    if (!lacking.empty()) return send(lacking, now);
    in_text_ = true;
    return send("\r\n> ", now);
  }
  const auto name = rest.substr(0, rest.find_first_of("=?"));
  send(answer_to(name, rest.substr(name.size())), now);
}

std::string Modem::answer_to(std::string_view name, std::string_view rest) {
  if (name.empty()) return final_ok();
  if (name == "E0" || name == "E1") {
    echo_ = name == "E1";
    return final_ok();
  }
  if (name == "+CMEE" && rest.starts_with("=")) {
    numbered_errors_ = value_at(rest.substr(1), 0) > 0;
    return final_ok();
  }
  if (name == "+CPIN") return sim_command(rest);
  if (name == "+CFUN") return rest == "?" ? with_ok("+CFUN: 1") : final_ok();
  if (name == "+CREG" || name == "+CGREG") {
    if (rest != "?") return final_ok();
    return with_ok(
        fmt::format("{}: 2,{}", name, registered_ && sim_ ? "1,\"1A2B\",\"00C3D4E5\",7" : "2"));
  }
  if (name == "+CGATT") return with_ok(fmt::format("+CGATT: {}", registered_ ? 1 : 0));
  if (name == "+COPS") {
    if (rest != "?") return final_ok();
    return with_ok(registered_ ? "+COPS: 0,2,\"46000\",7" : "+COPS: 0");
  }
  if (name == "+CSQ") return with_ok(registered_ ? "+CSQ: 21,99" : "+CSQ: 99,99");
  if (name == "+CSCS") {
    if (rest == "=?") return with_ok("+CSCS: (\"GSM\",\"IRA\",\"UCS2\")");
    return rest == "?" ? with_ok("+CSCS: \"GSM\"") : final_ok();
  }
  if (name == "+CMGF") return rest == "=0" ? final_ok() : error(3);
  if (name.starts_with("+CGM") || name == "+CGSN" || name == "I") return identity(name);
  if (name == "+CSMS" || name == "+CMMS") return final_ok();
  auto lacking = missing();
  if (name == "+CIMI") return lacking.empty() ? with_ok("460001234567890") : lacking;
  if (name == "+CSCA") {
    if (rest != "?") return final_ok();
    return lacking.empty() ? with_ok("+CSCA: \"+8613800100500\",145") : lacking;
  }
  if (name == "+CNMI") return indications(rest);
  if (!lacking.empty()) return lacking;
  if (name == "+CPMS") return memory_command(rest);
  if (name == "+CMGL") return list();
  if (name == "+CMGR") return read(value_at(rest.substr(1), 0));
  if (name == "+CMGD") return remove(value_at(rest.substr(1), 0));
  return error(4);
}

std::string Modem::identity(std::string_view name) const {
  if (name == "+CGMI") return with_ok("hazgate");
  if (name == "+CGMM") return with_ok("hazmodem");
  if (name == "+CGMR") return with_ok("1.0");
  if (name == "+CGSN") return with_ok("860000000000001");
  return with_ok("hazgate hazmodem 1.0");
}

std::string Modem::error(int cme_code) const {
  if (!numbered_errors_) return "\r\nERROR\r\n";
  return fmt::format("\r\n+CME ERROR: {}\r\n", cme_code);
}

std::string Modem::missing() const {
  if (!sim_) return error(kNoSim);
  if (!pin_.empty()) return error(pin_tries_ > 0 ? kPinWanted : kPukWanted);
  return {};
}

std::string Modem::sim_command(std::string_view rest) {
  if (!sim_) return error(kNoSim);
  if (rest == "?") {
    if (pin_.empty()) return with_ok("+CPIN: READY");
    return with_ok(pin_tries_ > 0 ? "+CPIN: SIM PIN" : "+CPIN: SIM PUK");
  }
  if (pin_.empty() || pin_tries_ == 0) return error(3);
  if (quoted(rest) != pin_) {
    --pin_tries_;
    events_.push_back({{"event", "wrong-pin"}, {"tries_left", pin_tries_}});
    return error(pin_tries_ > 0 ? kWrongPin : kPukWanted);
  }
  pin_.clear();
  pin_tries_ = 3;
  return final_ok();
}

std::string Modem::memory_command(std::string_view rest) {
  if (rest == "=?") {
    return with_ok("+CPMS: (\"SM\",\"ME\",\"SR\"),(\"SM\",\"ME\"),(\"SM\",\"ME\")");
  }
  const auto used = [&](std::string_view name) {
    return fmt::format("{},{}", mailbox_.memory(name)->size(), Mailbox::kPlaces);
  };
  if (rest == "?") {
    return with_ok(fmt::format("+CPMS: \"{0}\",{1},\"SM\",{2},\"SM\",{2}", memory_, used(memory_),
                               used("SM")));
  }
  const std::string name(quoted(rest));
  if (mailbox_.memory(name) == nullptr) return message_error(302);
  memory_ = name;
  return with_ok(fmt::format("+CPMS: {0},{0},{1}", used(name), used("SM")));
}

std::string Modem::list() {
  std::string lines;
  for (auto& [place, item] : *mailbox_.memory(memory_)) {
    const auto pdu = from_hex(item.pdu).value_or(Octets{0});
    lines +=
        fmt::format("\r\n+CMGL: {},{},,{}\r\n{}", place, item.read ? 1 : 0, counted(pdu), item.pdu);
    item.read = true;
  }
  return lines.empty() ? final_ok() : lines + "\r\n" + final_ok();
}

std::string Modem::read(int place) {
  auto& memory = *mailbox_.memory(memory_);
  const auto found = memory.find(place);
  if (found == memory.end()) return message_error(kNoSuchPlace);
  const auto pdu = from_hex(found->second.pdu).value_or(Octets{0});
  const int state = std::exchange(found->second.read, true) ? 1 : 0;
  return with_ok(fmt::format("+CMGR: {},,{}\r\n{}", state, counted(pdu), found->second.pdu));
}

std::string Modem::remove(int place) {
  if (mailbox_.memory(memory_)->erase(place) == 0) return message_error(kNoSuchPlace);
  events_.push_back({{"event", "deleted"}, {"memory", memory_}, {"place", place}});
  return final_ok();
}

std::string Modem::indications(std::string_view rest) {
  if (rest == "=?") {
    return with_ok(only_stored_ ? "+CNMI: (0-2),(0,1),(0,2),(0,2),(0,1)"
                                : "+CNMI: (0-2),(0,1),(0,2),(0-2),(0,1)");
  }
  if (!rest.starts_with("=")) return error(3);
  rest.remove_prefix(1);
  new_message_ = std::max(0, value_at(rest, 1));
  status_report_ = std::max(0, value_at(rest, 3));
  return final_ok();
}

void Modem::send(std::string bytes, Moment now) {
  const auto at = now.since_start + delay_;
  if (!output_.empty() && output_.back().first == at) {
    output_.back().second += bytes;
  } else {
    output_.emplace_back(at, std::move(bytes));
  }
}

std::string Modem::take_output(milliseconds now) {
  std::string bytes;
  while (!output_.empty() && output_.front().first <= now) {
    bytes += output_.front().second;
    output_.pop_front();
  }
  if (output_.empty() && confirmation_ && confirmation_->first <= now) {
    bytes += confirmation_->second;
    confirmation_.reset();
  }
  if (output_.empty() && !confirmation_ && !busy_ && !silent_) {
    for (const auto& line : std::exchange(unsolicited_, {})) bytes += line;
  }
  return bytes;
}

std::optional<milliseconds> Modem::next_due() const {
  std::optional<milliseconds> due;
  const auto consider = [&](milliseconds at) { due = due ? std::min(*due, at) : at; };
  if (!output_.empty()) consider(output_.front().first);
  if (confirmation_) consider(confirmation_->first);
  for (const auto& report : reports_) consider(report.at);
  return due;
}

}  // namespace hazgate::sim
