/** The page of the chat, in headless Chromium: two people in two tabs. */

import assert from "node:assert/strict";
import { type Chromium, missingChromium, type Page, startChromium } from "../../.ci/chromium.ts";
import { print } from "../../.ci/output.ts";
import { started } from "./server.ts";

const missing = missingChromium();
if (missing !== undefined) print(`the page of the chat is not tested: ${missing}\n`);

const members = (names: string) => `document.querySelector("#members").textContent === ${JSON.stringify(names)}`;
const log =
  `[...document.querySelectorAll("#log li")].map((item) => [...item.childNodes].map((node) => node.textContent).join(": "))`;
const heard = (line: string) => `${log}.includes(${JSON.stringify(line)})`;

/** Opens the page, and joins as a person would. */
async function join(chromium: Chromium, origin: string, room: string, name: string): Promise<Page> {
  const page = await chromium.open(`${origin}/`);
  await page.evaluate(`document.querySelector("#room").value = ${JSON.stringify(room)}`);
  await page.enter("#name", name);
  await page.until(`document.querySelector("#where").textContent === ${JSON.stringify(room)}`);
  return page;
}

Deno.test({
  name: "realtime_chat: two tabs join a room, chat, and see who is there",
  ignore: missing !== undefined,
  async fn() {
    const { origin, stop } = await started("realtime_chat", { workers: 1 });
    const browser = await startChromium();
    try {
      const ada = await join(browser, origin, "garden", "Ada");
      await ada.until(members("Ada"));
      const bob = await join(browser, origin, "garden", "Bob");
      for (const page of [ada, bob]) await page.until(members("Ada, Bob"));
      await ada.until(heard("Bob is here"));

      await ada.enter("#text", "Hello Bob");
      await bob.until(heard("Ada: Hello Bob"));
      // What somebody says is text, whatever it looks like.
      await bob.enter("#text", `<img src="x" onerror="document.title = 'stolen'">`);
      await ada.until(heard(`Bob: <img src="x" onerror="document.title = 'stolen'">`));
      assert.deepEqual(await ada.evaluate(`[document.title, document.querySelectorAll("#log img").length]`), [
        "Realtime chat",
        0,
      ]);
      assert.equal(await ada.evaluate(`document.querySelector("#text").value`), "");

      const stranger = await join(browser, origin, "cellar", "Eve");
      await stranger.until(members("Eve"));
      assert.equal(await stranger.evaluate(heard("Ada: Hello Bob")), false);

      await bob.close();
      await ada.until(members("Ada"));
      await ada.until(heard("Bob has left"));
      const back = await join(browser, origin, "garden", "Bob");
      await back.until(heard("Ada: Hello Bob"));
      assert.equal(await back.evaluate(`${log}.filter((line) => line === "Ada: Hello Bob").length`), 1);
      for (const page of [ada, back, stranger]) assert.deepEqual(page.errors, []);
    } finally {
      await browser.stop();
      await stop();
    }
  },
});
