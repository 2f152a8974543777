"""A slave that we did not write: pymodbus, with one value of every type of the contract."""

import asyncio
import struct
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncTcpServer


def words(packed):
    return list(struct.unpack(f">{len(packed) // 2}H", packed))


def ordered(packed, order):
    """The bytes of a big-endian value in one of the four orders, as registers."""
    registers = words(packed)
    if order in ("CDAB", "DCBA"):
        registers.reverse()
    if order in ("BADC", "DCBA"):
        registers = [(r >> 8) | (r & 0xFF) << 8 for r in registers]
    return registers


# (id, type, registers, further keys, expected value)
POINTS = [
    ("u16", "uint16", words(struct.pack(">H", 65535)), "", 65535),
    ("i16", "int16", words(struct.pack(">h", -32768)), "", -32768),
    ("scaled", "uint16", [123], "scale = 0.1", 12.3),
    ("offset", "int16", words(struct.pack(">h", -40)), "scale = 0.5\noffset = 10.0", -10.0),
    ("bit", "bit", [0x0020], "bit = 5", True),
    ("flag", "bool", [1], "", True),
    ("bcd16", "bcd16", [0x1234], "", 1234),
    ("bcd32", "bcd32", [0x1234, 0x5678], "", 12345678),
    ("text", "string", words(b"GD-101\0\0"), "length = 4", "GD-101"),
    ("state", "uint16", [2], 'states = { 0 = "normal", 1 = "warm-up", 2 = "fault" }', "fault"),
]
for order in ("ABCD", "CDAB", "BADC", "DCBA"):
    suffix, key = order.lower(), f'order = "{order}"'
    POINTS += [
        (f"u32-{suffix}", "uint32", ordered(struct.pack(">I", 4000000001), order), key, 4000000001),
        (f"i32-{suffix}", "int32", ordered(struct.pack(">i", -2000000001), order), key, -2000000001),
        (f"u64-{suffix}", "uint64", ordered(struct.pack(">Q", 2**64 - 3), order), key, 2**64 - 3),
        (f"i64-{suffix}", "int64", ordered(struct.pack(">q", -2**63 + 1), order), key, -2**63 + 1),
        (f"f32-{suffix}", "float32", ordered(struct.pack(">f", -12.375), order), key, -12.375),
        (f"f64-{suffix}", "float64", ordered(struct.pack(">d", 0.1), order), key, 0.1),
    ]
BITS = [("coil-on", "coil", 3, True), ("coil-off", "coil", 4, False),
        ("input-on", "discrete", 7, True), ("input-off", "discrete", 8, False)]


def layout(table):
    """Address of each point: one after the other, with a hole of three registers between."""
    address = 10
    for point in POINTS:
        yield address, point
        address += len(point[2]) + 3


def site_points():
    """[[device.point]] tables of everything this slave holds, in both register tables."""
    text = ""
    for table in ("holding", "input"):
        for address, (name, kind, _, keys, _) in layout(table):
            text += (f'\n[[device.point]]\nid = "{table}-{name}"\ntable = "{table}"\n'
                     f'address = {address}\ntype = "{kind}"\n{keys}\n')
    for name, table, address, _ in BITS:
        text += f'\n[[device.point]]\nid = "{name}"\ntable = "{table}"\naddress = {address}\ntype = "bool"\n'
    return text


def expected():
    values = {name: value for name, _, _, value in BITS}
    for table in ("holding", "input"):
        values.update({f"{table}-{name}": value for name, _, _, _, value in POINTS})
    return values


def block(table):
    registers = [0] * 400
    for address, point in layout(table):
        registers[address:address + len(point[2])] = point[2]
    return ModbusSequentialDataBlock(0, registers)


def bits(table):
    values = [False] * 400
    for _, of, address, value in BITS:
        if of == table:
            values[address] = value
    return ModbusSequentialDataBlock(0, values)


async def main():
    slave = ModbusSlaveContext(di=bits("discrete"), co=bits("coil"), hr=block("holding"),
                               ir=block("input"), zero_mode=True)
    await StartAsyncTcpServer(ModbusServerContext(slaves={9: slave}, single=False),
                              address=("127.0.0.1", int(sys.argv[1])))


if __name__ == "__main__":
    asyncio.run(main())
