/** The chat, with two workers that share every room. */

import assert from "node:assert/strict";
import { connect } from "node:net";
import { example, type RunningExample } from "./server.ts";

/** Seconds of talk; a minute by hand. */
const SECONDS = Number(Deno.env.get("RESTGEN_CHAT_SECONDS") ?? "10");
const test = example("realtime_chat", { workers: 2 });

/** What the server sends. */
interface Heard {
  readonly type: string;
  readonly id?: number;
  readonly author?: string;
  readonly text?: string;
  readonly name?: string;
  readonly members?: readonly string[];
}

/** A member in a room. */
class Client {
  readonly heard: Heard[] = [];
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  constructor(readonly name: string, readonly room: string, readonly token: string, readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    socket.addEventListener("message", ({ data }) => {
      this.heard.push(JSON.parse(data));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  say(text: string): void {
    this.socket.send(JSON.stringify({ text }));
  }

  messages(): readonly Heard[] {
    return this.heard.filter(({ type }) => type === "message");
  }

  /** Waits until something is true of what it heard. */
  async until(what: string, isThere: () => boolean, limit = 15_000): Promise<void> {
    const end = performance.now() + limit;
    while (!isThere()) {
      if (performance.now() > end) {
        assert.fail(`${this.name} did not hear ${what}: ${JSON.stringify(this.heard.slice(-5))}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        setTimeout(resolve, 100);
      });
    }
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

async function tokenOf(origin: string, name: string): Promise<string> {
  const response = await fetch(`${origin}/members`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });
  assert.equal(response.status, 201);
  return (await response.json()).token;
}

async function enter({ origin }: RunningExample, room: string, name: string): Promise<Client> {
  const token = await tokenOf(origin, name);
  const url = `${origin.replace("http", "ws")}/rooms/${room}/ws?token=${token}`;
  const client = new Client(name, room, token, new WebSocket(url));
  await client.until("a welcome", () => client.heard.some(({ type }) => type === "welcome"));
  return client;
}

async function presence({ origin }: RunningExample, { room, token }: Client): Promise<readonly string[]> {
  return (await (await fetch(`${origin}/rooms/${room}/members?token=${token}`)).json()).members;
}

test("a member sees who comes, who speaks and who leaves", async (running) => {
  const ada = await enter(running, "first", "Ada");
  const bob = await enter(running, "first", "Bob");
  await ada.until("Bob", () => ada.heard.some(({ type, name }) => type === "joined" && name === "Bob"));
  assert.deepEqual(await presence(running, ada), ["Ada", "Bob"]);
  bob.say("Hello, <b>Ada</b>");
  await ada.until("hello", () => ada.messages().length === 1);
  const [message] = ada.messages();
  assert.deepEqual([message?.author, message?.text], ["Bob", "Hello, <b>Ada</b>"]);
  await bob.leave();
  await ada.until("that Bob left", () => ada.heard.some(({ type, name }) => type === "left" && name === "Bob"));
  assert.deepEqual(await presence(running, ada), ["Ada"]);
  await ada.leave();
});

test("what is no message is told so, and nobody else hears it", async (running) => {
  const [one, other] = [await enter(running, "strict", "One"), await enter(running, "strict", "Other")];
  for (const sent of ['{"text": ""}', "[]", '{"txt": "x"}', JSON.stringify({ text: "x".repeat(2001) })]) {
    one.socket.send(sent);
  }
  await one.until("four errors", () => one.heard.filter(({ type }) => type === "error").length === 4);
  one.say("x".repeat(2000));
  await other.until("the long one", () => other.messages().length === 1);
  assert.ok(!other.heard.some(({ type }) => type === "error"));
  one.socket.send("no json");
  assert.equal(await one.closed, 1007);
  await other.leave();
});

test("nobody gets in without a token", async ({ origin }) => {
  for (const query of ["", "?token=guess"]) {
    const socket = new WebSocket(`${origin.replace("http", "ws")}/rooms/first/ws${query}`);
    const opened = await new Promise((resolve) => {
      socket.addEventListener("open", () => resolve(true));
      socket.addEventListener("error", () => resolve(false));
    });
    assert.equal(opened, false, query);
    const response = await fetch(`${origin}/rooms/first/messages${query}`);
    await response.body?.cancel();
    assert.equal(response.status, 401);
  }
});

test("history pages, and a client that has the page gets 304", async (running) => {
  const { origin } = running;
  const client = await enter(running, "history", "Clio");
  for (let number = 1; number <= 5; number++) client.say(`message ${number}`);
  await client.until("all of them", () => client.messages().length === 5);
  const path = `${origin}/rooms/history/messages?limit=2&token=${client.token}`;
  const page = await fetch(path);
  const newest = await page.json();
  assert.deepEqual(newest.map(({ text }: { text: string }) => text), ["message 5", "message 4"]);
  const again = await fetch(path, { headers: { "if-none-match": page.headers.get("etag") ?? "" } });
  await again.body?.cancel();
  assert.equal(again.status, 304);
  const older = await (await fetch(`${path}&before=${newest[1].id}`)).json();
  assert.deepEqual(older.map(({ text }: { text: string }) => text), ["message 3", "message 2"]);
  await client.leave();
});

test("a client that vanishes without a word is gone at once", async (running) => {
  const { origin } = running;
  const stays = await enter(running, "abrupt", "Stays");
  const token = await tokenOf(origin, "Vanishes");
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  socket.write(
    `GET /rooms/abrupt/ws?token=${token} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  await stays.until("who came", () => stays.heard.some(({ type, name }) => type === "joined" && name === "Vanishes"));
  assert.deepEqual(await presence(running, stays), ["Stays", "Vanishes"]);
  socket.resetAndDestroy();
  await stays.until(
    "who left",
    () => stays.heard.some(({ type, name }) => type === "left" && name === "Vanishes"),
    5000,
  );
  assert.deepEqual(await presence(running, stays), ["Stays"]);
  await stays.leave();
});

test("a client that does not read is let go, and holds nobody up", async (running) => {
  const { origin } = running;
  const token = await tokenOf(origin, "Deaf");
  const deaf = connect(Number(new URL(origin).port), "127.0.0.1");
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  deaf.pause();
  deaf.on("error", () => {});
  deaf.write(
    `GET /rooms/slow/ws?token=${token} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const loud = await enter(running, "slow", "Loud");
  const isThere = async () => (await presence(running, loud)).includes("Deaf");
  for (let tries = 0; tries < 100 && !await isThere(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(await isThere());
  const text = "€".repeat(2000);
  let sent = 0;
  // Until the buffers of both ends are full, and the backlog too.
  for (; sent < 20_000 && !loud.heard.some(({ type, name }) => type === "left" && name === "Deaf"); sent += 100) {
    for (let number = 0; number < 100; number++) loud.say(text);
    await loud.until("its own words", () => loud.messages().length === sent + 100, 30_000);
  }
  await loud.until(
    "that Deaf left",
    () => loud.heard.some(({ type, name }) => type === "left" && name === "Deaf"),
    30_000,
  );
  assert.equal(loud.messages().length, sent);
  deaf.destroy();
  await loud.leave();
});

test(`200 clients in 10 rooms hear everything once and in order, for ${SECONDS} s`, async (running) => {
  const clients: Client[] = [];
  for (let number = 0; number < 200; number += 20) {
    const batch = Array.from({ length: 20 }, (_, index) => number + index);
    clients.push(...await Promise.all(batch.map((one) => enter(running, `load${one % 10}`, `client${one}`))));
  }
  const rounds = Math.max(1, Math.floor(SECONDS / 2));
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (const client of clients) client.say(`${round}`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 2000 - (performance.now() - began))));
  }
  const expected = Array.from({ length: rounds }, (_, round) => `${round}`);
  for (const client of clients) {
    await client.until("everything", () => client.messages().length >= 20 * rounds, 60_000);
    const bySender = new Map<string, string[]>();
    for (const { author = "", text = "" } of client.messages()) {
      bySender.set(author, [...bySender.get(author) ?? [], text]);
    }
    assert.equal(bySender.size, 20);
    for (const [author, texts] of bySender) assert.deepEqual(texts, expected, `${client.name} heard ${author}`);
    assert.equal(new Set(client.messages().map(({ id }) => id)).size, 20 * rounds);
  }
  const [first] = clients;
  assert.ok(first);
  assert.equal((await presence(running, first)).length, 20);
  await Promise.all(clients.slice(1).map((client) => client.leave()));
  await first.until("that 19 left", () => first.heard.filter(({ type }) => type === "left").length === 19);
  assert.deepEqual(await presence(running, first), [first.name]);
  await first.leave();
});
