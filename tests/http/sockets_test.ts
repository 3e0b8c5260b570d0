/** WebSockets on a real uvicorn, started in both ways, with real clients: every life of a connection ends once. */

import assert from "node:assert/strict";
import { restgen } from "../program.ts";
import { freePort } from "../support/processes.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const WITHIN = 20_000;

/** A server of the project, on a port of its own. */
interface Server {
  readonly port: number;
  log(): string;
  /** Waits until the log has a line so many times, and no more. */
  logged(line: string, times: number): Promise<void>;
  /** Asks it to shut down. */
  stop(): void;
  /** Waits for its end, and gives what it wrote. */
  ended(): Promise<string>;
}

/** Ways of starting: what uvicorn serves, and below which folder. */
const WAYS = [["generated.app:app", ""], ["app:app", "/generated"]] as const;

function python(): string {
  const bin = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(bin, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with the generated requirements");
  return `${bin}/python`;
}

async function project(folder: string): Promise<void> {
  const from = `${ROOT}tests/projects/sockets`;
  for (const { name } of Deno.readDirSync(from)) Deno.copyFileSync(`${from}/${name}`, `${folder}/${name}`);
  const { code, stderr } = await restgen(["compile", "api.yaml", "--out", "generated"], { cwd: folder });
  assert.equal(code, 0, stderr);
}

async function until(what: () => boolean, failure: () => string): Promise<void> {
  const end = performance.now() + WITHIN;
  while (!what()) {
    if (performance.now() > end) assert.fail(failure());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function start(folder: string, [target, below]: typeof WAYS[number], more: readonly string[]): Promise<Server> {
  const port = freePort();
  const child = new Deno.Command(python(), {
    args: ["-W", "error", "-m", "uvicorn", target, "--host", "127.0.0.1", "--port", String(port), ...more],
    cwd: folder + below,
    env: { PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let log = "";
  let isRunning = true;
  const status = child.status.then(() => isRunning = false);
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) log += part;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  const times = (line: string) => log.split(line).length - 1;
  const server: Server = {
    port,
    log: () => log,
    logged: async (line, wanted) => {
      await until(() => times(line) >= wanted, () => `"${line}" is not there ${wanted} times:\n${log}`);
      assert.equal(times(line), wanted, log);
    },
    stop: () => {
      if (isRunning) child.kill("SIGTERM");
    },
    ended: async () => {
      await status;
      await reading;
      return log;
    },
  };
  await until(() => log.includes("Uvicorn running on") || log.includes("Error"), () => log);
  return server;
}

/** What a client saw: messages in order, and how the connection ended. */
interface Client {
  readonly socket: WebSocket;
  readonly messages: (string | Uint8Array)[];
  received(count: number): Promise<readonly (string | Uint8Array)[]>;
  closed(): Promise<number>;
}

async function connect({ port }: Server, path: string): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live${path}`);
  socket.binaryType = "arraybuffer";
  const messages: (string | Uint8Array)[] = [];
  const ended = Promise.withResolvers<number>();
  const opened = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => messages.push(typeof data === "string" ? data : new Uint8Array(data));
  socket.onopen = () => opened.resolve();
  socket.onerror = () => opened.resolve();
  socket.onclose = ({ code }) => ended.resolve(code);
  await opened.promise;
  return {
    socket,
    messages,
    received: async (count) => {
      await until(() => messages.length >= count, () => `only ${messages.length} messages came`);
      return messages;
    },
    closed: () => ended.promise,
  };
}

/** The handshake by hand, for its answer and for connections that vanish. */
async function handshake({ port }: Server, path: string, headers: readonly string[] = []) {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = [
    `GET /live${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ];
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const answer = new Uint8Array(65_536);
  const count = await connection.read(answer);
  return { connection, answer: new TextDecoder("latin1").decode(answer.subarray(0, count ?? 0)) };
}

async function statusOf(server: Server, path: string, headers: readonly string[] = []): Promise<number> {
  const { connection, answer } = await handshake(server, path, headers);
  connection.close();
  return Number(answer.split(" ")[1]);
}

async function withServer(
  way: typeof WAYS[number],
  work: (server: Server) => Promise<void>,
  more: readonly string[] = [],
): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_sockets_" }));
  try {
    await project(folder);
    const server = await start(folder, way, more);
    try {
      await work(server);
    } finally {
      server.stop();
      await server.ended();
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Ends of a connection: what the client does, the code that it sees, and what the log says of it. */
const ENDS: readonly { readonly name: string; readonly end: (client: Client) => void; readonly code: number }[] = [
  { name: "closes", end: ({ socket }) => socket.close(4010, "Enough"), code: 4010 },
  { name: "fail", end: ({ socket }) => socket.send("fail"), code: 1011 },
  { name: "leave", end: ({ socket }) => socket.send("leave"), code: 4001 },
  { name: "close", end: ({ socket }) => socket.send("close"), code: 4002 },
  { name: "bytes", end: ({ socket }) => socket.send(new Uint8Array([1])), code: 1003 },
];

for (const way of WAYS) {
  Deno.test(`sockets: ${way[0]} serves every kind of message, and ends each connection once`, async () => {
    await withServer(way, async (server) => {
      await serves(server);
      await refuses(server);
      for (const { name, end, code } of ENDS) {
        const client = await connect(server, `/ws/chat/${name}?name=ada`);
        assert.deepEqual(await client.received(1), [`Welcome to ${name}, ada`]);
        end(client);
        assert.equal(await client.closed(), code, name);
        await server.logged(`disconnected ${name} ada\n`, 1);
        assert.equal(server.log().split(`connected ${name} ada\n`).length - 1, 2, "and connected once");
      }
      await vanishes(server);
      assert.equal(server.log().split("Traceback").length - 1, 1, server.log());
      assert.match(server.log(), /WebSocket '\/live\/ws\/chat\/fail' failed/);
      assert.equal(server.log().split("LookupError: the handler failed").length - 1, 1);
      const last = await connect(server, "/ws/chat/shutdown?name=ada");
      await last.received(1);
      server.stop();
      assert.equal(await last.closed(), 1012);
      const log = await server.ended();
      assert.equal(log.split("disconnected shutdown ada\n").length - 1, 1, log);
      for (const name of ["closes", "fail", "vanishing"]) {
        assert.equal(log.split(`disconnected ${name} ada\n`).length, 2);
      }
    });
  });
}

async function serves(server: Server): Promise<void> {
  const chat = await connect(server, "/ws/chat/kitchen");
  chat.socket.send("hello");
  chat.socket.send("");
  assert.deepEqual(await chat.received(3), ["Welcome to kitchen, nobody", "nobody: hello", "nobody: "]);
  chat.socket.close();
  await chat.closed();
  const created = await fetch(`http://127.0.0.1:${server.port}/live/rooms`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "hall" }),
  });
  const { id } = await created.json();
  const orders = await connect(server, `/rooms/${id}/orders`);
  orders.socket.send('{"item": ["tea"]}');
  orders.socket.send("null");
  const answers = (await orders.received(2)).map((text) => JSON.parse(String(text)));
  assert.deepEqual(answers, [
    { room: "hall", messages: 1, order: { item: ["tea"] } },
    { room: "hall", messages: 2, order: null },
  ]);
  orders.socket.send("{");
  assert.equal(await orders.closed(), 1007);
  await server.logged(`left room ${id}\n`, 1);
  const files = await connect(server, "/files/a/b.txt");
  files.socket.send(new Uint8Array([1, 2, 255]));
  assert.deepEqual(await files.received(2), ["Send a/b.txt", new Uint8Array([255, 2, 1])]);
  files.socket.close();
  await files.closed();
}

async function refuses(server: Server): Promise<void> {
  for (const key of ["", "?key=", "?key=trout"]) assert.equal(await statusOf(server, `/ws/members${key}`), 401);
  const member = await connect(server, "/ws/members?key=swordfish");
  member.socket.send("hello");
  assert.deepEqual(await member.received(1), ['{"ada":"hello"}']);
  member.socket.close();
  await server.logged("gone ada\n", 1);
  assert.equal(await statusOf(server, "/rooms/kitchen/orders"), 403);
  assert.equal(await statusOf(server, "/ws/chat/kitchen?name=eve"), 403);
  assert.equal(await statusOf(server, "/nowhere"), 403);
  assert.equal(await statusOf(server, "/rooms/1/orders", ["Origin: https://example.com"]), 101);
  await server.logged("left room 1\n", 2);
  const { connection, answer } = await handshake(server, "/rooms/1/orders", ["Origin: https://elsewhere.com"]);
  connection.close();
  assert.match(answer, /^HTTP\/1\.1 403 [^]*\{"detail":"Connect from our own pages"\}$/);
  await server.logged("connected kitchen eve\n", 0);
}

/** Both ways in which a connection ends without a closing handshake. */
async function vanishes(server: Server): Promise<void> {
  const { connection, answer } = await handshake(server, "/ws/chat/vanishing?name=ada");
  assert.match(answer, /^HTTP\/1\.1 101 /);
  await server.logged("connected vanishing ada\n", 1);
  connection.close();
  await server.logged("disconnected vanishing ada\n", 1);
  const reset = await handshake(server, "/ws/chat/reset?name=ada");
  await server.logged("connected reset ada\n", 1);
  // A frame that no client may send: without its mask.
  await reset.connection.write(new Uint8Array([0x81, 0x02, 0x68, 0x69]));
  await server.logged("disconnected reset ada\n", 1);
  reset.connection.close();
}

Deno.test("sockets: a handler that does not end is cancelled at shutdown, and its connection ends once", async () => {
  await withServer(WAYS[0], async (server) => {
    const client = await connect(server, "/ticks");
    client.socket.send("tick");
    assert.deepEqual(await client.received(1), ['{"tick":1}']);
    client.socket.send("sleep");
    await new Promise((resolve) => setTimeout(resolve, 300));
    server.stop();
    const log = await server.ended();
    assert.equal(log.split("feed ended after 2\n").length - 1, 1, log);
    client.socket.close();
    await client.closed();
  }, ["--timeout-graceful-shutdown", "1"]);
});

Deno.test("sockets: a message that is larger than the server allows ends its connection", async () => {
  await withServer(WAYS[0], async (server) => {
    const client = await connect(server, "/ws/chat/large?name=ada");
    client.socket.send("x".repeat(2000));
    assert.equal(await client.closed(), 1009);
    await server.logged("disconnected large ada\n", 1);
  }, ["--ws-max-size", "1000"]);
});
