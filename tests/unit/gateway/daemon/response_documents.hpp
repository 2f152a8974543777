#pragma once

#include <boost/json.hpp>

#include "gateway/daemon/document_reader.hpp"
#include "gateway/daemon/response_codec.hpp"

/// Documents taken apart and put together again.
namespace hazgate::daemon::samples {

struct Outcome {
  site::ResponseMemory memory;
  std::size_t unreadable = 0;
};

inline Outcome outcome_of(const site::Document& document) {
  Outcome outcome;
  outcome.memory = response_of({&document, 1}, outcome.unreadable);
  return outcome;
}

/// Its fields, without version and checksum.
inline boost::json::object fields_of(const site::Document& document) {
  boost::json::object object = boost::json::parse(document.body).as_object();
  object.erase("crc");
  object.erase("v");
  return object;
}

/// With the right checksum: what is wrong is the field alone.
inline site::Document resealed(site::Document document, const boost::json::object& fields) {
  document.body = sealed(fields);
  return document;
}

}  // namespace hazgate::daemon::samples
