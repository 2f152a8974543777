#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace hazgate::notify {

/// Ends calls into a blocking library that take too long: one call is watched at a time, and `bite`
/// is called, again and again, from its deadline until the call is back. A sign of life puts the
/// deadline off.
/// Thread  owns one; a Watch belongs to the thread that calls the library; the rest from any
class Watchdog {
 public:
  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// From now on every call, this one and those to come, is overdue.
  void stop();
  bool stopped() const;
  /// The call that is watched, if any, has made progress.
  void alive();

  class Watch {
   public:
    /// Bites after `silence` without a sign of life, and after `longest` in any case. `bite` must not
    /// block, and may be called from the watchdog's thread until this is gone.
    Watch(Watchdog& dog, std::chrono::milliseconds silence, std::chrono::milliseconds longest,
          std::function<void()> bite);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& dog_;
  };

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool ending_ = false;
  std::function<void()> bite_;  ///< of the call that is watched
  std::chrono::milliseconds silence_{};
  std::chrono::steady_clock::time_point deadline_, latest_;
  std::thread thread_;
};

}  // namespace hazgate::notify
