#include "drivers/device/note.hpp"

#include <gtest/gtest.h>
#include <set>

namespace hazgate::device {
namespace {

TEST(Note, EachHasWordsOfItsOwn) {
  std::set<std::string_view> texts;
  for (int note = 0; note <= static_cast<int>(Note::CounterReset); ++note) {
    EXPECT_TRUE(texts.insert(to_text(static_cast<Note>(note))).second) << note;
  }
  EXPECT_TRUE(to_text(Note::None).empty());
}

}  // namespace
}  // namespace hazgate::device
