#include "gateway/notify/mail_channel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/notify/smtp_delivery.hpp"

namespace hazgate::notify {
namespace {

using Clock = std::chrono::steady_clock;

struct Waiting {
  Letter letter;
  Clock::time_point until;
};

/// OpenSSL writes to a connection that is gone with SIGPIPE; the signals are the daemon's matter.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct MailChannel::State {
  State(MailSettings its_settings, OnReceipt receipt, OnHealth health)
      : settings(std::move(its_settings)),
        on_receipt(std::move(receipt)),
        on_health(std::move(health)) {}

  void carry();   ///< what each of the carriers does
  void look();    ///< what the one thread does that looks at the server
  void report();  ///< what the one thread does that receipts come on
  Receipt carry(const Letter& letter) const;
  void give_up_old();                                      ///< with the mutex
  void note(const Receipt& receipt, Health::Proof proof);  ///< with the mutex
  bool looks() const { return on_health && settings.check > std::chrono::milliseconds::zero(); }

  const MailSettings settings;
  const OnReceipt on_receipt;
  const OnHealth on_health;
  std::mutex mutex;
  std::condition_variable letter_came, receipt_came, look_changed;
  std::deque<Health> healths;
  std::chrono::milliseconds pause = kLookAgain;  ///< after the next failure
  Clock::time_point next_look = Clock::now();
  std::deque<Waiting> waiting;
  std::deque<Receipt> receipts;
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
};

Receipt MailChannel::State::carry(const Letter& letter) const {
  if (std::string mistake = address_mistake(settings.from.address); !mistake.empty()) {
    return {0, Receipt::Kind::Refused, "from: " + mistake, true};
  }
  if (std::string mistake = address_mistake(letter.to); !mistake.empty()) {
    return {0, Receipt::Kind::Refused, mistake};
  }
  const WallTime now{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
  return deliver(settings, letter.to, mail_message(letter, settings.from, now), stop);
}

void MailChannel::State::carry() {
  block_signals();
  std::unique_lock lock(mutex);
  while (true) {
    letter_came.wait(lock, [&] { return stop || !waiting.empty(); });
    if (stop) return;
    const Letter letter = std::move(waiting.front().letter);
    waiting.pop_front();
    lock.unlock();
    Receipt receipt = carry(letter);
    receipt.ticket = letter.ticket;
    lock.lock();
    note(receipt, Health::Proof::Letter);
    receipts.push_back(std::move(receipt));
    receipt_came.notify_one();
  }
}

/// What this says of the server, and when to look at it again.
void MailChannel::State::note(const Receipt& receipt, Health::Proof proof) {
  const bool sent = receipt.kind == Receipt::Kind::Sent;
  if (!on_health || stop || (!sent && !receipt.of_channel)) return;
  if (receipt.kind == Receipt::Kind::Refused && proof == Health::Proof::Letter) {
    proof = Health::Proof::ForGood;
  }
  healths.push_back({sent, proof, {}, receipt.error});
  receipt_came.notify_one();
  const auto now = Clock::now();
  if (sent) {
    pause = kLookAgain;
    next_look = now + settings.check;
  } else {
    next_look = std::min(next_look, now + std::min(pause, settings.check));
  }
  look_changed.notify_one();
}

void MailChannel::State::look() {
  block_signals();
  std::unique_lock lock(mutex);
  while (!stop) {
    if (Clock::now() < next_look) {
      look_changed.wait_until(lock, Clock::time_point(next_look));
      continue;
    }
    next_look = Clock::time_point::max();
    lock.unlock();
    const Receipt receipt = probe(settings, stop);
    lock.lock();
    note(receipt, Health::Proof::Look);
    if (receipt.kind != Receipt::Kind::Sent) {
      pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestLookAgain);
    }
  }
}

void MailChannel::State::give_up_old() {
  const auto now = Clock::now();
  while (!waiting.empty() && waiting.front().until <= now) {
    receipts.push_back({waiting.front().letter.ticket, Receipt::Kind::Failed,
                        "not begun within " + std::to_string(kWaitingLimit.count()) +
                            " s: the letters before it hang at the mail server " + settings.host});
    waiting.pop_front();
  }
}

void MailChannel::State::report() {
  block_signals();
  std::unique_lock lock(mutex);
  while (!stop) {
    give_up_old();
    if (!healths.empty()) {
      Health health = std::move(healths.front());
      healths.pop_front();
      lock.unlock();
      on_health(std::move(health));
      lock.lock();
    } else if (!receipts.empty()) {
      Receipt receipt = std::move(receipts.front());
      receipts.pop_front();
      lock.unlock();
      on_receipt(std::move(receipt));
      lock.lock();
    } else if (waiting.empty()) {
      receipt_came.wait(lock);
    } else {
      const auto until = waiting.front().until;  // a carrier may take that letter meanwhile
      receipt_came.wait_until(lock, until);
    }
  }
}

MailChannel::MailChannel(MailSettings settings, OnReceipt on_receipt, OnHealth on_health)
    : state_(std::make_unique<State>(std::move(settings), std::move(on_receipt),
                                     std::move(on_health))) {
  state_->threads.emplace_back([state = state_.get()] { state->report(); });
  if (state_->looks()) state_->threads.emplace_back([state = state_.get()] { state->look(); });
  for (int i = 0; i < kAtOnce; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->carry(); });
  }
}

MailChannel::~MailChannel() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stop = true;
  }
  state_->letter_came.notify_all();
  state_->receipt_came.notify_all();
  state_->look_changed.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

void MailChannel::send(Letter letter) {
  const std::lock_guard lock(state_->mutex);
  if (state_->waiting.size() >= kMostWaiting) {
    state_->receipts.push_back({letter.ticket, Receipt::Kind::Failed,
                                std::to_string(kMostWaiting) + " letters are waiting already"});
  } else {
    state_->waiting.push_back({std::move(letter), Clock::now() + kWaitingLimit});
    state_->letter_came.notify_one();
  }
  state_->receipt_came.notify_one();
}

}  // namespace hazgate::notify
