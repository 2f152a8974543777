#include "gateway/uplink/sparkplug/session.hpp"

#include <utility>

#include "gateway/uplink/sparkplug/payload.hpp"

namespace hazgate::uplink::sparkplug {

std::string Session::topic(const char* type) const {
  return "spBv1.0/" + identity_.group + "/" + type + "/" + identity_.edge;
}

std::string Session::topic(const char* type, const std::string& device) const {
  return topic(type) + "/" + device;
}

bool Session::set_catalog(Catalog catalog) {
  if (catalog == catalog_) return false;
  catalog_ = std::move(catalog);
  known_.clear();
  std::erase_if(last_, [&](const auto& each) { return catalog_.find(each.first) == nullptr; });
  return true;
}

void Session::forget_layouts() {
  known_.clear();
  last_.clear();
}

void Session::learn(const journal::SampleRecord& record, const journal::FrameLayout& layout) {
  if (catalog_.find(layout.device) == nullptr) return;
  Last& last = last_[layout.device];
  if (last.layout.id != layout.id || last.layout.device.empty()) last.layout = layout;
  last.record = record;
  last.answers = !is_all_comm(record.frame);
}

std::vector<std::string> Session::subscriptions() const {
  std::vector<std::string> topics;
  if (!identity_.primary_host.empty()) topics.push_back(host_topic());
  topics.push_back(node_commands());
  topics.push_back(topic("DCMD", "+"));
  return topics;
}

Will Session::will(std::uint8_t bd_seq) {
  bd_seq_ = bd_seq;
  host_online_ = false;
  host_timestamp_ = 0;
  const Publication last = farewell();
  return {last.topic, last.payload, last.qos, last.retained};
}

Publication Session::farewell() const {
  return {topic("NDEATH"), node_death(bd_seq_), 1, false, {}};
}

Session::Wish Session::subscribed(std::size_t largest) {
  if (phase_ != Phase::Away) return Wish::Nothing;
  largest_ = largest;
  if (identity_.primary_host.empty() || host_online_) return Wish::Births;
  phase_ = Phase::Waiting;
  return Wish::Nothing;
}

void Session::disconnected() {
  phase_ = Phase::Away;
  // Whether it sees the next broker is to be heard there; also when its clock has gone back.
  host_online_ = false;
  host_timestamp_ = 0;
  born_.clear();
}

Session::Wish Session::heard(const Inbound& message) {
  if (!identity_.primary_host.empty() && message.topic == host_topic()) {
    return heard_of_host(message.payload);
  }
  const bool is_of_node = message.topic == node_commands();
  if (!is_of_node && message.topic.rfind(topic("DCMD", ""), 0) != 0) return Wish::Nothing;
  if (message.retained) return Wish::Nothing;  // it would be carried out with every connection
  const auto command = command_from(message.payload);
  if (!command) {
    ++refused_commands_;
    refused_command_ = message.topic + ": not a Sparkplug payload";
    return Wish::Nothing;
  }
  for (const std::string& name : command->refused) {
    ++refused_commands_;
    refused_command_ = message.topic + ": " + name + " is not written from afar";
  }
  const bool again = is_of_node && command->rebirth && is_born();
  return again ? Wish::Births : Wish::Nothing;
}

Session::Wish Session::heard_of_host(const std::string& json) {
  const auto state = host_state_from(json);
  if (!state || state->timestamp < host_timestamp_) return Wish::Nothing;
  host_timestamp_ = state->timestamp;
  host_online_ = state->online;
  if (host_online_) return waits_for_host() ? Wish::Births : Wish::Nothing;
  return is_born() ? Wish::Leave : Wish::Nothing;
}

const Session::Known& Session::known(const journal::FrameLayout& layout) {
  const auto found = known_.find(layout.id);
  if (found != known_.end()) return found->second;
  Known known{catalog_.find(layout.device), {}};
  if (known.device != nullptr) known.columns = Catalog::columns(*known.device, layout);
  return known_.emplace(layout.id, std::move(known)).first->second;
}

std::vector<Publication> Session::births(WallTime now) {
  phase_ = Phase::Born;
  seq_ = 0;
  born_.clear();
  std::vector<Publication> births{
      {topic("NBIRTH"), node_birth(bd_seq_, identity_.version, now), 0, false, {}}};
  for (const Device& device : catalog_.devices()) {
    const auto last = last_.find(device.id);
    if (last == last_.end() || !last->second.answers) continue;
    for (Publication& birth : birth(known(last->second.layout), &last->second.record, now)) {
      births.push_back(std::move(birth));
    }
  }
  return births;
}

/// Nothing: the broker does not take it, and would end the connection over it.
std::vector<Publication> Session::say(Publication&& message) {
  if (message.packet_bytes() > largest_) {
    ++left_out_;
    left_out_why_ = message.topic + ": the message has " + std::to_string(message.packet_bytes()) +
                    " bytes, the broker takes no more than " + std::to_string(largest_) +
                    "; raise its largest packet size (mosquitto: max_packet_size)";
    return {};
  }
  next_seq();
  std::vector<Publication> said;
  said.push_back(std::move(message));
  return said;
}

std::vector<Publication> Session::birth(const Known& known, const journal::SampleRecord* record,
                                        WallTime now) {
  auto said = say({topic("DBIRTH", known.device->id),
                   device_birth(*known.device, record, &known.columns, following_seq(), now),
                   0,
                   false,
                   {}});
  if (!said.empty()) born_.insert(known.device->id);
  return said;
}

std::vector<Publication> Session::data(const journal::SampleRecord& record,
                                       const journal::FrameLayout& layout, bool late,
                                       bool back_fill, WallTime now) {
  const Known& its = known(layout);
  if (its.device == nullptr) {
    ++left_out_;
    left_out_why_ = layout.device + " is not a device of the site file any more";
    return {};
  }
  const std::string& id = its.device->id;
  const bool answers = !is_all_comm(record.frame);
  std::vector<Publication> messages;
  if (!born_.contains(id)) {
    if (!answers) return {};
    messages = birth(its, late ? nullptr : &record, now);
    if (!late || messages.empty()) return messages;
  } else if (!late && !answers && !back_fill) {
    born_.erase(id);
    return say({topic("DDEATH", id), device_death(following_seq(), now), 0, false, {}});
  }
  std::string payload = device_data(record, its.columns, late, following_seq(), now);
  if (payload.empty()) return messages;
  for (Publication& data : say({topic("DDATA", id), std::move(payload), 0, false, {}})) {
    messages.push_back(std::move(data));
  }
  return messages;
}

}  // namespace hazgate::uplink::sparkplug
