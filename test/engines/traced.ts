import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { spawnSync } from "node:child_process";

// Does what it is told and says when it is done. Its channel is a unix socket.

/** A task by its first word. */
const tasks: Readonly<Record<string, (amount: number, port: number) => Promise<void>>> = {
  receive: (bytes, port) =>
    new Promise((resolve) => {
      let left = bytes;
      const socket = connect(port, "127.0.0.1");
      socket.on("data", (chunk) => {
        left -= chunk.length;
        if (left > 0) return;
        socket.destroy();
        resolve();
      });
    }),
  send: (bytes, port) =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.end(Buffer.alloc(bytes), () => resolve()));
    }),
  datagrams: (count, port) =>
    new Promise((resolve) => {
      const socket = createSocket("udp4");
      let left = count;
      for (let sent = 0; sent < count; sent += 1)
        socket.send(Buffer.alloc(1000), port, "127.0.0.1", () => {
          left -= 1;
          if (left === 0) socket.close(() => resolve());
        });
    }),
  calls: async (count) => {
    for (let call = 0; call < count; call += 1) process.getuid?.();
  },
  child: async (bytes, port) => {
    const program = `require("net").connect(${port}, "127.0.0.1").end(Buffer.alloc(${bytes}))`;
    spawnSync(process.execPath, ["-e", program]);
  },
};

process.on("message", ([task, amount, port]: readonly [string, number, number]) => {
  void tasks[task]?.(amount, port).then(() => process.send?.("done"));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
