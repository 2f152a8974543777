#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hazgate::journal {

/// Numbers of a lane that are done with, beyond the point up to which all are: disjoint spans, each
/// `first-last`, in order. At most kMost: of more, the shortest is forgotten, so that its records are
/// sent once more; what was not done with is never taken for done.
/// Thread  any, one at a time (pure)
class Spans {
 public:
  static constexpr std::size_t kMost = 64;
  struct Span {
    std::uint64_t first = 0, last = 0;
  };

  /// Adds first … last, both included. The span that had to be forgotten for it, if one had to be.
  std::optional<Span> add(std::uint64_t first, std::uint64_t last);
  bool contains(std::uint64_t seq) const;
  /// The last number of the span that `seq` lies in; `seq` - 1 when it lies in none.
  std::uint64_t end_of(std::uint64_t seq) const;
  /// The first number beyond `seq` that lies in a span; none: there is no span beyond it.
  std::optional<std::uint64_t> next_after(std::uint64_t seq) const;
  /// Takes the span that goes on from `end`, and gives where it ends; without one, `end`.
  std::uint64_t take_following(std::uint64_t end);
  /// Forgets all that lies outside of after + 1 … last.
  void clip(std::uint64_t after, std::uint64_t last);
  void clear() { spans_.clear(); }

  bool empty() const { return spans_.empty(); }
  std::size_t size() const { return spans_.size(); }
  std::uint64_t count() const;  ///< how many numbers

  /// "12-40,43,50-51"; empty without spans.
  std::string text() const;
  /// Nothing: not such a text, or not in order, or of more than kMost spans.
  static std::optional<Spans> from_text(std::string_view text);

  friend bool operator==(const Spans&, const Spans&) = default;

 private:
  std::optional<Span> forget_shortest();

  std::map<std::uint64_t, std::uint64_t> spans_;  ///< first → last; never touching each other
};

}  // namespace hazgate::journal
