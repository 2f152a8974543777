#include "simulators/field/device.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::sim {

namespace {

/// What every simulated device says of its own version.
constexpr const char* kRevision = "1.0";

/// A zone has no register: what it shows comes from events.
model::DeviceModel without_zones(model::DeviceModel model) {
  std::erase_if(model.points, [](const auto& point) { return point.parts.has_value(); });
  return model;
}

}  // namespace

Device::Device(std::string id, std::uint8_t unit, model::DeviceModel model, Notes notes)
    : id_(std::move(id)),
      unit_(unit),
      model_(without_zones(std::move(model))),
      notes_(std::move(notes)),
      image_(model_.points),
      sources_(model_.points.size()) {
  identity_ = Identity{model_.vendor, model_.id, kRevision};
  if (model_.queue) pool_.emplace(*model_.queue);
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const model::ModelPoint& point = model_.points[i];
    for (const model::AlarmText& alarm : model_.alarms) {
      if (alarm.point != point.id) continue;
      if (auto limit = Limit::of(alarm)) sources_[i].limits.push_back(std::move(*limit));
    }
    sources_[i].signal.start = rest_value(point.format);
    image_.show(point, sources_[i].signal.start);
  }
}

const model::ModelPoint* Device::find(std::string_view id) const {
  const auto found = std::find_if(model_.points.begin(), model_.points.end(),
                                  [&](const model::ModelPoint& point) { return point.id == id; });
  return found == model_.points.end() ? nullptr : &*found;
}

std::string Device::why_not(std::string_view id, const Signal& signal) const {
  const model::ModelPoint* point = find(id);
  if (point == nullptr) return "device " + id_ + " has no point \"" + std::string(id) + "\"";
  std::string reason = sim::why_not(*point, signal.start);
  for (const Change& change : signal.changes) {
    if (reason.empty()) reason = sim::why_not(*point, change.to);
  }
  return reason.empty() ? reason : id_ + "." + point->id + ": " + reason;
}

std::string Device::give(std::string_view id, Signal signal, Duration time) {
  if (std::string reason = why_not(id, signal); !reason.empty()) return reason;
  const auto place = static_cast<std::size_t>(find(id) - model_.points.data());
  std::erase(changing_, place);
  if (!signal.is_constant()) changing_.push_back(place);
  sources_[place].signal = std::move(signal);
  sources_[place].steady_until = Duration::min();
  bring(place, time);
  return {};
}

/// Shows what the point reads at this time, unless that is what it shows already.
void Device::bring(std::size_t place, Duration time) {
  Source& source = sources_[place];
  if (time < source.steady_until) return;
  source.steady_until = steady_until(source.signal, time);
  const model::ModelPoint& point = model_.points[place];
  if (image_.show(point, value_at(source.signal, time))) check_limits(place);
}

void Device::check_limits(std::size_t place) {
  Source& source = sources_[place];
  if (source.limits.empty()) return;
  const codec::Decoded shown = image_.read(model_.points[place]);
  for (Limit& limit : source.limits) {
    if (!limit.is_crossed_by(shown) || !notes_.crossed) continue;
    const Value value = has_value(shown.value) ? shown.value : Value{shown.number};
    notes_.crossed(model_.points[place], value, limit.name());
  }
}

Fault Device::fault_at(Duration time) const {
  if (forced_) return *forced_;
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return time >= fault.at && time < fault.at + fault.lasts;
  });
  return found == faults_.end() ? Fault{} : *found;
}

void Device::watch(Duration time) {
  for (const std::size_t place : changing_) {
    if (!sources_[place].limits.empty()) bring(place, time);
  }
  bring_events(time);
}

bool Device::is_touched(const model::ModelPoint& point, const Request& request) const {
  const std::uint32_t begin = point.format.address, end = begin + codec::width(point.format);
  return point.format.table == request.table && begin < request.address + request.count &&
         request.address < end;
}

void Device::answer(Pdu pdu, Duration time, Reply& reply) {
  const auto refuse = [&](Exception exception) {
    reply_exception(pdu.empty() ? std::uint8_t{0} : pdu[0], static_cast<std::uint8_t>(exception),
                    reply);
  };
  if (identity_ && !pdu.empty() && pdu[0] == kEncapsulated) {
    return reply_identification(pdu, *identity_, reply);
  }
  const auto request = parse(pdu);
  if (!request) return refuse(request.error());
  if (request->writes) {
    if (!may_write(*request)) {
      if (notes_.refused) notes_.refused(*request);
      return refuse(Exception::IllegalAddress);
    }
    write(*request);
    return reply_written(*request, reply);
  }
  if (pool_ && pool_->touches(*request)) {
    if (!pool_->is_read(*request)) return refuse(Exception::IllegalAddress);
    return take_event(*request, time, reply);
  }
  if (!image_.holds(request->table, request->address, request->count)) {
    return refuse(Exception::IllegalAddress);
  }
  for (const std::size_t place : changing_) {
    if (is_touched(model_.points[place], *request)) bring(place, time);
  }
  reply_read(*request, image_.words(request->table, request->address, request->count), reply);
}

std::string Device::tell(PoolEvent event) {
  if (!pool_) return "device " + id_ + " has no queue of events";
  if (const auto objection = pool_->objection(event)) {
    return objection->problem + "; " + objection->remedy;
  }
  pool_->add(std::move(event));
  return {};
}

void Device::bring_events(Duration time) {
  if (!pool_) return;
  while (const auto event = pool_->bring(time)) {
    if (notes_.queued) notes_.queued(*event);
  }
}

void Device::take_event(const Request& request, Duration time, Reply& reply) {
  bring_events(time);
  const auto event = pool_->take();
  const auto words = pool_->words(event);
  if (event && notes_.taken) notes_.taken(*event, words);
  reply_read(request, words, reply);
}

/// All of it must belong to writable points, or nothing is written.
bool Device::may_write(const Request& request) const {
  for (std::uint32_t i = 0; i < request.count; ++i) {
    const Request one{.table = request.table, .address = request.address + i, .count = 1};
    bool covered = false;
    for (const model::ModelPoint& point : model_.points) {
      if (!is_touched(point, one)) continue;
      if (!point.writable) return false;
      covered = true;
    }
    if (!covered) return false;
  }
  return true;
}

/// What a master wrote stays until it writes again, whatever the scenario says.
void Device::write(const Request& request) {
  for (std::uint32_t i = 0; i < request.count; ++i) {
    image_.put(request.table, request.address + i, request.written(i));
  }
  for (std::size_t i = 0; i < model_.points.size(); ++i) {
    const model::ModelPoint& point = model_.points[i];
    if (!is_touched(point, request)) continue;
    std::erase(changing_, i);
    const codec::Decoded shown = image_.read(point);
    sources_[i].signal = Signal{.start = shown.value};
    if (notes_.written) notes_.written(point, shown.value);
    check_limits(i);
  }
}

}  // namespace hazgate::sim
