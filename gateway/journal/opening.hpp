#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <tl/expected.hpp>

#include "gateway/journal/journal.hpp"

namespace hazgate::journal {

/// Journal::open() on a thread of its own: a disk that does not answer holds nobody up.
/// Thread  any, one at a time; the destructor waits for nothing: what is opened after it is closed at once
class Opening {
 public:
  using Result = tl::expected<std::unique_ptr<Journal>, OpenError>;

  /// Begins at once. `done` is called on that thread when there is a result, unless this is gone by then;
  /// it must not block. The sink is as in Journal::open.
  Opening(Options options, Journal::Sink sink, std::function<void()> done);
  ~Opening();
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

  /// The result, once; none: there is none in time, or it was taken.
  std::optional<Result> wait(std::chrono::milliseconds patience);
  bool is_done() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace hazgate::journal
