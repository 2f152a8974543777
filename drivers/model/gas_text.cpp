#include "drivers/model/gas_text.hpp"

#include <array>
#include <string_view>

#include "drivers/model/tables.hpp"

namespace hazgate::model {
namespace {

constexpr std::array<std::string_view, 2> kCaps = {"oel", "idlh"};

std::optional<double> read_positive(TableReader& reader, std::string_view key, const char* remedy) {
  const auto given = reader.number(key);
  if (!given || *given > 0.0) return given;
  reader.mistake(key, "is not above 0", remedy);
  return std::nullopt;
}

}  // namespace

GasText read_gas(TableReader& reader) {
  GasText text;
  text.place = reader.place();
  text.path = reader.path();
  text.gas = reader.text("gas");
  if (const auto cap = reader.one_of("cap", kCaps)) text.cap = kCaps[*cap];
  text.molar_volume =
      read_positive(reader, "molar_volume", "write 24.04 L/mol (20 °C) or 24.45 (25 °C)");
  text.molar_mass = read_positive(reader, "molar_mass", "write the molar mass in g/mol");
  text.oel = read_positive(reader, "oel", "write the exposure limit in mg/m3");
  text.idlh = read_positive(reader, "idlh", "write the IDLH in ppm");
  for (const char* key : {"gas", "cap", "molar_volume", "molar_mass", "oel", "idlh"}) {
    if (reader.has(key)) text.written[key] = {reader.place_of(key), reader.full(key)};
  }
  return text;
}

void override_with(GasText& text, const GasText& over) {
  const auto put = [](auto& target, const auto& source) {
    if (source) target = source;
  };
  if (over.gas && over.gas != text.gas) {
    text.molar_mass.reset();
    text.oel.reset();
    text.idlh.reset();
    for (const char* key : {"molar_mass", "oel", "idlh"}) text.written.erase(key);
  }
  put(text.gas, over.gas);
  put(text.cap, over.cap);
  put(text.molar_volume, over.molar_volume);
  put(text.molar_mass, over.molar_mass);
  put(text.oel, over.oel);
  put(text.idlh, over.idlh);
  text.place = over.place;
  text.path = over.path;
  for (const auto& [key, mark] : over.written) text.written[key] = mark;
}

}  // namespace hazgate::model
