"""Cases that call out: nothing may reach a listener outside; honest answers keep 12."""

from ..case import Case

# fmt: off
CASES = [
    Case("n01_tcp_connect", "opens a TCP connection", r"""
for host in ("127.0.0.1", "localhost", "0.0.0.0", "@HOST@"):
    leak(attempt(socket.create_connection, (host, @TCP@), 2))"""),
    Case("n02_udp", "sends UDP packets, a name query among them", r"""
query = b"\x12\x34\1\0\0\1\0\0\0\0\0\0\4leak\4test\0\0\1\0\1"
for host in ("127.0.0.1", "@HOST@"):
    attempt(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(query, (host, @UDP@)))"""),
    Case("n03_abstract_unix", "connects to an abstract unix socket of another process", r"""
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    attempt(lambda: socket.socket(socket.AF_UNIX, kind).connect("\0@NONCE@"))"""),
    Case("n04_unix_files", "connects to unix socket files by path, link and descriptor", r"""
for path in ("@CANARY@/stream.sock", "@CANARY@/datagram.sock", "/run/docker.sock"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        one = attempt(socket.socket, socket.AF_UNIX, kind)
        attempt(lambda: one.connect(path))
        attempt(lambda: one.sendto(b"sent", path))"""),
    Case("n05_other_kernels", "connects to the ports found in jupyter runtime files", r"""
files = glob.glob("@HOME@/.local/share/jupyter/runtime/*.json")
ports = {p for f in files for p in (attempt(lambda: json.loads(read(f))) or {}).values()}
for port in [p for p in ports if type(p) is int] + [@TCP@]:
    leak(attempt(socket.create_connection, ("127.0.0.1", port), 2))"""),
    Case("n06_datagram_pair", "reaches sockets from an unconnected end of a datagram pair", r"""
for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
    for end in attempt(socket.socketpair, socket.AF_UNIX, kind) or ():
        for path in ("@CANARY@/datagram.sock", "\0@NONCE@-datagram", "\0@NONCE@"):
            attempt(end.sendto, b"sent", path)
            attempt(end.connect, path)
            attempt(end.send, b"sent")"""),
    Case("n09_web_clients", "uses urllib, asyncio, pandas and a subprocess", r"""
import subprocess, urllib.request
url = "http://127.0.0.1:@TCP@/"
attempt(urllib.request.urlopen, url, None, 2)
attempt(pd.read_csv, url)
attempt(subprocess.run, ["bash", "-c", "echo sent > /dev/tcp/127.0.0.1/@TCP@"])
async def call():
    await asyncio.wait_for(asyncio.open_connection("127.0.0.1", @TCP@), 2)
try:
    await call()
except BaseException as problem:
    pass"""),
    Case("n10_inherited", "sends on every inherited socket to another address", r"""
for number in range(3, 200):
    one = attempt(socket.socket, -1, -1, -1, number)
    if one:
        for address in (("127.0.0.1", @UDP@), "@CANARY@/datagram.sock", "\0@NONCE@-datagram"):
            attempt(one.sendto, b"sent", socket.MSG_DONTWAIT, address)
        one.detach()""", points=None),
    Case("n12_compat_calls", "calls socket through the 32-bit entry of the kernel", r"""
code = bytes.fromhex("53 b867010000 bb02000000 b901000000 31d2 cd80 5b c3".replace(" ", ""))
area = attempt(mmap.mmap, -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
if area:
    area.write(code)
    run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
    leak(run() >= 0 and "a socket by int 0x80")""", points=None),
]
