#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hazgate::model {

/// A place in a configuration file, 1-based; line 0 means the file as a whole.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// Where one key is written.
struct Mark {
  Place place;
  std::string path;  ///< "alarm[3].limit"
};

/// One thing wrong in a configuration file, for people.
struct Mistake {
  Place place;
  std::string key;      ///< "device[2].poll", "" when it is about the file
  std::string problem;  ///< what is wrong
  std::string remedy;   ///< what to write instead
};

/// "site.toml:12:8: device[2].poll: ... ; write ..."
std::string to_text(const Mistake& mistake);

/// All that is wrong, in the order of file and line. Reading goes on after a mistake so that a
/// person sees every one of them at once. The same words at the same place are kept once: a model
/// that three devices use has its mistake once.
class Mistakes {
 public:
  void add(Place place, std::string key, std::string problem, std::string remedy);
  bool empty() const { return list_.empty(); }
  std::vector<Mistake> sorted() const;

 private:
  std::vector<Mistake> list_;
};

}  // namespace hazgate::model
