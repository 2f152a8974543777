// What a broken body does to response_of: it is counted and left out, and nothing is thrown.
#include <boost/json.hpp>
#include <functional>
#include <gtest/gtest.h>

#include "gateway/daemon/response_codec.hpp"
#include "tests/unit/gateway/daemon/response_documents.hpp"
#include "tests/unit/gateway/daemon/response_samples.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using samples::fields_of;
using samples::Outcome;
using samples::outcome_of;
using samples::resealed;
using site::Document;

void expect_left_out(const Document& document, const std::string& why) {
  const Outcome outcome = outcome_of(document);
  EXPECT_TRUE(outcome.memory.empty()) << why;
  EXPECT_EQ(outcome.unreadable, 1u) << why;
}

Document document_of_kind(const std::string& kind) {
  for (const Document& document : documents_of(samples::all())) {
    if (document.kind == kind) return document;
  }
  ADD_FAILURE() << kind;
  return {};
}

TEST(ResponseCodecBroken, WhatIsResealedUnchangedIsGood) {
  for (const Document& document : documents_of(samples::all())) {
    EXPECT_EQ(resealed(document, fields_of(document)), document);
    EXPECT_EQ(outcome_of(document).unreadable, 0u) << document.kind;
  }
}

/// Calls `visit` with a pointer to each field: of the object, and of the objects in its lists.
void for_each_field(const json::value& value, const std::string& path,
                    const std::function<void(const std::string&)>& visit) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.get_object()) {
      visit(path + "/" + std::string(key));
      for_each_field(inner, path + "/" + std::string(key), visit);
    }
  } else if (value.is_array() && !value.get_array().empty() && value.get_array()[0].is_object()) {
    for_each_field(value.get_array()[0], path + "/0", visit);
  }
}

TEST(ResponseCodecBroken, AFieldThatIsMissingOrOfAnotherTypeIsFound) {
  std::size_t seen = 0;
  for (const Document& document : documents_of(samples::all())) {
    const json::object fields = fields_of(document);
    for_each_field(fields, "", [&](const std::string& path) {
      ++seen;
      const std::size_t cut = path.rfind('/');
      const auto parent = [&](json::value& whole) -> json::object& {
        return whole.at_pointer(path.substr(0, cut)).as_object();
      };
      const std::string key = path.substr(cut + 1);
      json::value less = fields;
      parent(less).erase(key);
      expect_left_out(resealed(document, less.as_object()), document.kind + path + " missing");
      for (const json::value& wrong :
           std::initializer_list<json::value>{json::object{}, json::object{{"x", 1}},
                                              json::array{1}, json::array{nullptr}, -0.5}) {
        json::value other = fields;
        parent(other)[key] = wrong;
        expect_left_out(resealed(document, other.as_object()),
                        document.kind + path + " " + json::serialize(wrong));
      }
    });
  }
  // 12 of a call, 7 and 4, 11, 10 and 7 and 5 of clocks, 6 of advice.
  EXPECT_EQ(seen, 62u);
}

struct Wrong {
  const char* kind;
  const char* pointer;
  json::value value;
};

constexpr std::uint64_t kHuge = 18'446'744'073'709'551'615u;
constexpr std::int64_t kMost = 9'223'372'036'854'775'807;
constexpr std::int64_t kLeast = -kMost - 1;

