#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StepWords : public SiteFile {
 protected:
  std::vector<std::string> said_of(const std::string& text) {
    append("\n[[plan.step]]\ndo = \"notify\"\nrole = \"duty-operator\"\ntext = \"" + text + "\"\n");
    return said();
  }
};

TEST_F(StepWords, KnownWordsAreTaken) {
  EXPECT_THAT(said_of("{drill}{plan} {point} {value}{unit} {limit}"), testing::IsEmpty());
}

TEST_F(StepWords, WordsThatMeanNothing) {
  EXPECT_THAT(said_of("{point} at {valeu}, {nonsense-of-any-kind} {limit"),
              ElementsAre(HasSubstr("plan[0].step[1].text: {valeu} means nothing; did you mean "
                                    "\"{value}\"?"),
                          HasSubstr("plan[0].step[1].text: {nonsense-of-any-kind} means nothing; "
                                    "write one that exists"),
                          HasSubstr("plan[0].step[1].text: {limit has no }; close the word")));
}

}  // namespace
}  // namespace hazgate::config
