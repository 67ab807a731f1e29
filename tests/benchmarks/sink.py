"""A mail server that says yes and keeps nothing, in a process of its own: `python -m ... PORT`."""

import asyncio
import sys

ANSWERS = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.held = b""
        self.in_mail = False
        self.say(b"220 sink\r\n")

    def say(self, words: bytes) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.write(words)

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(END if self.in_mail else b"\r\n")) >= 0:
            line = self.held[:end]
            self.held = self.held[end + (len(END) if self.in_mail else 2) :]
            command = b"" if self.in_mail else line[:4].upper()
            self.in_mail = command == b"DATA"
            self.say(ANSWERS.get(command, b"250 ok\r\n"))


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