const std::vector<Wrong>& wrong_values() {
  static const std::vector<Wrong> kTable = {
      {"call", "/incident", 7},
      {"call", "/incident", nullptr},
      {"call", "/name", -1},
      {"call", "/name", json::array{}},
      {"call", "/people/1", 7},
      {"call", "/people", "li"},
      {"call", "/via/0", "pigeon"},
      {"call", "/via/0", "SMS"},
      {"call", "/via/0", ""},
      {"call", "/via/0", 0},
      {"call", "/via", "sms"},
      {"call", "/ack_within", -1},
      {"call", "/ack_within", kMost},
      {"call", "/ack_within", 1e6},
      {"call", "/at_once", -2},
      {"call", "/repeat", kHuge},
      {"call", "/repeat", kLeast},
      {"call", "/notice", 1},
      {"call", "/round", 4'294'967'296},
      {"call", "/round", -1},
      {"call", "/state", "thinking"},
      {"call", "/state", 2},
      {"call", "/since", kMost},
      {"call", "/since", kLeast},
      {"call", "/since", kHuge},
      {"call", "/since", "2026-05-31"},
      {"call", "/ended", "true"},
      {"errand", "/contact", nullptr},
      {"errand", "/round", kHuge},
      {"errand", "/turn", kMost},
      {"errand", "/turn", nullptr},
      {"errand", "/gave_up", 0},
      {"errand", "/ways", json::object{}},
      {"errand", "/ways/1", "sms"},
      {"errand", "/ways/1", nullptr},
      {"errand", "/ways/1/via", "email "},
      {"errand", "/ways/1/progress", "lost"},
      {"errand", "/ways/1/attempts", -1},
      {"errand", "/ways/1/attempts", 4'294'967'296},
      {"errand", "/ways/1/at", kLeast},
      {"neighbour", "/neighbour", 1},
      {"neighbour", "/drill", nullptr},
      {"neighbour", "/downwind", "yes"},
      {"neighbour", "/told", nullptr},
      {"neighbour", "/asked", kMost},
      {"neighbour", "/reminders", -1},
      {"neighbour", "/reminders", 4'294'967'296},
      {"neighbour", "/acknowledged", false},
      {"neighbour", "/acknowledged", kMost},
      {"neighbour", "/acknowledged_by", nullptr},
      {"neighbour", "/note", nullptr},
      {"neighbour", "/all_clear", ""},
      {"clocks", "/drill", 0},
      {"clocks", "/fire", "no"},
      {"clocks", "/deaths", -1},
      {"clocks", "/serious", kHuge},
      {"clocks", "/light", 1.5},
      {"clocks", "/loss", -1},
      {"clocks", "/casualties_by", 3},
      {"clocks", "/kept", kHuge},
      {"clocks", "/clocks", nullptr},
      {"clocks", "/clocks/1", 5},
      {"clocks", "/clocks/1/duty", "country"},
      {"clocks", "/clocks/1/started", kLeast},
      {"clocks", "/clocks/1/trusted", 1},
      {"clocks", "/clocks/1/elapsed", -1},
      {"clocks", "/clocks/1/elapsed", kMost},
      {"clocks", "/clocks/1/reminders", 4'294'967'296},
      {"clocks", "/clocks/1/reminders", 4'294'967'295},  // the time of the next one fits nowhere
      {"clocks", "/clocks/1/reminders", 3'660'101},
      {"clocks", "/clocks/1/open", nullptr},
      {"clocks", "/clocks/0/reports/1", json::array{}},
      {"clocks", "/clocks/0/reports/1/at", kMost},
      {"clocks", "/clocks/0/reports/1/late", "late"},
      {"advice", "/state", "stormy"},
      {"advice", "/doubt", "Variable"},
      {"advice", "/speed", 3.2},
      {"advice", "/speed", "-1"},
      {"advice", "/mean_speed", "nan"},
      {"advice", "/mean_speed", "inf"},
      {"advice", "/direction", "1e999"},
      {"advice", "/direction", "north"},
      {"advice", "/direction", "90 "},
      {"advice", "/direction", ""},
      {"advice", "/direction", "360.5"},
  };
  return kTable;
}

TEST(ResponseCodecBroken, AValueThatCannotBeIsFound) {
  for (const Wrong& wrong : wrong_values()) {
    const Document document = document_of_kind(wrong.kind);
    json::value fields = fields_of(document);
    fields.at_pointer(wrong.pointer) = wrong.value;
    expect_left_out(resealed(document, fields.as_object()),
                    std::string(wrong.kind) + wrong.pointer + " " + json::serialize(wrong.value));
  }
}

TEST(ResponseCodecBroken, WhatIsNoBodyIsCounted) {
  for (const Document& good : documents_of(samples::all())) {
    for (const std::string body : {" ", "?", "null", "7", "[]", "{}", "\"text\"", "{\"v\":1}",
                                   "{\"crc\":0}", "\xff\xfe", "{\"v\":1,\"crc\":99}"}) {
      expect_left_out({good.kind, good.id, body}, good.kind + " " + body);
    }
    expect_left_out({good.kind, good.id, std::string(100'000, '[')}, "deep");
    expect_left_out({good.kind, good.id, good.body + good.body}, "twice");
    for (std::size_t length = 1; length < good.body.size(); ++length) {
      expect_left_out({good.kind, good.id, good.body.substr(0, length)}, good.kind + " cut");
    }
  }
}

TEST(ResponseCodecBroken, ABodyUnderAnotherNameIsNotTaken) {
  for (const Document& good : documents_of(samples::all())) {
    expect_left_out({good.kind, good.id + "0", good.body}, good.kind);
    expect_left_out({good.kind, "", good.body}, good.kind);
  }
  const Document call = document_of_kind("call");
  expect_left_out({"errand", call.id, call.body}, "a call as an errand");
  const Document clocks = document_of_kind("clocks");
  expect_left_out({"advice", clocks.id, clocks.body}, "clocks as advice");
}

TEST(ResponseCodecBroken, OneBrokenTakesNoOtherWithIt) {
  std::vector<Document> documents = documents_of(samples::all());
  documents[1].body.pop_back();
  documents[3].body.insert(10, "x");
  site::ResponseMemory expected = samples::all();
  expected.errands.clear();
  expected.clocks.clear();
  std::size_t unreadable = 0;
  EXPECT_EQ(response_of(documents, unreadable), expected);
  EXPECT_EQ(unreadable, 2u);
}

}  // namespace
}  // namespace hazgate::daemon
