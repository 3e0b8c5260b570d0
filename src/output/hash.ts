/** Digests of file contents. */

import { createHash } from "node:crypto";

/** The SHA-256 of some bytes, in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  // Not Web Crypto: for files of a few kilobytes, threads cost more than digests.
  return createHash("sha256").update(bytes).digest("hex");
}

/** Whether two contents are the same. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

/** Contents with LF for each CRLF: version control may have changed line ends, which is no edit by a person. */
export function withoutCarriageReturns(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const [CR, LF] = [13, 10];
  if (!bytes.includes(CR)) return bytes;
  return bytes.filter((byte, index) => byte !== CR || bytes[index + 1] !== LF);
}
