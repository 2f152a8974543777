#include "gateway/notify/ack_secret.hpp"

#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include <sys/stat.h>

#include "peer.hpp"

namespace hazgate::notify {
namespace {

using testing::HasSubstr;

TEST(AckSecret, IsMadeOnceAndKept) {
  const ScratchFolder folder;
  const std::string path = folder.file("ack-secret");
  const auto first = ack_secret(path);
  ASSERT_TRUE(first) << first.error();
  EXPECT_EQ(first->size(), 64U);
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  EXPECT_EQ(ack_secret(path), first);
  EXPECT_NE(*ack_secret(folder.file("another")), *first);
}

TEST(AckSecret, OthersMustNotReadIt) {
  const ScratchFolder folder;
  const std::string path = folder.file("ack-secret");
  ASSERT_TRUE(ack_secret(path));
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  const auto open = ack_secret(path);
  ASSERT_FALSE(open);
  EXPECT_THAT(open.error(), HasSubstr("others may read it"));
}

TEST(AckSecret, DamageIsSaidAndNotRepaired) {
  const ScratchFolder folder;
  const std::string path = folder.file("ack-secret");
  const std::string whole = *ack_secret(path);
  for (const std::string& text : {std::string(), whole, whole.substr(1) + "\n", whole + "0\n",
                                  "G" + whole.substr(1) + "\n", whole + "\n\n"}) {
    std::ofstream(path, std::ios::trunc) << text;
    const auto damaged = ack_secret(path);
    ASSERT_FALSE(damaged) << text;
    EXPECT_THAT(damaged.error(), HasSubstr("is damaged; delete it"));
  }
}

TEST(AckSecret, SaysWhyItCannotBeMade) {
  const ScratchFolder folder;
  const auto nowhere = ack_secret(folder.file("missing/ack-secret"));
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error(), HasSubstr("cannot be made: No such file or directory"));
  const auto not_a_file = ack_secret(folder.path().string());
  ASSERT_FALSE(not_a_file);
  EXPECT_THAT(not_a_file.error(), HasSubstr("is not a file"));
}

TEST(AckSecret, AllWhoMakeItAtOnceGetTheSame) {
  const ScratchFolder folder;
  std::vector<std::future<tl::expected<std::string, std::string>>> made;
  for (int i = 0; i < 8; ++i) {
    made.push_back(std::async(std::launch::async, ack_secret, folder.file("ack-secret")));
  }
  const std::string first = *made[0].get();
  for (std::size_t i = 1; i < made.size(); ++i) EXPECT_EQ(*made[i].get(), first);
}

}  // namespace
}  // namespace hazgate::notify
