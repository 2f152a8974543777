#pragma once

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// Reads one object of a document of the journal. It asks for one key after the other; whether all of them
/// were as they should be, or which was the first that was not, is asked once, at the end. What stands for a
/// wrong one has no meaning.
/// Thread  any, one at a time (pure)
class DocumentReader {
 public:
  /// Shape   object, good: outlive it; `good` becomes false with the first wrong key and never true again
  DocumentReader(const boost::json::object& object, bool& good) : object_(object), good_(&good) {}
  /// Shape   `error`: what is wrong with the first wrong key; empty before
  DocumentReader(const boost::json::object& object, std::string& error)
      : object_(object), error_(&error) {}

  std::string text(const char* key);
  bool flag(const char* key);
  /// Not negative, and no more than that.
  template <class Number>
  Number count(const char* key, Number most = std::numeric_limits<Number>::max()) {
    const std::uint64_t number = whole(key);
    if (number > static_cast<std::uint64_t>(most)) wrong(key);
    return static_cast<Number>(number);
  }
  /// Of which difference and sum fit into a Duration. Before 1970 are stamps of what had begun before a
  /// clock was set back to it.
  WallTime stamp(const char* key);
  std::optional<WallTime> stamp_or_null(const char* key);
  /// Microseconds; not negative, and a moment plus it fits into a Tick.
  Duration duration(const char* key);
  /// Written with measure_text(). Neither negative nor more than that.
  double measure(const char* key, double most = std::numeric_limits<double>::max());

  template <class Word, std::size_t kCount>
  Word word(const char* key, const std::array<std::string_view, kCount>& words) {
    return word_of<Word>(key, find(key), words);
  }
  template <class Word, std::size_t kCount>
  std::vector<Word> words(const char* key, const std::array<std::string_view, kCount>& words) {
    std::vector<Word> list;
    for (const auto& each : array(key)) list.push_back(word_of<Word>(key, &each, words));
    return list;
  }
  std::vector<std::string> texts(const char* key);
  /// `read`: makes an entry of the reader of its object.
  template <class Read>
  auto list(const char* key, const Read& read)
      -> std::vector<decltype(read(std::declval<DocumentReader&>()))> {
    std::vector<decltype(read(std::declval<DocumentReader&>()))> entries;
    for (const auto& each : array(key)) {
      if (!each.is_object()) return wrong(key), entries;
      DocumentReader inside(each.get_object(), *this);
      entries.push_back(read(inside));
    }
    return entries;
  }
  /// What `read` makes of the object under this key.
  template <class Read>
  auto object(const char* key, const Read& read)
      -> std::optional<decltype(read(std::declval<DocumentReader&>()))> {
    const boost::json::value* value = find(key);
    if (value == nullptr || !value->is_object()) return wrong(key), std::nullopt;
    DocumentReader inside(value->get_object(), *this);
    return read(inside);
  }
  /// The same; nothing when null stands there.
  template <class Read>
  auto object_or_null(const char* key, const Read& read)
      -> std::optional<decltype(read(std::declval<DocumentReader&>()))> {
    if (is_null(key)) return std::nullopt;
    return object(key, read);
  }
  bool is_null(const char* key) const {
    const boost::json::value* value = find(key);
    return value != nullptr && value->is_null();
  }
  /// What only the caller can judge is not as it should be.
  void wrong(const char* key);

  /// Years 0001 to 9999 are less from 1970.
  static constexpr std::chrono::hours kFarthest{24LL * 366 * 10'000};

 private:
  /// Of an object inside: its mistakes are those of the whole.
  DocumentReader(const boost::json::object& object, const DocumentReader& around)
      : object_(object), good_(around.good_), error_(around.error_) {}
  const boost::json::value* find(const char* key) const { return object_.if_contains(key); }
  const boost::json::array& array(const char* key);
  std::string text_of(const char* key, const boost::json::value* value);
  std::int64_t number(const char* key);
  std::uint64_t whole(const char* key);

  template <class Word, std::size_t kCount>
  Word word_of(const char* key, const boost::json::value* value,
               const std::array<std::string_view, kCount>& words) {
    const auto found = std::find(words.begin(), words.end(), text_of(key, value));
    if (found == words.end()) return wrong(key), Word{};
    return static_cast<Word>(found - words.begin());
  }

  const boost::json::object& object_;
  bool* good_ = nullptr;          ///< one of the two …
  std::string* error_ = nullptr;  ///< … is there
};

/// The shortest text that reads back to the same number. Boost.JSON 1.81 reads one number of ten a little
/// beside what was written, so that a measure stands as text.
std::string measure_text(double number);

/// The object as the body of a document, with the version of this hazgate and a checksum. Its keys "v" and
/// "crc" are taken.
std::string sealed(boost::json::object object);
/// None: it is no such object, of another version, or not as it was written.
std::optional<boost::json::object> unsealed(const std::string& body);

}  // namespace hazgate::daemon
