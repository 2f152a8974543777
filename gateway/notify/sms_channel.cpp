#include "gateway/notify/sms_channel.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fmt/core.h>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/notify/gammu_modem.hpp"

namespace hazgate::notify {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Receipt::Kind;
using Proof = Health::Proof;

constexpr std::chrono::milliseconds kBetweenReads{800};
/// While the modem is open and no message would go out.
constexpr std::chrono::milliseconds kLookAgain{5000};

/// A letter and all who wait for it.
struct Job {
  Letter letter;
  std::vector<std::uint64_t> tickets;
};

std::string words_of(const ModemLook& look) {
  const std::string network = look.registered ? "registered" : "answers";
  return look.signal ? fmt::format("{}, signal {} %", network, *look.signal) : network;
}

bool same_message(const Letter& left, const Letter& right) {
  return !left.key.empty() && left.key == right.key && left.to == right.to;
}

}  // namespace

struct SmsChannel::Inside {
  Inside(SmsSettings given, OnReceipt receipt, OnIncoming incoming, OnHealth health)
      : settings(std::move(given)),
        on_receipt(std::move(receipt)),
        on_incoming(std::move(incoming)),
        on_health(std::move(health)),
        thread([this] { run(); }) {}

  ~Inside() {
    dog.stop();
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    thread.join();
  }

  void add(Letter letter);

  // All below: the channel's thread.
  void run();
  void wait();
  bool begin_letter();
  std::vector<std::uint64_t> end_letter();
  void carry_out();
  void fail_waiting(const std::string& reason);
  void fail_turned_away();
  void open_modem();
  void close_modem(std::string reason, Proof proof = Proof::Look);
  void read_modem();
  bool look_at_modem(Proof of_trouble = Proof::Look);
  bool is_of_channel(const ModemTrouble& failure);
  void say(bool able, Proof proof, std::string words);
  void tell(const std::vector<std::uint64_t>& tickets, Kind kind, const std::string& error = {},
            bool of_channel = false);

  const SmsSettings settings;
  const OnReceipt on_receipt;
  const OnIncoming on_incoming;
  const OnHealth on_health;

  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::deque<Job> waiting;
  std::optional<Job> current;
  std::vector<std::uint64_t> turned_away;

  Watchdog dog;
  PinMemory pin;
  std::unique_ptr<GammuModem> modem;
  std::optional<std::string>
      trouble;  ///< why there is no modem; none: not tried yet, or there is one
  Clock::time_point next_opening = Clock::now();
  Clock::time_point next_reading = Clock::now();
  Clock::time_point next_look = Clock::now();
  std::string seen;                   ///< at the last look, of an able modem
  std::optional<std::string> barred;  ///< the operator takes nothing of this SIM: why
  DeliveryLedger ledger;
  IncomingPieces pieces;

  std::thread thread;  ///< last: it uses all above
};

void SmsChannel::Inside::add(Letter letter) {
  {
    const std::lock_guard lock(mutex);
    const auto ticket = letter.ticket;
    const auto same = std::find_if(waiting.begin(), waiting.end(), [&](const Job& job) {
      return same_message(job.letter, letter);
    });
    if (current && same_message(current->letter, letter)) {
      current->tickets.push_back(ticket);
      return;
    }
    if (same != waiting.end()) {
      same->tickets.push_back(ticket);
      return;
    }
    if (waiting.size() < kMostWaiting) {
      const auto behind = letter.urgent
                              ? std::find_if(waiting.begin(), waiting.end(),
                                             [](const Job& job) { return !job.letter.urgent; })
                              : waiting.end();
      waiting.insert(behind, {std::move(letter), {ticket}});
    } else {
      turned_away.push_back(ticket);
    }
  }
  changed.notify_all();
}

void SmsChannel::Inside::run() {
  while (!dog.stopped()) {
    fail_turned_away();
    if (!modem && Clock::now() >= next_opening) open_modem();
    if (!modem && trouble) fail_waiting(*trouble);
    if (modem && begin_letter()) carry_out();
    if (modem && Clock::now() >= next_reading) read_modem();
    if (modem && Clock::now() >= next_look) look_at_modem();
    wait();
  }
  modem.reset();
}

/// Until there is something to do.
void SmsChannel::Inside::wait() {
  std::unique_lock lock(mutex);
  const auto until = modem ? next_reading : next_opening;
  changed.wait_until(lock, until,
                     [&] { return stopping || !waiting.empty() || !turned_away.empty(); });
}

bool SmsChannel::Inside::begin_letter() {
  const std::lock_guard lock(mutex);
  if (waiting.empty()) return false;
  current = std::move(waiting.front());
  waiting.pop_front();
  return true;
}

/// From here on the same letter is a new one.
std::vector<std::uint64_t> SmsChannel::Inside::end_letter() {
  const std::lock_guard lock(mutex);
  auto tickets = std::move(current->tickets);
  current.reset();
  return tickets;
}

