#include "gateway/core/emergency/evacuation_texts.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::emergency {
namespace {

/// One language. {0}, {1} … stand for what each sentence is about.
struct Words {
  std::array<std::string_view, 8> compass;
  std::array<std::string_view, 7> doubts;  ///< in the order of WindDoubt
  std::string_view known;                  ///< 0 direction, 1 degrees, 2 speed
  std::string_view calm;                   ///< 0 speed
  std::string_view unknown;                ///< 0 doubt
  std::string_view wind;                   ///< 0 one of the three
  std::string_view crosswind;              ///< 0 source, 1 downwind, 2 and 3 crosswind, 4 upwind
  std::string_view calm_away;              ///< 0 source, 1 metres
  std::string_view unknown_away;
  std::string_view routes, route_between, sentence_end;
  std::string_view changed;    ///< 0 the wind before
  std::string_view brief_not;  ///< 0 downwind
  std::string_view brief_by, brief_to,
      brief_or;                 ///< in front of routes, of directions; between them
  std::string_view brief_away;  ///< 0 metres, 1 source
};

constexpr Words kSimplified = {
    {"北", "东北", "东", "东南", "南", "西南", "西", "西北"},
    {"", "未配置风速风向仪", "读数不足", "风速读数异常", "风向标读数异常", "风向标卡滞",
     "风向不定"},
    "{0}风({1}°),{2} m/s",
    "静风({0} m/s)",
    "不明:{0}",
    "十分钟平均风:{0}。",
    "不要往下风向({1})走。先横风向({2}或{3})离开,再转往上风向({4}),始终远离{0}。",
    "气体可能向任何方向扩散:沿背离{0}的标识路线,撤到{1}米以外。",
    "先看风向袋或旗帜,避开下风向;看不清时按任何方向都有危险处置:沿背离{0}的标识路线,撤到{1}"
    "米以外。",
    "路线:",
    ";",
    "。",
    "风向已变,此前的疏散建议(风:{0})作废。",
    "勿往{0}",
    ",走",
    ",往",
    "或",
    "撤到{0}米外,背离{1}"};

constexpr Words kTraditional = {
    {"北", "東北", "東", "東南", "南", "西南", "西", "西北"},
    {"", "未設置風速風向計", "讀數不足", "風速讀數異常", "風向標讀數異常", "風向標卡滯",
     "風向不定"},
    "{0}風({1}°),{2} m/s",
    "靜風({0} m/s)",
    "不明:{0}",
    "十分鐘平均風:{0}。",
    "不要往下風向({1})走。先橫風向({2}或{3})離開,再轉往上風向({4}),始終遠離{0}。",
    "氣體可能向任何方向擴散:沿背離{0}的標示路線,撤到{1}公尺以外。",
    "先看風向袋或旗幟,避開下風向;看不清時按任何方向都有危險處置:沿背離{0}的標示路線,撤到{1}"
    "公尺以外。",
    "路線:",
    ";",
    "。",
    "風向已變,先前的疏散建議(風:{0})作廢。",
    "勿往{0}",
    ",走",
    ",往",
    "或",
    "撤到{0}公尺外,背離{1}"};

constexpr Words kEnglish = {
    {"north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"},
    {"", "the site has no anemometer", "too few readings", "the anemometer's readings are bad",
     "the vane's readings are bad", "the vane is stuck", "it comes from all sides"},
    "{2} m/s from the {0} ({1}°)",
    "calm ({0} m/s)",
    "not known: {0}",
    "Wind, mean of ten minutes: {0}. ",
    "Do not go downwind (to the {1}). Leave across the wind, to the {2} or {3}; then go upwind, to "
    "the {4}, always away from {0}.",
    "Gas may spread in any direction: leave by a marked route that leads away from {0}, to at "
    "least "
    "{1} m.",
    "Look for a windsock or a flag and keep out of the downwind side; if you cannot tell, every "
    "direction is dangerous: leave by a marked route that leads away from {0}, to at least {1} m.",
    " Routes: ",
    "; ",
    ".",
    "The wind has changed: the earlier advice (wind {0}) no longer holds. ",
    "not {0}",
    ", by ",
    ", to the ",
    " or ",
    "at least {0} m away from {1}"};

const Words& words_of(std::string_view language) {
  if (language == "en") return kEnglish;
  return language == "zh-TW" ? kTraditional : kSimplified;
}

/// What people write into names and routes is put in as it is, even when it looks like a place.
std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}') {
      text += values.begin()[static_cast<std::size_t>(pattern[i + 1] - '0')];
      i += 2;
    } else {
      text += pattern[i];
    }
  }
  return text;
}

std::string number(double value, int digits) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, digits);
  return end.ec == std::errc{} ? std::string(text.begin(), end.ptr) : std::string("?");
}

std::string whole_degrees(double direction) {
  return number(std::fmod(std::round(turned_into_circle(direction)), 360.0), 0);
}

}  // namespace

std::string_view compass_word(double direction, std::string_view language) {
  const auto eighth = std::lround(turned_into_circle(direction) / 45.0) % 8;
  return words_of(language).compass[static_cast<std::size_t>(eighth)];
}

std::string wind_text(const Wind& wind, std::string_view language) {
  const Words& words = words_of(language);
  switch (wind.state) {
    case WindState::Known:
      return filled(words.known, {compass_word(wind.direction, language),
                                  whole_degrees(wind.direction), number(wind.speed, 1)});
    case WindState::Calm:
      return filled(words.calm, {number(wind.mean_speed, 1)});
    case WindState::Unknown:
      break;
  }
  return filled(words.unknown, {words.doubts[static_cast<std::size_t>(wind.doubt)]});
}

std::string advice_text(const Advice& advice, std::string_view source, std::string_view language) {
  const Words& words = words_of(language);
  std::string text = filled(words.wind, {wind_text(advice.wind, language)});
  if (advice.keep_distance) {
    return text +
           filled(advice.wind.state == WindState::Calm ? words.calm_away : words.unknown_away,
                  {source, number(advice.all_round, 0)});
  }
  text += filled(words.crosswind, {source, compass_word(advice.upwind + 180.0, language),
                                   compass_word(advice.crosswind[0], language),
                                   compass_word(advice.crosswind[1], language),
                                   compass_word(advice.upwind, language)});
  for (std::size_t i = 0; i < advice.routes.size(); ++i) {
    text += i == 0 ? words.routes : words.route_between;
    text += advice.routes[i];
  }
  if (!advice.routes.empty()) text += words.sentence_end;
  return text;
}

std::string brief_advice_text(const Advice& advice, std::string_view source,
                              std::string_view language) {
  const Words& words = words_of(language);
  if (advice.keep_distance) {
    return filled(words.brief_away, {number(advice.all_round, 0), source});
  }
  std::string text = filled(words.brief_not, {compass_word(advice.upwind + 180.0, language)});
  std::string_view before = advice.routes.empty() ? words.brief_to : words.brief_by;
  const auto add = [&](std::string_view way) {
    text += before;
    text += way;
    before = words.brief_or;
  };
  for (const std::string& route : advice.routes) add(route);
  if (advice.routes.empty()) {
    for (const double bearing : advice.crosswind) add(compass_word(bearing, language));
  }
  return text;
}

std::string changed_advice_text(const Advice& advice, const Wind& before, std::string_view source,
                                std::string_view language) {
  return filled(words_of(language).changed, {wind_text(before, language)}) +
         advice_text(advice, source, language);
}

}  // namespace hazgate::emergency
