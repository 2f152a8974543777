#include "gateway/core/alarm/vote.hpp"

namespace hazgate::alarm {
namespace {

bool is_bad(const VoteMember& member) {
  return member.bad || member.bypassed;
}

bool counts(const VoteMember& member, OnBad on_bad) {
  return (member.active && !member.bypassed) || (is_bad(member) && on_bad == OnBad::Alarm);
}

}  // namespace

VoteResult vote(std::span<const VoteMember> members, std::size_t need, OnBad on_bad) {
  VoteResult result{.need = need};
  std::size_t dropped = 0;
  for (const VoteMember& member : members) {
    if (is_bad(member)) ++result.bad;
    if (counts(member, on_bad)) {
      ++result.counted;
    } else if (is_bad(member) && on_bad == OnBad::Drop) {
      ++dropped;
    }
  }
  result.need = need > dropped ? need - dropped : 1;
  const bool nobody_knows = result.bad == members.size() && result.counted == 0;
  if (nobody_knows) return result;
  result.verdict = result.counted >= result.need ? Verdict::True : Verdict::False;
  return result;
}

}  // namespace hazgate::alarm
