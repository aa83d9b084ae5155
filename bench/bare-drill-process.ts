import { fastify } from "fastify";
import { Pool } from "undici";

// The barest drill: a server and a client in one process, 300 requests one after another, and nothing else. The compilers of
// schemas, which no route has, stay unloaded.
const never = (): never => {
  throw new RangeError("routes have no schemas");
};
const app = fastify({
  logger: false,
  schemaController: { compilersFactory: { buildValidator: never, buildSerializer: never } },
});
app.get("/", (_request, reply) => reply.header("server-timing", "wait;dur=10.000").send());
const url = await app.listen({ host: "127.0.0.1", port: 0 });
const pool = new Pool(url, { connections: 1 });
for (let sent = 0; sent < 300; sent += 1) {
  const { body } = await pool.request({ method: "GET", path: "/?param=normal" });
  await body.dump();
}
await pool.close();
await app.close();