void SmsChannel::Inside::tell(const std::vector<std::uint64_t>& tickets, Kind kind,
                              const std::string& error, bool of_channel) {
  if (dog.stopped()) return;
  for (const auto ticket : tickets) on_receipt({ticket, kind, error, of_channel});
}

void SmsChannel::Inside::fail_waiting(const std::string& reason) {
  while (begin_letter()) {
    say(false, Proof::Letter, reason);
    tell(end_letter(), Kind::Failed, reason, true);
  }
}

void SmsChannel::Inside::fail_turned_away() {
  std::vector<std::uint64_t> tickets;
  {
    const std::lock_guard lock(mutex);
    tickets.swap(turned_away);
  }
  if (tickets.empty()) return;
  tell(tickets, Kind::Failed, fmt::format("{} messages wait for the modem already", kMostWaiting));
}

void SmsChannel::Inside::carry_out() {
  const auto& letter = current->letter;  // add() changes only its tickets
  const std::string to = letter.to;
  const auto result = modem->send(to, letter.text);
  const auto tickets = end_letter();
  if (result) {
    barred.reset();
    say(true, Proof::Letter, seen);
    tell(tickets, Kind::Sent);
    if (settings.delivery_reports && !result->empty()) {
      ledger.sent(tickets, to, *result, Clock::now());
    }
    return;
  }
  const auto& failure = result.error();
  const bool of_channel = is_of_channel(failure);
  tell(tickets, failure.next == ModemTrouble::Next::Refuse ? Kind::Refused : Kind::Failed,
       failure.text, of_channel);
}

/// Whether it was the modem, its SIM or the operator, and not this message; says so.
bool SmsChannel::Inside::is_of_channel(const ModemTrouble& failure) {
  const bool refused = failure.next == ModemTrouble::Next::Refuse;
  if (failure.next == ModemTrouble::Next::Reopen) {
    close_modem(failure.text, Proof::Letter);
    return true;
  }
  if (!failure.of_channel) return !refused && !look_at_modem(Proof::Letter);
  barred = failure.text;
  say(false, refused ? Proof::ForGood : Proof::Letter, failure.text);
  return true;
}

void SmsChannel::Inside::say(bool able, Proof proof, std::string words) {
  if (on_health && !dog.stopped()) on_health({able, proof, {}, std::move(words)});
}

/// Whether a message could go out, as far as the modem shows it; says so.
bool SmsChannel::Inside::look_at_modem(Proof of_trouble) {
  const auto look = modem->look();
  if (look) {
    next_look = Clock::now() + settings.look_pause;
    seen = words_of(*look);
    say(!barred, Proof::Look, barred.value_or(seen));
    return true;
  }
  next_look = Clock::now() + std::min(kLookAgain, settings.look_pause);
  if (look.error().next == ModemTrouble::Next::Reopen) {
    close_modem(look.error().text, of_trouble);
  } else {
    say(false, of_trouble, look.error().text);
  }
  return false;
}

void SmsChannel::Inside::open_modem() {
  const auto go_on = [this] {
    fail_turned_away();
    if (trouble) fail_waiting(*trouble);
    return !dog.stopped();
  };
  auto opened = GammuModem::open(settings, pin, dog, go_on);
  if (!opened) return close_modem(opened.error());
  modem = std::move(*opened);
  trouble.reset();
  next_reading = Clock::now();
  next_look = Clock::now();
}

void SmsChannel::Inside::close_modem(std::string reason, Proof proof) {
  modem.reset();
  say(false, proof, reason);
  trouble = std::move(reason);
  next_opening = Clock::now() + settings.reopen_pause;
}

void SmsChannel::Inside::read_modem() {
  next_reading = Clock::now() + kBetweenReads;
  const auto mail = modem->read();
  if (!mail) return close_modem(mail.error().text);
  for (const auto& report : mail->reports) {
    for (const auto& outcome : ledger.reported(report, Clock::now())) {
      const bool delivered = outcome.cause.kind == Kind::Delivered;
      tell(outcome.tickets, outcome.cause.kind, delivered ? std::string() : outcome.cause.text);
    }
  }
  std::vector<int> places = mail->spent;
  for (const auto& complete : pieces.take(mail->messages, Clock::now())) {
    if (dog.stopped()) return;
    on_incoming(complete.message);
    places.insert(places.end(), complete.places.begin(), complete.places.end());
  }
  for (const int place : places) {
    const auto removed = modem->remove(place);
    if (!removed && removed.error().next == ModemTrouble::Next::Reopen) {
      return close_modem(removed.error().text);
    }
  }
}

SmsChannel::SmsChannel(SmsSettings settings, OnReceipt on_receipt, OnIncoming on_incoming,
                       OnHealth on_health)
    : inside_(std::make_unique<Inside>(std::move(settings), std::move(on_receipt),
                                       std::move(on_incoming), std::move(on_health))) {}

SmsChannel::~SmsChannel() = default;

void SmsChannel::send(Letter letter) {
  inside_->add(std::move(letter));
}

}  // namespace hazgate::notify
