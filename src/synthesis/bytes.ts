/** Bytes as JSON carries them: base64 text. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The base64 text of an ASCII text. */
export function base64(text: string): string {
  let result = "";
  for (let index = 0; index < text.length; index += 3) {
    const part = text.slice(index, index + 3);
    const [a = 0, b = 0, c = 0] = Array.from(part, (letter) => letter.charCodeAt(0));
    const bits = a << 16 | b << 8 | c;
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET.charAt(bits >> shift & 63)).join("");
    result += letters.slice(0, part.length + 1).padEnd(4, "=");
  }
  return result;
}
