#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "gateway/daemon/figures.hpp"

namespace hazgate::daemon {

/// Figures for a Prometheus that asks over HTTP: http://ADDRESS/metrics. It shows the figures of the last
/// show(), so that whoever asks, how often and how slowly, the core waits for nobody; and when the core
/// hangs, they get old (hazgate_figures_time_seconds).
/// Thread  core; two threads of its own answer
class MetricsPage {
 public:
  /// Units   address: "127.0.0.1:9464", "[::1]:9464"; port 0: any free one
  /// Errors  a text: the address is taken, or not this machine's
  static tl::expected<std::unique_ptr<MetricsPage>, std::string> open(const std::string& address);
  ~MetricsPage();
  MetricsPage(const MetricsPage&) = delete;
  MetricsPage& operator=(const MetricsPage&) = delete;

  void show(Figures figures);
  int port() const;

 private:
  struct Inside;
  explicit MetricsPage(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace hazgate::daemon
