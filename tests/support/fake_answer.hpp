#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/control/desk.hpp"

namespace hazgate::testing {

/// Keeps what an operation answered.
class FakeAnswer : public control::Answer {
 public:
  void item(const boost::json::object& item) override { items.push_back(item); }
  void done() override { ended = true; }
  void fail(control::Failure why, const std::string& what) override {
    failure = why;
    text = what;
    ended = true;
  }
  bool is_open() const override { return open; }

  std::vector<boost::json::object> items;
  bool ended = false;
  bool open = true;
  std::optional<control::Failure> failure;
  std::string text;
};

}  // namespace hazgate::testing
