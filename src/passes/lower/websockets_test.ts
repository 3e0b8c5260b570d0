/** `sockets.py`: what a person would write for each WebSocket. */

import assert from "node:assert/strict";
import { compileFiles } from "../../../tests/support/expect.ts";

const PYTHON = `
async def receive(data):
    pass

async def ignore(websocket):
    pass

def in_thread(websocket, data):
    pass

async def begin(websocket):
    pass

def end(websocket):
    pass

async def guard():
    pass

async def find(api_key):
    return {}
`;

function filesOf(websockets: string, more = ""): ReadonlyMap<string, string> {
  const files = { "api.yaml": `${more}websockets:\n${websockets}`, "chat.py": PYTHON };
  const { files: made, diagnostics } = compileFiles(files);
  assert.ok(made, diagnostics.map((one) => one.message).join("\n"));
  return made;
}

/** The functions of \`sockets.py\`. */
function endpoints(websockets: string, more = ""): string {
  const text = filesOf(websockets, more).get("sockets.py") ?? "";
  return text.slice(text.indexOf("@router.websocket"));
}

Deno.test("a WebSocket with every function", () => {
  const text = endpoints(
    "  - { path: /a, handler: chat.receive, on_connect: chat.begin, on_disconnect: chat.end, name: talk }\n",
  );
  assert.equal(
    text,
    `@router.websocket("/a")
async def talk(websocket: WebSocket) -> None:
    """Hand every text to chat.receive."""
    await websocket.accept()
    try:
        async with closing(websocket):
            await begin(websocket=websocket)
            async for data in texts(websocket):
                await receive(data=data)
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(end, websocket=websocket)
`,
  );
});

Deno.test("a WebSocket with nothing but a handler", () => {
  const text = endpoints('  - { path: "/a/{b}", handler: chat.in_thread, receive: bytes, name: talk }\n');
  assert.equal(
    text,
    `@router.websocket("/a/{b}")
async def talk(websocket: WebSocket, b: Text) -> None:
    """Hand every binary message to chat.in_thread."""
    await websocket.accept()
    async with closing(websocket):
        async for data in binaries(websocket):
            await run_in_threadpool(in_thread, websocket=websocket, data=data)
`,
  );
});

Deno.test("messages that nobody looks at, and dependencies whose value nobody wants", () => {
  const text = endpoints("  - { path: /a, handler: chat.ignore, receive: json, depends: [chat.guard], name: talk }\n");
  assert.match(text, /^@router\.websocket\("\/a", dependencies=\[Depends\(guard\)\]\)\n/);
  assert.match(text, /async for _ in json_values\(websocket\):\n +await ignore\(websocket=websocket\)/);
});

Deno.test("who connects is found out before anything of the user's runs", () => {
  const security = "security: { key: { type: apikey, location: query, name: key, verify_handler: chat.find } }\n";
  const text = endpoints(
    "  - { path: /a, handler: chat.receive, auth: key, depends: [chat.guard], name: talk }\n",
    security,
  );
  assert.match(text, /dependencies=\[Depends\(get_current_user\), Depends\(guard\)\]/);
});

Deno.test("the application has them below base_path, and the library is required", () => {
  const files = filesOf("  - { path: /a, handler: chat.receive }\n", "base_path: /v1\n");
  assert.match(files.get("application.py") ?? "", /app\.include_router\(sockets\.router, prefix="\/v1"\)/);
  assert.match(files.get("requirements.txt") ?? "", /^websockets==/m);
  for (const path of ["runtime/sockets.py", "tests/sockets.py", "tests/test_sockets.py"]) {
    assert.ok(files.has(path), path);
  }
});

Deno.test("without WebSockets there is nothing of them", () => {
  const { files } = compileFiles({
    "api.yaml":
      "models: { A: { fields: { id: int } } }\nroutes: [{ path: /a, method: GET, action: db.list, model: A }]",
  });
  assert.ok(files);
  assert.deepEqual([...files.keys()].filter((path) => path.includes("sockets")), []);
  assert.doesNotMatch(files.get("requirements.txt") ?? "", /websockets/);
});

Deno.test("the tests of WebSockets call a host that is trusted", () => {
  const socket = "  - { path: /a, handler: chat.receive }\n";
  const host = "middleware: [{ kind: trusted_host, config: { hosts: [api.example.com] } }]\n";
  const tests = filesOf(socket, host).get("tests/test_sockets.py") ?? "";
  assert.match(tests, /talk\([^)]*host="api\.example\.com"\)/);
  assert.doesNotMatch(filesOf(socket).get("tests/test_sockets.py") ?? "", /host=/);
});
