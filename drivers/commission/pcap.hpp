#pragma once

#include <string>

#include "drivers/commission/trace.hpp"

/// A trace as a file that Wireshark and tshark open and dissect without any option: each frame is an
/// "exported PDU" (LINKTYPE_WIRESHARK_UPPER_PDU, 252) whose first tag names the dissector, mbrtu or
/// mbtcp. The gateway is 10.0.0.1, the bus 10.0.0.2, so that requests and replies are told apart.
/// Silences have no bytes and are not in the file.
/// Thread  any (pure)
/// Source  draft-ietf-opsawg-pcap; wireshark wsutil/exported_pdu_tlvs.h
namespace hazgate::commission {

/// What the file begins with.
std::string pcap_header();

/// One frame; empty for a silence.
std::string pcap_record(const TracedFrame& frame);

}  // namespace hazgate::commission
