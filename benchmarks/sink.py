"""A mail server that takes everything and keeps nothing: ``python -m benchmarks.sink`` prints its port."""

import asyncio


class Sink(asyncio.Protocol):
    """One line. Answers each command; takes a text up to its dot."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer, self.in_text, self.count = transport, b"", False, 0
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            ending = b"\r\n.\r\n" if self.in_text else b"\r\n"
            said, found, rest = self.buffer.partition(ending)
            if not found:
                return
            self.buffer = rest
            self.answer(said)

    def answer(self, said: bytes) -> None:
        verb = said[:4].upper()
        if self.in_text:
            self.in_text, self.count = False, self.count + 1
            self.transport.write(b"250 2.0.0 Ok: queued as S%07d\r\n" % self.count)
        elif verb == b"DATA":
            self.in_text = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 ok\r\n")


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
