#pragma once

#include <chrono>
#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/notify/health.hpp"

namespace hazgate::notify {

/// What a channel says of itself, in order.
class HeardHealth {
 public:
  OnHealth sink() {
    return [this](Health health) {
      {
        const std::lock_guard lock(mutex_);
        heard_.push_back(std::move(health));
      }
      changed_.notify_all();
    };
  }

  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return heard_.size();
  }
  /// The first from `from` on that is so and has `words` in its words; a failure when none comes.
  Health wait_for(bool able, const std::string& words, std::size_t from = 0,
                  std::chrono::seconds patience = std::chrono::seconds(30)) {
    std::unique_lock lock(mutex_);
    std::size_t found = 0;
    const bool came = changed_.wait_for(lock, patience, [&] {
      for (found = from; found < heard_.size(); ++found) {
        if (heard_[found].able == able && heard_[found].words.find(words) != std::string::npos) {
          return true;
        }
      }
      return false;
    });
    if (came) return heard_[found];
    ADD_FAILURE() << "nothing said like \"" << words << "\", but " << texts();
    return {};
  }

 private:
  std::string texts() const {
    std::string texts;
    for (const Health& health : heard_) texts += (health.able ? "\n+ " : "\n- ") + health.words;
    return texts;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Health> heard_;
};

}  // namespace hazgate::notify
