#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using office::Duty;
using office::Span;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OfficeSections : public SiteFile {
 protected:
  void equipment(const std::string& keys, const std::string& id = "e-1") {
    append("[[equipment]]\nid = \"" + id + "\"\n" + keys);
  }
  std::optional<Span> every(const std::string& kind, const std::string& keys) {
    equipment("kind = \"" + kind + "\"\n" + keys, "e-" + std::to_string(number_++));
    const auto equipment = good().equipment;
    return equipment.empty() ? std::nullopt : equipment.back().duties.at(0).every;
  }
  int number_ = 2;
};

TEST_F(OfficeSections, AreOptional) {
  const Settings settings = good();
  EXPECT_THAT(settings.equipment, IsEmpty());
  EXPECT_EQ(settings.report, office::ReportRules{}) << "there is a zero report all the same";
  ASSERT_EQ(settings.drills.size(), 1u);
  EXPECT_EQ(settings.drills[0].plan, "leak");
  EXPECT_EQ(settings.drills[0].every, (Span{.months = 6}));
}

TEST_F(OfficeSections, AreRead) {
  equipment(R"(name = "T-101 north"
kind = "gas-detector"
device = "gd-101"
number = "JL-118"
holder = "Zhao"
calibration = { last = "2026-05-20" }
inspection = { last = "2026-01-31", every = "90 days" }
certificate = { until = "2027-03-31" }
)");
  append(
      "[report]\ndaily = \"07:30\"\nweekly = \"fri\"\nmonthly_by = 5\nquarterly = false\n"
      "half_yearly = false\nfixed = [\"08-20\", \"07-20\"]\nto = [\"duty-operator\", \"wang\"]\n");
  const Settings settings = good();
  ASSERT_EQ(settings.equipment.size(), 1u);
  const office::EquipmentSpec& one = settings.equipment[0];
  EXPECT_EQ(one.device, "gd-101");
  EXPECT_EQ(one.certificate, "JL-118");
  EXPECT_EQ(one.holder, "Zhao");
  ASSERT_EQ(one.duties.size(), 3u);
  EXPECT_EQ(one.duties[0].every, (Span{.months = 12}));
  EXPECT_EQ(one.duties[1].every, (Span{.days = 90}));
  EXPECT_EQ(office::to_text(*one.duties[2].until), "2027-03-31");
  EXPECT_EQ(settings.report.at, std::chrono::minutes{450});
  EXPECT_EQ(settings.report.weekly, std::chrono::Friday);
  EXPECT_EQ(settings.report.monthly_by, 5u);
  EXPECT_FALSE(settings.report.quarterly);
  EXPECT_FALSE(settings.report.half_yearly);
  EXPECT_THAT(settings.report.fixed, ElementsAre(std::chrono::July / 20, std::chrono::August / 20));
  EXPECT_THAT(settings.report.to, ElementsAre("wang")) << "once, by role and by id";
}

TEST_F(OfficeSections, KnowTheUsualSpans) {
  constexpr char kCalibrated[] = "calibration = { last = \"2026-05-20\" }\n";
  constexpr char kInspected[] = "inspection = { last = \"2026-05-20\" }\n";
  EXPECT_EQ(every("gauge", kCalibrated), (Span{.months = 6}));
  EXPECT_EQ(every("lightning", kInspected), (Span{.months = 12}));
  EXPECT_EQ(every("lightning", std::string("explosion_risk = true\n") + kInspected),
            (Span{.months = 6}));
}

TEST_F(OfficeSections, ReadTheDrillsOfPlans) {
  write("trigger = [\"gd-101.gas.HH\"]",
        "trigger = [\"gd-101.gas.HH\"]\nscope = \"comprehensive\"\nlast_drill = \"2026-03-01\"");
  EXPECT_EQ(good().drills[0].every, (Span{.months = 12}));
  EXPECT_EQ(office::to_text(*good().drills[0].last), "2026-03-01");
  write("scope = \"comprehensive\"", "scope = \"special\"\ndrill_every = \"3 months\"");
  EXPECT_EQ(good().drills[0].every, (Span{.months = 3}));
}

TEST_F(OfficeSections, SayEveryMistakeOfTheRegister) {
  equipment(
      "kind = \"gas-detector\"\ndevice = \"gd-10\"\ncalibration = { last = \"2026-05-20\" }\n");
  equipment("kind = \"gauge\"\ncalibration = { last = \"2026-02-29\", every = \"6m\" }\n");
  equipment("kind = \"vessel\"\ninspection = { last = \"2026-05-20\" }\n", "v-1");
  equipment("kind = \"boat\"\n", "b-1");
  equipment("kind = \"certificate\"\ncertificate = { number = \"1\" }\n", "c-1");
  EXPECT_THAT(
      said(),
      ElementsAre(AllOf(HasSubstr("equipment[0].device: no device \"gd-10\""),
                        HasSubstr("did you mean \"gd-101\"?")),
                  HasSubstr("equipment[1].id: equipment \"e-1\" stands already in line"),
                  AllOf(HasSubstr("equipment[1].calibration.last: \"2026-02-29\" is no day"),
                        HasSubstr("YYYY-MM-DD")),
                  HasSubstr("equipment[1].calibration.every: \"6m\" is no stretch"),
                  AllOf(HasSubstr("equipment[2].inspection"), HasSubstr("usual for a vessel")),
                  HasSubstr("equipment[3]"), HasSubstr("equipment[3]"),
                  HasSubstr("until = \"2027-03-31\""),
                  HasSubstr("equipment[4].certificate.number")));
}

TEST_F(OfficeSections, SayEveryMistakeOfTheReports) {
  append(
      "[report]\ndaily = \"none\"\nweekly = \"monday\"\nmonthly_by = 31\n"
      "fixed = [\"02-29\", \"7-20\", \"07-20\", \"07-20\"]\nto = [\"wong\"]\nyearly = true\n");
  EXPECT_THAT(said(),
              ElementsAre(AllOf(HasSubstr("report.daily: \"none\" is not a time of day"),
                                HasSubstr("there is a report every day")),
                          HasSubstr("report.weekly"), HasSubstr("report.monthly_by"),
                          HasSubstr("\"02-29\" is not a day of every year"),
                          HasSubstr("\"7-20\" is not a day of every year"),
                          HasSubstr("\"07-20\" is there twice"),
                          AllOf(HasSubstr("report.to[0]: no contact has the id or the role"),
                                HasSubstr("did you mean \"wang\"?")),
                          HasSubstr("report.yearly")));
}

TEST_F(OfficeSections, SayWhatIsWrongWithADrill) {
  write("trigger = [\"gd-101.gas.HH\"]",
        "trigger = [\"gd-101.gas.HH\"]\nscope = \"small\"\ndrill_every = \"0 months\"\n"
        "last_drill = \"yesterday\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("plan[0].scope"),
                                  HasSubstr("plan[0].drill_every: \"0 months\""),
                                  HasSubstr("plan[0].last_drill: \"yesterday\"")));
}

}  // namespace
}  // namespace hazgate::config
