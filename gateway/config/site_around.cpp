#include <algorithm>
#include <array>

#include "gateway/config/site_check.hpp"
#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::config {
namespace {

constexpr std::array<std::string_view, 1> kSpeedUnits = {"m/s"};
constexpr std::array<std::string_view, 4> kDirectionUnits = {"°", "deg", "degrees", "度"};

/// Degrees as written are exact enough; this is for halves and tenths.
constexpr double kHair = 1e-6;

/// One sector of a place, laid on the circle.
struct Arc {
  const EvacuationText* text = nullptr;
  double from = 0.0;
  double width = 0.0;
};

Arc arc_of(const EvacuationText& text) {
  const double width = emergency::clockwise_between(text.ways->from, text.ways->to);
  return {&text, text.ways->from, width == 0.0 ? 360.0 : width};
}

bool meet(const Arc& one, const Arc& other) {
  return emergency::clockwise_between(one.from, other.from) < one.width - kHair ||
         emergency::clockwise_between(other.from, one.from) < other.width - kHair;
}

std::string written(const site::EvacuationSector& sector) {
  return "[" + to_text(Value{sector.from}) + ", " + to_text(Value{sector.to}) + "]";
}

/// What sectors that do not meet leave of the circle, each with the one before it.
std::vector<std::pair<const EvacuationText*, site::EvacuationSector>> gaps_of(
    std::vector<Arc> arcs) {
  std::sort(arcs.begin(), arcs.end(),
            [](const Arc& one, const Arc& other) { return one.from < other.from; });
  std::vector<std::pair<const EvacuationText*, site::EvacuationSector>> gaps;
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const double end = emergency::turned_into_circle(arcs[i].from + arcs[i].width);
    const double next = arcs[(i + 1) % arcs.size()].from;
    const double gap = emergency::clockwise_between(end, next);
    if (gap <= kHair || gap >= 360.0 - kHair) continue;
    gaps.push_back({arcs[i].text, {.from = end, .to = next == 0.0 ? 360.0 : next, .routes = {}}});
  }
  return gaps;
}

bool is_numeric(const site::PointSpec& point) {
  return point.parts.empty() && point.format.states.empty() &&
         point.format.type != codec::RawType::Bool && point.format.type != codec::RawType::Bit &&
         point.format.type != codec::RawType::String;
}

}  // namespace

void SiteCheck::check_around() {
  if (text_.around.wind) check_wind(*text_.around.wind);
  check_evacuations();
  check_neighbours();
}

/// The units differ, so that one point cannot stand for both.
void SiteCheck::check_wind(const WindText& text) {
  site::WindSpec wind{.rules = text.rules};
  const auto find = [&](const Reference& named, std::span<const std::string_view> units,
                        const char* remedy) {
    if (named.word.empty()) return PointIndex{};
    const auto found = points_.find(named.word);
    if (found == points_.end()) {
      if (!is_doubtful(named.word)) {
        complain(named, "no point \"" + named.word + "\"", hint(named.word, points_));
      }
      return PointIndex{};
    }
    const site::PointSpec& point = settings_.site.points[at(found->second)];
    if (!is_numeric(point)) {
      complain(named, "point \"" + point.id + "\" is not a number", remedy);
    } else if (std::find(units.begin(), units.end(), point.unit) == units.end()) {
      complain(named,
               "point \"" + point.id + "\" " +
                   (point.unit.empty() ? std::string("has no unit") : "is in " + point.unit),
               remedy);
    }
    return found->second;
  };
  wind.speed = find(text.speed, kSpeedUnits, "name one with unit = \"m/s\" (scale converts)");
  wind.direction = find(text.direction, kDirectionUnits,
                        "name one with unit = \"°\": degrees the wind comes FROM");
  settings_.site.around.wind = wind;
}

/// The tables of one place are gathered, in the order of the first of each.
void SiteCheck::check_evacuations() {
  std::vector<std::pair<std::string, std::vector<const EvacuationText*>>> places;
  for (const EvacuationText& text : text_.around.evacuations) {
    if (!is_evacuation_place(text)) continue;
    const std::string place = text.source.word.empty() ? "area \"" + text.area.word + "\""
                                                       : "source \"" + text.source.word + "\"";
    auto found = std::find_if(places.begin(), places.end(),
                              [&](const auto& one) { return one.first == place; });
    if (found == places.end()) found = places.insert(places.end(), {place, {}});
    found->second.push_back(&text);
  }
  for (const auto& [place, texts] : places) check_evacuation(place, texts);
  if (!text_.around.evacuations.empty() && !text_.around.wind) {
    complain(text_.around.evacuations.front().table, "without [wind] no route is ever chosen",
             "write [wind] with the points of an anemometer, or remove [[evacuation]]");
  }
}

