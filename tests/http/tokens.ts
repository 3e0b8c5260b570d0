/** Signed tokens, made without the library that checks them. */

const encoder = new TextEncoder();

function encoded(value: Uint8Array | unknown): string {
  const bytes = value instanceof Uint8Array ? value : encoder.encode(JSON.stringify(value));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** A token with these claims, signed with HMAC. */
export async function token(
  claims: Readonly<Record<string, unknown>>,
  secret: string,
  algorithm: "HS256" | "HS512" | "none" = "HS256",
): Promise<string> {
  const content = `${encoded({ alg: algorithm, typ: "JWT" })}.${encoded(claims)}`;
  if (algorithm === "none") return `${content}.`;
  const hash = { name: "HMAC", hash: algorithm === "HS256" ? "SHA-256" : "SHA-512" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), hash, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(content));
  return `${content}.${encoded(new Uint8Array(signature))}`;
}
