#include "gateway/daemon/document_reader.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <limits>

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

/// Reads "x" of {"x": value}; none: it was wrong.
template <class Read>
auto read(json::value value, Read read)
    -> std::optional<decltype(read(std::declval<DocumentReader&>()))> {
  const json::object object{{"x", std::move(value)}};
  bool good = true;
  DocumentReader reader(object, good);
  auto got = read(reader);
  if (!good) return std::nullopt;
  return got;
}

std::optional<std::uint32_t> count(json::value value) {
  return read(std::move(value),
              [](DocumentReader& reader) { return reader.count<std::uint32_t>("x"); });
}
std::optional<WallTime> stamp(json::value value) {
  return read(std::move(value), [](DocumentReader& reader) { return reader.stamp("x"); });
}
std::optional<Duration> duration(json::value value) {
  return read(std::move(value), [](DocumentReader& reader) { return reader.duration("x"); });
}
std::optional<double> measure(json::value value) {
  return read(std::move(value), [](DocumentReader& reader) { return reader.measure("x"); });
}

std::optional<double> written(const std::string& text) {
  return measure(json::value(text));
}

/// What is wrong with it, as the ledger says it.
template <class Read>
std::string mistake(const json::object& object, Read read) {
  std::string error;
  DocumentReader reader(object, error);
  read(reader);
  return error;
}

TEST(DocumentReader, NamesTheFirstKeyThatIsNotAsItShouldBeAlsoInside) {
  const json::object object =
      json::parse(R"({"a":"x","in":{"b":1},"none":null,"list":[{"b":2},{"b":"x"}]})").as_object();
  const auto inner = [](DocumentReader& inside) { return inside.text("b"); };
  EXPECT_EQ(mistake(object, [](DocumentReader& r) { r.text("a"); }), "");
  EXPECT_EQ(mistake(object,
                    [&](DocumentReader& r) {
                      r.object("in", inner);
                      r.text("later");
                    }),
            "\"b\" is missing or not as it should be");
  EXPECT_EQ(mistake(object, [&](DocumentReader& r) { r.object("none", inner); }),
            "\"none\" is missing or not as it should be");
  EXPECT_EQ(
      mistake(object, [&](DocumentReader& r) { EXPECT_FALSE(r.object_or_null("none", inner)); }),
      "");
  EXPECT_EQ(mistake(object, [&](DocumentReader& r) { r.object_or_null("gone", inner); }),
            "\"gone\" is missing or not as it should be");
  EXPECT_EQ(mistake(object, [&](DocumentReader& r) { r.list("list", inner); }),
            "\"b\" is missing or not as it should be");
  EXPECT_EQ(mistake(object, [](DocumentReader& r) { r.wrong("a"); }),
            "\"a\" is missing or not as it should be");
}

TEST(DocumentReader, ACountFits) {
  EXPECT_EQ(count(0), 0u);
  EXPECT_EQ(count(4'294'967'295u), 4'294'967'295u);
  EXPECT_EQ(count(std::uint64_t{7}), 7u);
  EXPECT_FALSE(count(4'294'967'296));
  EXPECT_FALSE(count(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_FALSE(count(-1));
  EXPECT_FALSE(count(1.0));
  EXPECT_FALSE(count("1"));
  EXPECT_FALSE(count(true));
  EXPECT_FALSE(count(nullptr));
}

TEST(DocumentReader, MomentsAndTimesAreFarFromTheEndOfTheirTypes) {
  EXPECT_EQ(stamp(-5), from_unix_ms(-5));
  EXPECT_EQ(stamp(253'402'300'799'999), from_unix_ms(253'402'300'799'999));
  EXPECT_EQ(duration(0), Duration{0});
  EXPECT_FALSE(duration(-1));
  const auto farthest = DocumentReader::kFarthest;
  const std::int64_t ms = std::chrono::milliseconds{farthest}.count();
  EXPECT_TRUE(stamp(ms) && stamp(-ms));
  EXPECT_FALSE(stamp(ms + 1));
  EXPECT_FALSE(stamp(-ms - 1));
  EXPECT_FALSE(stamp(std::numeric_limits<std::int64_t>::min()));
  EXPECT_TRUE(duration(Duration{farthest}.count()));
  EXPECT_FALSE(duration(Duration{farthest}.count() + 1));
  EXPECT_FALSE(duration(std::numeric_limits<std::int64_t>::max()));
}

TEST(DocumentReader, AMeasureIsExactAndFinite) {
  EXPECT_EQ(written(measure_text(0.1 + 0.2)), 0.1 + 0.2);
  EXPECT_EQ(measure("60.5"), 60.5);
  EXPECT_EQ(written(measure_text(std::numeric_limits<double>::max())),
            std::numeric_limits<double>::max());
  EXPECT_EQ(written(measure_text(std::numeric_limits<double>::denorm_min())),
            std::numeric_limits<double>::denorm_min());
  for (const char* wrong :
       {"", " 1", "1 ", "1,5", "+1", "-1", "nan", "inf", "1e999", "0x10", "wind"}) {
    EXPECT_FALSE(measure(wrong)) << wrong;
  }
  EXPECT_FALSE(measure(60.5));
}

TEST(DocumentReader, AWrongKeyIsNotMadeGoodByTheNext) {
  const json::object object{{"a", 1}, {"b", "text"}};
  bool good = true;
  DocumentReader reader(object, good);
  EXPECT_EQ(reader.text("b"), "text");
  EXPECT_TRUE(good);
  reader.text("a");
  EXPECT_FALSE(good);
  reader.text("b");
  EXPECT_FALSE(good);
}

TEST(DocumentReader, WhatIsSealedComesOpenAndNothingElse) {
  const json::object object{{"by", "赵 \"x\"\n"}, {"n", 7}, {"list", {1, nullptr, false}}};
  const std::string body = sealed(object);
  auto opened = unsealed(body);
  ASSERT_TRUE(opened.has_value());
  opened->erase("v");
  EXPECT_EQ(*opened, object);
  // White space says nothing.
  EXPECT_TRUE(unsealed(" " + body + "\n"));
}

TEST(DocumentReader, AnotherVersionStaysClosed) {
  // The checksums are zlib's of {"v":1}, {"v":2} and {}.
  EXPECT_TRUE(unsealed(R"({"v":1,"crc":2229004093})"));
  EXPECT_FALSE(unsealed(R"({"v":2,"crc":2952180990})"));
  EXPECT_FALSE(unsealed(R"({"v":1,"crc":2952180990})"));
  EXPECT_FALSE(unsealed(R"({"crc":2745614147})"));
}

}  // namespace
}  // namespace hazgate::daemon
