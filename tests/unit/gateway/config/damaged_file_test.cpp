#include <fstream>
#include <random>
#include <sstream>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

/// Whatever a file says, reading it ends, with settings or with mistakes that have a file and words.
class DamagedFile : public SiteFile {
 protected:
  void read_damaged(const std::string& whole, unsigned seed) {
    std::mt19937 random(seed);
    const auto below = [&](std::size_t end) { return random() % end; };
    text_ = whole;
    for (std::size_t i = 0; i <= below(4); ++i) {
      const std::size_t place = below(text_.size());
      switch (below(4)) {
        case 0:
          text_.erase(place, below(20));
          break;
        case 1:
          text_[place] = static_cast<char>(below(256));
          break;
        case 2:
          text_.insert(place, text_.substr(below(text_.size()), below(80)));
          break;
        default:
          text_.insert(place, kWords[below(kWords.size())]);
      }
    }
    const auto settings = load();
    if (settings) return;
    EXPECT_FALSE(settings.error().empty());
    for (const model::Mistake& mistake : settings.error().sorted()) {
      EXPECT_FALSE(mistake.place.file.empty()) << "seed " << seed;
      EXPECT_FALSE(mistake.problem.empty()) << "seed " << seed;
      EXPECT_FALSE(mistake.remedy.empty()) << "seed " << seed << ": " << to_text(mistake);
    }
  }
  const std::vector<std::string> kWords = {"-1",        "nan",          "inf",
                                           "true",      "\"\"",         "[]",
                                           "{}",        "[[",           "0x7fffffffffffffff",
                                           "1e400",     "\n",           "\"\"\"",
                                           "= 5\n",     "[1979-05-27]", ".",
                                           "[device]\n"};
};

TEST_F(DamagedFile, OfTheDemoEndsInMistakesOrSettings) {
  std::stringstream demo;
  demo << std::ifstream(HAZGATE_CONFIG "/demo/site.toml").rdbuf();
  ASSERT_GT(demo.str().size(), 1000u);
  for (unsigned seed = 0; seed < 300; ++seed) read_damaged(demo.str(), seed);
}

TEST_F(DamagedFile, OfASmallSiteToo) {
  const std::string whole = text_;
  for (unsigned seed = 0; seed < 500; ++seed) read_damaged(whole, seed);
}

}  // namespace
}  // namespace hazgate::config
