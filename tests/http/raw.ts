/** HTTP over a socket, for what `fetch` refuses to send. */

import assert from "node:assert/strict";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** An open connection. */
export interface Connection {
  write(text: string): Promise<void>;
  /** Sends a text and reads one answer. */
  exchange(text: string): Promise<RawAnswer>;
  close(): void;
}

const encoder = new TextEncoder();
// One character a byte, so that lengths count bytes.
const decoder = new TextDecoder("latin1");

/** Opens a connection to a server on this machine. */
export async function connect(port: number): Promise<Connection> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  let pending = "";
  const receive = async (): Promise<boolean> => {
    const part = new Uint8Array(65_536);
    const count = await socket.read(part);
    if (count !== null) pending += decoder.decode(part.subarray(0, count));
    return count !== null;
  };
  const write = async (text: string) => {
    const bytes = encoder.encode(text);
    for (let sent = 0; sent < bytes.length;) sent += await socket.write(bytes.subarray(sent));
  };
  return {
    write,
    exchange: async (text) => {
      await write(text);
      while (!pending.includes("\r\n\r\n")) {
        assert.ok(await receive(), `The server closed the connection after ${JSON.stringify(pending)}`);
      }
      const end = pending.indexOf("\r\n\r\n");
      const [first = "", ...lines] = pending.slice(0, end).split("\r\n");
      const headers = new Map<string, string>();
      for (const line of lines) {
        const colon = line.indexOf(":");
        const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        // Lines of one name are one list (RFC 9110, section 5.3).
        headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
      }
      const length = headers.get("content-length");
      pending = pending.slice(end + 4);
      // Without a length the body goes on until the connection ends.
      while (length === undefined || pending.length < Number(length)) if (!await receive()) break;
      const body = pending.slice(0, length === undefined ? undefined : Number(length));
      pending = pending.slice(body.length);
      return { status: Number(first.split(" ")[1]), headers, body };
    },
    close: () => socket.close(),
  };
}
