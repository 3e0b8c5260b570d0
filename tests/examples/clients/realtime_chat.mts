import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });

const { data: member } = await api.POST("/members", { body: { name: "Ada" } });
assert.ok(member);
const params = { path: { room: "typed" } };
const socket = new WebSocket(`${Deno.args[0]?.replace("http", "ws")}/rooms/typed/ws?token=${member.token}`);
const said = new Promise<string>((resolve) => {
  socket.onmessage = ({ data }) => {
    const { type, text } = JSON.parse(data);
    if (type === "welcome") socket.send(JSON.stringify({ text: "Hello" }));
    if (type === "message") resolve(text);
  };
});
assert.equal(await said, "Hello");
const query = { token: member.token };
const there = await api.GET("/rooms/{room}/members", { params: { ...params, query } as typeof params });
assert.deepEqual(there.data, { room: "typed", members: ["Ada"] });
const history = await api.GET("/rooms/{room}/messages", { params: { ...params, query } as typeof params });
const [first]: readonly components["schemas"]["Message"][] = history.data ?? [];
assert.deepEqual([first?.author, first?.text], ["Ada", "Hello"]);
const closed = new Promise((resolve) => socket.onclose = resolve);
socket.close();
await closed;
