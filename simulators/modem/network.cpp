// What a modem does with the network: messages out, reports and messages in, and what is done to it.

#include <fmt/core.h>

#include "simulators/modem/modem.hpp"

namespace hazgate::sim {
namespace {

constexpr std::chrono::milliseconds kDeliveryTime{150};
constexpr int kNoNetwork = 331, kWrongPdu = 304;

}  // namespace

void Modem::submit(Moment now) {
  const auto cms_error = [&](int code) { send(fmt::format("\r\n+CMS ERROR: {}\r\n", code), now); };
  const auto pdu = from_hex(line_);
  const auto message =
      pdu ? decode_submit(*pdu) : tl::unexpected(std::string("not hexadecimal digits"));
  if (!message) {
    events_.push_back({{"event", "unreadable"}, {"pdu", line_}, {"why", message.error()}});
    return cms_error(kWrongPdu);
  }
  if (!registered_) return cms_error(kNoNetwork);
  if (const auto code = refusal_of(message->to)) {
    events_.push_back({{"event", "refused"}, {"to", message->to}, {"code", *code}});
    return cms_error(*code);
  }
  reference_ = (reference_ + 1) % 256;
  collect(*message, reference_);
  confirmation_ = {now.since_start + delay_ + confirm_delay_,
                   fmt::format("\r\n+CMGS: {}\r\n\r\nOK\r\n", reference_)};
  if (!message->report_wanted || !reports_on_) return;
  reports_.push_back({confirmation_->first + kDeliveryTime,
                      {.reference = static_cast<std::uint8_t>(reference_),
                       .to = message->to,
                       .submitted = now.wall,
                       .discharged = now.wall,
                       .status = static_cast<std::uint8_t>(status_)}});
}

std::optional<int> Modem::refusal_of(const std::string& number) const {
  for (const auto& key : {number, std::string()}) {
    const auto found = refusals_.find(key);
    if (found != refusals_.end()) return found->second;
  }
  return std::nullopt;
}

void Modem::collect(const Submit& message, int reference) {
  if (!message.piece || message.piece->total < 2) {
    events_.push_back({{"event", "sms"},
                       {"to", message.to},
                       {"text", to_utf8(message.text)},
                       {"references", boost::json::array{reference}},
                       {"ucs2", message.ucs2},
                       {"report", message.report_wanted}});
    return;
  }
  const auto& piece = *message.piece;
  events_.push_back({{"event", "piece"},
                     {"to", message.to},
                     {"text", to_utf8(message.text)},
                     {"reference", reference},
                     {"message", piece.reference},
                     {"number", piece.number},
                     {"total", piece.total}});
  const std::pair key(message.to, piece.reference);
  auto& collected = collected_[key];
  collected.pieces[piece.number] = message.text;
  collected.references.push_back(reference);
  if (collected.pieces.size() < piece.total) return;
  std::u16string text;
  for (const auto& [number, part] : collected.pieces) text += part;
  events_.push_back({{"event", "sms"},
                     {"to", message.to},
                     {"text", to_utf8(text)},
                     {"references", collected.references},
                     {"ucs2", message.ucs2},
                     {"report", message.report_wanted}});
  collected_.erase(key);
}

void Modem::pass(Moment now) {
  std::vector<DueReport> later;
  for (auto& due : std::exchange(reports_, {})) {
    if (due.at > now.since_start) {
      later.push_back(std::move(due));
    } else {
      deliver_report(due.report);
    }
  }
  reports_ = std::move(later);
}

void Modem::deliver_report(const StatusReport& report) {
  events_.push_back({{"event", "report"},
                     {"to", report.to},
                     {"reference", report.reference},
                     {"status", report.status}});
  const auto pdu = encode(report);
  if (status_report_ == 1)
    return announce(fmt::format("+CDS: {}\r\n{}", pdu.size() - 1, to_hex(pdu)));
  if (status_report_ != 2) return;
  const int place = Mailbox::store(*mailbox_.memory("SR"), to_hex(pdu));
  if (place != 0) announce(fmt::format("+CDSI: \"SR\",{}", place));
}

void Modem::announce(std::string line) {
  unsolicited_.push_back("\r\n" + std::move(line) + "\r\n");
}

void Modem::apply(const Control& control, Moment now) {
  switch (control.kind) {
    case Control::Kind::Silent:
      silent_ = true;
      output_.clear();
      confirmation_.reset();
      line_.clear();
      in_text_ = busy_ = false;
      break;
    case Control::Kind::Answer:
      silent_ = false;
      break;
    case Control::Kind::Slow:
      delay_ = control.delay;
      break;
    case Control::Kind::Confirm:
      confirm_delay_ = control.delay;
      break;
    case Control::Kind::Refuse:
      refusals_[control.number] = control.value;
      break;
    case Control::Kind::Accept:
      refusals_.clear();
      break;
    case Control::Kind::Network:
      registered_ = control.value != 0;
      break;
    case Control::Kind::Sim:
      sim_ = control.value != 0;
      break;
    case Control::Kind::Pin:
      pin_ = control.text;
      break;
    case Control::Kind::Store:
      store_ = control.text;
      break;
    case Control::Kind::Reports:
      reports_on_ = control.value != 0;
      only_stored_ = control.value == 2;
      break;
    case Control::Kind::Status:
      status_ = control.value;
      break;
    case Control::Kind::Receive:
      come_in(control, now);
      break;
  }
}

void Modem::come_in(const Control& control, Moment now) {
  events_.push_back({{"event", "received"}, {"from", control.number}, {"text", control.text}});
  auto& memory = *mailbox_.memory(store_);
  for (const auto& message : split(control.number, to_utf16(control.text), ++received_, now.wall)) {
    const int place = Mailbox::store(memory, to_hex(encode(message)));
    if (place == 0) {
      events_.push_back({{"event", "full"}, {"memory", store_}});
    } else if (new_message_ == 1) {
      announce(fmt::format("+CMTI: \"{}\",{}", store_, place));
    }
  }
}

}  // namespace hazgate::sim
