#include "sms_fixture.hpp"

#include <algorithm>

namespace hazgate::notify {

std::optional<Receipt> Post::wait_for(std::uint64_t ticket, std::vector<Receipt::Kind> kinds,
                                      std::chrono::seconds patience) {
  std::optional<Receipt> found;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] {
    const auto at = std::find_if(receipts_.begin(), receipts_.end(), [&](const Receipt& receipt) {
      return receipt.ticket == ticket &&
             std::find(kinds.begin(), kinds.end(), receipt.kind) != kinds.end();
    });
    if (at != receipts_.end()) found = *at;
    return found.has_value();
  });
  return found;
}

std::optional<Incoming> Post::wait_for_incoming(std::size_t number, std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [&] { return incoming_.size() >= number; })) {
    return std::nullopt;
  }
  return incoming_[number - 1];
}

std::vector<Receipt> Post::receipts_of(std::uint64_t ticket) {
  std::vector<Receipt> found;
  const std::lock_guard lock(mutex_);
  std::copy_if(receipts_.begin(), receipts_.end(), std::back_inserter(found),
               [&](const Receipt& receipt) { return receipt.ticket == ticket; });
  return found;
}

std::vector<Incoming> Post::incoming() {
  const std::lock_guard lock(mutex_);
  return incoming_;
}

SmsTest::SmsTest() = default;

SmsTest::~SmsTest() {
  channel_.reset();
  modem_.reset();
}

void SmsTest::plug_in(const std::vector<std::string>& first) {
  modem_ = std::make_unique<ModemProgram>(folder_.file("modem"), first);
}

SmsChannel& SmsTest::open(SmsSettings settings) {
  settings.device = folder_.file("modem");
  settings.reopen_pause = 500ms;
  channel_ = std::make_unique<SmsChannel>(settings, post_.on_receipt(), post_.on_incoming());
  return *channel_;
}

std::uint64_t SmsTest::send(const std::string& text, const std::string& to) {
  const auto ticket = ++last_ticket_;
  channel_->send(
      {.ticket = ticket, .to = to, .text = text, .key = "key-" + std::to_string(ticket)});
  return ticket;
}

bool SmsTest::send_until_sent(const std::string& text, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    const auto commands = modem_->all("command").size();
    const auto result = post_.result_of(send(text));
    if (result && result->kind == Receipt::Kind::Sent) return true;
    modem_->wait_for_count(commands + 1, "command", nullptr, 2s);  // until it is tried again
  }
  return false;
}

}  // namespace hazgate::notify
