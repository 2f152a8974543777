#include "gateway/daemon/metrics_page.hpp"

#include <exception>
#include <mutex>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <utility>
#include <vector>

#include "gateway/daemon/metrics.hpp"

namespace hazgate::daemon {
namespace {

/// The newest figures, between the core and who asks.
class Board : public prometheus::Collectable {
 public:
  void show(Figures figures) {
    const auto next = std::make_shared<const Figures>(std::move(figures));
    const std::lock_guard lock(mutex_);
    newest_ = next;
  }
  std::vector<prometheus::MetricFamily> Collect() const override {
    std::shared_ptr<const Figures> figures;
    {
      const std::lock_guard lock(mutex_);
      figures = newest_;
    }
    return figures == nullptr ? std::vector<prometheus::MetricFamily>{} : metric_families(*figures);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Figures> newest_;
};

}  // namespace

struct MetricsPage::Inside {
  explicit Inside(const std::string& address)
      : exposer(std::vector<std::string>{"listening_ports", address, "num_threads", "2",
                                         "request_timeout_ms", "5000"}) {
    exposer.RegisterCollectable(board);
  }
  std::shared_ptr<Board> board = std::make_shared<Board>();
  prometheus::Exposer exposer;
};

MetricsPage::MetricsPage(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

MetricsPage::~MetricsPage() = default;

tl::expected<std::unique_ptr<MetricsPage>, std::string> MetricsPage::open(
    const std::string& address) {
  try {
    return std::unique_ptr<MetricsPage>(new MetricsPage(std::make_unique<Inside>(address)));
  } catch (const std::exception&) {  // it does not say why
    return tl::unexpected("cannot listen on " + address +
                          ": something else does, or it is no address of this machine");
  }
}

void MetricsPage::show(Figures figures) {
  inside_->board->show(std::move(figures));
}

int MetricsPage::port() const {
  const auto ports = inside_->exposer.GetListeningPorts();
  return ports.empty() ? 0 : ports.front();
}

}  // namespace hazgate::daemon