bool SiteCheck::is_evacuation_place(const EvacuationText& text) {
  const auto known_in = [&](const Reference& named, const std::map<std::string, int>& known,
                            const std::string& what) {
    if (known.contains(named.word)) return true;
    complain(named, "no " + what + " \"" + named.word + "\"", hint(named.word, known));
    return false;
  };
  std::map<std::string, int> known;
  if (!text.source.word.empty()) {
    for (const SourceText& source : text_.sources) known.emplace(source.id.word, 0);
    return known_in(text.source, known, "source");
  }
  if (text.area.word.empty()) return false;
  for (const DeviceText& device : text_.devices) known.emplace(device.area, 0);
  for (const SourceText& source : text_.sources) known.emplace(source.area, 0);
  known.erase("");
  return known_in(text.area, known, "device or source is in area");
}

/// The distance is of the place, so that it is written in one of its tables.
double SiteCheck::all_round_of(const std::string& place,
                               const std::vector<const EvacuationText*>& texts) {
  const EvacuationText* first = nullptr;
  for (const EvacuationText* text : texts) {
    if (!text->all_round) continue;
    if (first == nullptr) first = text;
    if (*first->all_round == *text->all_round) continue;
    complain(text->all_round_place,
             place + " has " + to_text(Value{*first->all_round}) + " in line " +
                 std::to_string(first->all_round_place.place.line) + " already",
             "write it once");
  }
  return first == nullptr ? site::EvacuationSpec{}.all_round : *first->all_round;
}

/// Every wind must have its routes, and one pair only.
void SiteCheck::check_evacuation(const std::string& place,
                                 const std::vector<const EvacuationText*>& texts) {
  site::EvacuationSpec spec{.source = texts.front()->source.word,
                            .area = texts.front()->area.word,
                            .all_round = all_round_of(place, texts)};
  std::vector<Arc> arcs;
  for (const EvacuationText* text : texts) {
    if (!text->ways) continue;
    arcs.push_back(arc_of(*text));
    spec.sectors.push_back(*text->ways);
  }
  bool overlap = false;
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    for (std::size_t j = i + 1; j < arcs.size(); ++j) {
      if (!meet(arcs[i], arcs[j])) continue;
      overlap = true;
      const Reference& first = arcs[i].text->sector;
      complain(arcs[j].text->sector,
               written(*arcs[j].text->ways) + " overlaps " + written(*arcs[i].text->ways) +
                   " in line " + std::to_string(first.place.line),
               "let one sector end where the next begins");
    }
  }
  const bool whole = arcs.size() == texts.size();
  if (!whole || overlap) arcs.clear();  // a gap would be a mistake of the same
  for (const auto& [before, gap] : gaps_of(std::move(arcs))) {
    complain(before->sector, place + " has no routes for wind from " + written(gap),
             "write an [[evacuation]] for it too: the sectors must cover the circle");
  }
  settings_.site.around.evacuations.push_back(std::move(spec));
}

void SiteCheck::check_neighbours() {
  std::map<std::string, model::Place> seen;
  std::map<std::string, int> contacts;
  for (const ContactText& contact : text_.contacts) contacts.emplace(contact.id.word, 0);
  for (const NeighbourText& text : text_.around.neighbours) {
    is_fresh(seen, text.id, "neighbour");
    site::NeighbourSpec neighbour = text.neighbour;
    if (neighbour.language.empty()) neighbour.language = settings_.site.language;
    for (const Reference& contact : text.contacts) {
      if (!contacts.contains(contact.word)) {
        complain(contact, "no contact \"" + contact.word + "\"", hint(contact.word, contacts));
      }
      neighbour.contacts.push_back(contact.word);
    }
    settings_.site.around.neighbours.push_back(std::move(neighbour));
  }
}

}  // namespace hazgate::config
