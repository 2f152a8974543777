#include "gateway/cli/point_grid.hpp"

#include <algorithm>

namespace hazgate::cli {
namespace {

constexpr std::size_t kColumn = 38;
constexpr std::size_t kLongestGauge = 40;
constexpr std::size_t kShortestGauge = 4;
constexpr std::size_t kGap = 2;
constexpr std::size_t kLongestId = 21;
constexpr std::size_t kLongestValue = 15;

/// The alarm's point is what stands before its name: gd-101.gas.HH is about gd-101.gas.
bool is_about(const Item& alarm, const std::string& point) {
  const std::string id = text_of(alarm, "id");
  return id.size() > point.size() + 1 && id.compare(0, point.size(), point) == 0 &&
         id[point.size()] == '.' && id.find('.', point.size() + 1) == std::string::npos;
}

std::size_t rounded_up(std::size_t count, std::size_t per) {
  return (count + per - 1) / per;
}

}  // namespace

PointGrid::PointGrid(const Items& points, const Items& alarms, std::size_t columns,
                     const Look& look, const Glyphs& glyphs)
    : width_(columns),
      look_(look),
      glyphs_(glyphs),
      most_columns_(std::max<std::size_t>(1, columns / kColumn)) {
  for (const Item& point : points) places_.push_back(place_of(point, alarms));
}

PointGrid::Widths PointGrid::widths_of(const std::vector<const Place*>& places, std::size_t from,
                                       std::size_t count) {
  Widths widths;
  for (std::size_t i = from; i < std::min(from + count, places.size()); ++i) {
    widths.id = std::max(widths.id, display_width(places[i]->id));
    widths.value = std::max(widths.value, display_width(places[i]->value));
  }
  return {std::min(widths.id, kLongestId), std::min(widths.value, kLongestValue)};
}

PointGrid::Place PointGrid::place_of(const Item& point, const Items& alarms) const {
  Place place;
  place.id = printable(text_of(point, "id"));
  const std::string quality = text_of(point, "quality");
  const auto value = number_of(point, "value");
  const bool has_value = shown(point, "value") != "-";
  place.value = has_value ? printable(value_text(point, look_.language))
                          : std::string(word(quality, look_.language));
  place.colour = quality_colour(quality);
  place.gauge.fill = Colour::Green;
  std::size_t worst = priority_rank({});
  for (const Item& alarm : alarms) {
    if (!is_about(alarm, text_of(point, "id"))) continue;
    const std::string priority = text_of(alarm, "priority");
    if (const auto limit = number_of(alarm, "limit")) {
      place.gauge.marks.push_back({*limit, priority_colour(priority)});
    }
    const std::string state = text_of(alarm, "state");
    if (state == "normal" || priority_rank(priority) >= worst) continue;
    worst = priority_rank(priority);
    place.gauge.fill = priority_colour(priority);
    if (has_value) place.colour = place.gauge.fill;
    place.rank = -1;
  }
  const auto low = number_of(point, "low"), high = number_of(point, "high");
  place.has_gauge = low && high && *low < *high;
  if (place.has_gauge) {
    place.gauge.low = *low;
    place.gauge.high = *high;
    place.gauge.has_value = value.has_value();
    place.gauge.value = value.value_or(0.0);
  }
  if (place.rank == 0) place.rank = !has_value ? 0 : place.has_gauge ? 1 : 2;
  return place;
}

std::size_t PointGrid::wanted_rows() const {
  return rounded_up(places_.size(), most_columns_);
}

std::string PointGrid::left_over(std::size_t rows) const {
  const std::size_t fit = rows * most_columns_;
  if (places_.size() <= fit) return {};
  return say(Text::More, look_.language, std::to_string(places_.size() - fit));
}

std::vector<const PointGrid::Place*> PointGrid::chosen(std::size_t count) const {
  std::vector<const Place*> all;
  for (const Place& place : places_) all.push_back(&place);
  if (all.size() <= count) return all;
  std::stable_sort(all.begin(), all.end(),
                   [](const Place* a, const Place* b) { return a->rank < b->rank; });
  all.resize(count);
  std::sort(all.begin(), all.end());  // back in the order of the site
  return all;
}

std::vector<std::string> PointGrid::lines(std::size_t rows) const {
  if (rows == 0 || places_.empty()) return {};
  const auto shown_places = chosen(rows * most_columns_);
  const std::size_t columns =
      std::clamp<std::size_t>(rounded_up(shown_places.size(), rows), 1, most_columns_);
  const std::size_t used = rounded_up(shown_places.size(), columns);
  const std::size_t width = width_ / columns - std::min(width_ / columns, kGap);
  std::vector<Widths> widths;
  for (std::size_t i = 0; i < shown_places.size(); i += used) {
    widths.push_back(widths_of(shown_places, i, used));
  }
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < used; ++row) {
    ScreenLine line(width_, look_.paint);
    for (std::size_t i = row; i < shown_places.size(); i += used) {
      line.put(Colour::None, " ");
      put(line, *shown_places[i], widths[i / used], width);
      line.put(Colour::None, std::string(kGap - 1, ' '));
    }
    lines.push_back(line.text());
  }
  return lines;
}

void PointGrid::put(ScreenLine& line, const Place& place, const Widths& widths,
                    std::size_t width) const {
  const std::size_t taken = widths.id + widths.value + 2;
  const std::size_t gauge = std::min(kLongestGauge, width > taken ? width - taken : 0);
  line.put(place.rank < 0 ? place.colour : Colour::None, fitted(place.id, widths.id) + ' ');
  if (place.has_gauge && gauge >= kShortestGauge) {
    line.put_painted(gauge_text(place.gauge, gauge, glyphs_, look_.paint), gauge);
  } else {
    line.put(Colour::None, std::string(gauge, ' '));
  }
  line.put(place.colour, ' ' + fitted(place.value, widths.value, Align::Right));
}

}  // namespace hazgate::cli
