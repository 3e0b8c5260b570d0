/** What can stand in which part of a request. */

import type { RequestParameter } from "../../../ir/logic.ts";

/** Whether a text can stand where it is sent, and arrives as it is. */
export function canSend(source: RequestParameter["source"], text: string): boolean {
  switch (source) {
    case "query":
      return true;
    case "form":
      return text !== "";
    case "header":
      return /^[!-~](?:[ -~]*[!-~])?$/.test(text);
    case "cookie":
      return /^[!#-+\--:<-[\]-~]+$/.test(text);
  }
}
