import { createServer } from "node:http";

// The baseline for the mock server: a minimal node:http server, with and without a wait.
const server = createServer((request, response) => {
  const waitMs = Number(request.url?.split("wait=")[1] ?? 0);
  const answer = (): void => {
    response.writeHead(200, ["content-length", "0"]);
    response.end();
  };
  if (waitMs === 0) answer();
  else setTimeout(answer, waitMs);
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => {
  const address = server.address();
  if (typeof address === "object" && address !== null)
    process.send?.({ kind: "listening", url: `http://127.0.0.1:${address.port}` });
});
process.once("disconnect", () => process.exit());
