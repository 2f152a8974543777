#pragma once

#include <string>

#include "drivers/model/mistakes.hpp"

namespace hazgate::config {

/// A word that refers to something else, with its place for the message when it does not exist.
struct Reference {
  std::string word;
  model::Place place;
  std::string key;  ///< "device[2].bus"
};

}  // namespace hazgate::config
