#include "gateway/journal/spans.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace hazgate::journal {
namespace {

/// Takes a number of digits alone off the front; nothing when there is none, or it is 0.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<Spans::Span> Spans::add(std::uint64_t first, std::uint64_t last) {
  auto next = spans_.upper_bound(first);
  if (next != spans_.begin()) {
    const auto before = std::prev(next);
    if (before->second >= last) return std::nullopt;
    if (before->second + 1 >= first) {
      first = before->first;
      spans_.erase(before);
    }
  }
  while (next != spans_.end() && next->first <= last + 1) {
    last = std::max(last, next->second);
    next = spans_.erase(next);
  }
  spans_.emplace(first, last);
  return spans_.size() > kMost ? forget_shortest() : std::nullopt;
}

std::optional<Spans::Span> Spans::forget_shortest() {
  const auto shortest = std::min_element(
      spans_.begin(), std::prev(spans_.end()),  // never the last: live grows it
      [](const auto& a, const auto& b) { return a.second - a.first < b.second - b.first; });
  const Span forgotten{shortest->first, shortest->second};
  spans_.erase(shortest);
  return forgotten;
}

bool Spans::contains(std::uint64_t seq) const {
  return end_of(seq) >= seq;
}

std::uint64_t Spans::end_of(std::uint64_t seq) const {
  const auto next = spans_.upper_bound(seq);
  if (next == spans_.begin()) return seq - 1;
  const std::uint64_t last = std::prev(next)->second;
  return last >= seq ? last : seq - 1;
}

std::optional<std::uint64_t> Spans::next_after(std::uint64_t seq) const {
  if (contains(seq + 1)) return seq + 1;
  const auto next = spans_.upper_bound(seq);
  return next == spans_.end() ? std::nullopt : std::optional(next->first);
}

std::uint64_t Spans::take_following(std::uint64_t end) {
  while (!spans_.empty() && spans_.begin()->first <= end + 1) {
    end = std::max(end, spans_.begin()->second);
    spans_.erase(spans_.begin());
  }
  return end;
}

void Spans::clip(std::uint64_t after, std::uint64_t last) {
  std::map<std::uint64_t, std::uint64_t> kept;
  for (const auto& [begin, end] : spans_) {
    const std::uint64_t from = std::max(begin, after + 1), to = std::min(end, last);
    if (from <= to) kept.emplace(from, to);
  }
  spans_ = std::move(kept);
}

std::uint64_t Spans::count() const {
  std::uint64_t count = 0;
  for (const auto& [first, last] : spans_) count += last - first + 1;
  return count;
}

std::string Spans::text() const {
  std::string text;
  for (const auto& [first, last] : spans_) {
    if (!text.empty()) text += ',';
    text += std::to_string(first);
    if (last != first) text += '-' + std::to_string(last);
  }
  return text;
}

std::optional<Spans> Spans::from_text(std::string_view text) {
  Spans spans;
  if (text.empty()) return spans;
  std::uint64_t end = 0;  // of the one before
  do {
    const auto first = take_number(text);
    if (!first) return std::nullopt;
    auto last = first;
    if (take(text, '-')) {
      last = take_number(text);
      if (!last || *last <= *first) return std::nullopt;
    }
    if (!spans.empty() && *first <= end + 1) return std::nullopt;
    if (spans.size() == kMost) return std::nullopt;
    end = *last;
    spans.spans_.emplace(*first, *last);
  } while (take(text, ','));
  if (!text.empty() || end == UINT64_MAX) return std::nullopt;
  return spans;
}

}  // namespace hazgate::journal
