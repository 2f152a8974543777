#include "gateway/core/ledger/act.hpp"

namespace hazgate::ledger {
namespace {

/// Nothing: it only adds to the item, in every state but the last.
bool adds_only(Act act) {
  switch (act) {
    case Act::Note:
    case Act::Refer:
    case Act::StopWork:
    case Act::AllowWork:
    case Act::List:
    case Act::Sign:
    case Act::Link:
      return true;
    case Act::Open:
    case Act::Fix:
    case Act::Notice:
    case Act::Start:
    case Act::Done:
    case Act::Pass:
    case Act::Fail:
    case Act::Extend:
    case Act::Assign:
    case Act::Remind:
      return false;
  }
  return false;
}

using Result = tl::expected<State, std::string>;

Result refused(const char* text) {
  return tl::unexpected(std::string(text));
}

Result from_open(Act act) {
  if (act == Act::Fix) return State::FixedOnSite;
  if (act == Act::Notice) return State::Noticed;
  if (act == Act::Pass || act == Act::Fail) {
    return refused("nothing has been done about it yet; fix it on site, or give a notice first");
  }
  return refused("it has no owner and no deadline yet; give a notice first (or fix it on site)");
}

Result from_fixed(Act act) {
  if (act == Act::Pass) return State::Closed;
  if (act == Act::Fail) return State::Open;
  return refused(
      "it was fixed on site and waits for its re-check; do that first (one that fails opens it "
      "again, for a notice)");
}

Result from_noticed(Act act) {
  if (act == Act::Start) return State::InWork;
  if (act == Act::Extend || act == Act::Assign) return State::Noticed;
  if (act == Act::Notice) {
    return refused("it has its notice already; extend the deadline or assign another owner");
  }
  if (act == Act::Fix) return refused("a notice has been given for it; start the work, then done");
  return refused("the work has not begun; start it first");
}

Result from_in_work(Act act) {
  if (act == Act::Done) return State::DoneWaitRecheck;
  if (act == Act::Extend || act == Act::Assign) return State::InWork;
  if (act == Act::Notice) {
    return refused("it has its notice already; extend the deadline or assign another owner");
  }
  if (act == Act::Start || act == Act::Fix) {
    return refused("the work has begun already; say done when the danger is removed");
  }
  return refused("the work is not done; say done first");
}

Result from_done(Act act) {
  if (act == Act::Pass) return State::Closed;
  if (act == Act::Fail) return State::InWork;
  return refused("it is done and waits for its re-check; do that first");
}

}  // namespace

tl::expected<State, std::string> step(State from, Act act) {
  if (act == Act::Open || act == Act::Remind) return refused("nobody does this to an item");
  if (from != State::Closed && adds_only(act)) return from;
  switch (from) {
    case State::Open:
      return from_open(act);
    case State::FixedOnSite:
      return from_fixed(act);
    case State::Noticed:
      return from_noticed(act);
    case State::InWork:
      return from_in_work(act);
    case State::DoneWaitRecheck:
      return from_done(act);
    case State::Closed:
      return refused("it is closed and stays as it is; open a new item");
  }
  return refused("it is in no state");
}

}  // namespace hazgate::ledger
