#include "gateway/daemon/buses.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/daemon/news.hpp"

namespace hazgate::daemon {

namespace {

// Nothing that old is under way any more.
constexpr std::size_t kMostGenerations = 8;

/// "plc/2" is another connection of "plc".
std::string_view server_of(std::string_view bus) {
  return bus.substr(0, bus.find('/'));
}

std::vector<const poll::PolledDevice*> devices_behind(const config::Settings& settings,
                                                      std::string_view bus) {
  std::vector<const poll::PolledDevice*> devices;
  for (const poll::BusPlan& plan : settings.buses) {
    if (server_of(plan.id) != server_of(bus)) continue;
    for (const poll::PolledDevice& device : plan.devices) devices.push_back(&device);
  }
  return devices;
}

}  // namespace

Buses::Buses(boost::asio::io_context& io, Configuration configuration, Take take)
    : take_(std::move(take)),
      inbox_(io, [this](Letter&& letter) { deliver(std::move(letter)); }),
      configuration_(std::move(configuration)),
      replacing_(1) {
  meet_neighbours();
  for (const poll::BusPlan& plan : configuration_->buses) workers_.push_back(worker_for(plan));
}

Buses::~Buses() {
  stop();
}

void Buses::meet_neighbours() {
  neighbours_ = std::make_shared<Neighbours>(configuration_->buses,
                                             [this](BusIndex bus, DeviceIndex device, bool fast) {
                                               workers_[at(bus)]->pace(device, fast);
                                             });
}

poll::BusWorker::Sink Buses::sink_for(const poll::BusPlan& plan) {
  return [this, generation = generation_, neighbours = neighbours_,
          news = News(plan)](poll::Report&& report) mutable {
    if (const auto* near = std::get_if<poll::NearLimit>(&report)) {
      neighbours->take(*near);
      return;
    }
    const bool urgent = news.is_urgent(report);
    inbox_.push({generation, std::move(report)}, urgent);
  };
}

Buses::Worker Buses::worker_for(const poll::BusPlan& plan) {
  return std::make_shared<poll::BusWorker>(numbered(plan), sink_for(plan));
}

poll::BusPlan Buses::numbered(poll::BusPlan plan) const {
  plan.configuration = generation_;
  return plan;
}

void Buses::start() {
  for (const Worker& worker : workers_) worker->start();
}

void Buses::change(Configuration next, const poll::Renumbering& renumbering) {
  neighbours_->retire();
  for (auto& [generation, table] : before_) table = table.then(renumbering);
  before_[generation_++] = renumbering;
  if (before_.size() > kMostGenerations) before_.erase(before_.begin());
  const Configuration before = std::exchange(configuration_, std::move(next));
  const auto old_workers = std::exchange(workers_, {});
  workers_.resize(configuration_->buses.size());
  meet_neighbours();
  std::vector<BusIndex> going_on;
  std::vector<Worker> ending;
  for (const poll::BusPlan& old : before->buses) {
    const Worker& worker = old_workers[at(old.index)];
    const auto index = renumbering.of(old.index);
    if (index && poll::has_same_line(old, configuration_->buses[at(*index)])) {
      workers_[at(*index)] = worker;
      going_on.push_back(*index);
    } else {
      ending.push_back(worker);
    }
  }
  std::vector<Worker> beginning;
  for (const poll::BusPlan& plan : configuration_->buses) {
    Worker& worker = workers_[at(plan.index)];
    if (worker == nullptr) beginning.push_back(worker = worker_for(plan));
  }
  // Only now: a worker may call its neighbours at once.
  for (const BusIndex bus : going_on) {
    const poll::BusPlan& plan = configuration_->buses[at(bus)];
    workers_[at(bus)]->change(numbered(plan), sink_for(plan), renumbering);
  }
  if (ending.empty() && beginning.empty()) return;
  // A port may go from one bus to another: all that end, end before any begins.
  boost::asio::post(replacing_, [ending, beginning] {
    for (const Worker& worker : ending) worker->stop();
    for (const Worker& worker : beginning) worker->start();
  });
}

void Buses::stop() {
  if (std::exchange(stopped_, true)) return;
  replacing_.join();
  for (const Worker& worker : workers_) worker->stop();
  inbox_.drain();
}

/// From the numbers of that generation to today's; null when nobody knows them any more.
const poll::Renumbering* Buses::since(std::uint64_t generation) const {
  const auto table = before_.find(generation);
  return table == before_.end() ? nullptr : &table->second;
}

void Buses::deliver(Letter&& letter) {
  if (letter.configuration != generation_) {
    const auto* table = since(letter.configuration);
    if (table == nullptr || !poll::renumber(letter.report, *table)) return;
  }
  take_(std::move(letter.report));
}

void Buses::write(std::vector<poll::WriteRequest> requests) {
  const site::SiteSpec& site = configuration_->site;
  std::map<BusIndex, std::vector<poll::WriteRequest>> of_bus;
  for (poll::WriteRequest& request : requests) {
    const BusIndex bus = site.devices[at(site.points[at(request.point)].device)].bus;
    of_bus[bus].push_back(std::move(request));
  }
  for (auto& [bus, theirs] : of_bus) workers_[at(bus)]->write_all(std::move(theirs));
}

void Buses::recorded(DeviceIndex device, std::uint64_t ticket) {
  workers_[at(configuration_->site.devices[at(device)].bus)]->recorded(device, ticket);
}

tl::expected<BusAtWork, std::string> Buses::find(const std::string& id) const {
  std::string known;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const poll::BusPlan& plan = configuration_->buses[i];
    if (plan.id == id) {
      return BusAtWork{configuration_, &plan, devices_behind(*configuration_, id), workers_[i]};
    }
    known += " " + plan.id;
  }
  return tl::unexpected("no bus '" + id + "'; there are:" + known);
}

std::vector<poll::BusCounters> Buses::counters() const {
  std::vector<poll::BusCounters> all;
  all.reserve(workers_.size());
  for (const Worker& worker : workers_) {
    poll::BusCounters& counters = all.emplace_back(worker->counters());
    if (counters.configuration == generation_) continue;
    const auto* table = since(counters.configuration);
    poll::renumber(counters, table == nullptr ? poll::Renumbering{} : *table);
  }
  return all;
}

}  // namespace hazgate::daemon
