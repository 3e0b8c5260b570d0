/** The language of security: schemes, what routes ask for, and the ready check of tokens. */

import type { Report } from "../diagnostics/define.ts";
import type { Node } from "../ir/document.ts";
import type { SettingText } from "../ir/setting.ts";
import type { Spanned } from "../source/source.ts";
import { settingText } from "./settings.ts";
import {
  choice,
  flag,
  type Infer,
  integer,
  type Item,
  list,
  map,
  nothing,
  optional,
  type Place,
  record,
  required,
  type Shape,
  text,
  union,
} from "./shape.ts";
import { tagged } from "./tagged.ts";

/** The word that switches authentication off. */
export const NO_SCHEME = "none";

/** The scheme that the top-level `auth` makes. */
export const READY_SCHEME = "jwt";

const DESCRIPTION = optional(text(), "Describes the scheme in OpenAPI.");

const VERIFIER = optional(
  text("a handler"),
  "The function that finds the user of a credential: `module.function`. None or False refuses.",
  { example: "auth.verify_token" },
);

const SCOPES = union(
  "a mapping from scopes to descriptions or a list of scopes",
  map(text("a description"), "a mapping from scopes to descriptions"),
  list(text("a scope"), "a list of scopes"),
);

const SCHEMES = tagged("type", "a type of security scheme", "What credentials look like.", [
  {
    word: "oauth2",
    name: "an OAuth2 scheme",
    keys: {
      flow: optional(choice(["password", "client_credentials"], "a flow"), "How clients get a token.", {
        default: "password",
      }),
      token_url: optional(settingText("a URL"), "Where clients get a token.", { default: "/auth/token" }),
      scopes: optional(SCOPES, "Scopes that tokens may have, with what they are for.", {
        example: '{"books:write": Change books}',
      }),
      verify_handler: VERIFIER,
      description: DESCRIPTION,
    },
  },
  { word: "bearer", name: "a bearer scheme", keys: { verify_handler: VERIFIER, description: DESCRIPTION } },
  {
    word: "apikey",
    aliases: ["api_key"],
    name: "an API key scheme",
    keys: {
      location: optional(choice(["header", "query", "cookie"], "a place of API keys"), "Where requests have the key.", {
        default: "header",
      }),
      name: optional(text("a name"), "Name of the header, query parameter or cookie.", { default: "X-API-Key" }),
      verify_handler: VERIFIER,
      description: DESCRIPTION,
    },
  },
  {
    word: "basic",
    aliases: ["http_basic"],
    name: "a basic scheme",
    keys: { verify_handler: VERIFIER, description: DESCRIPTION },
  },
]);

interface Described extends Place {
  readonly verify_handler?: Spanned<string>;
  readonly description?: Spanned<string>;
}

/** A scheme as it was written. */
export type SchemeConfig =
  | {
    readonly type: "oauth2";
    readonly content: Described & {
      readonly flow?: Spanned<"password" | "client_credentials">;
      readonly token_url?: SettingText;
      readonly scopes?: readonly Item<Spanned<string>>[] | readonly Spanned<string>[];
    };
  }
  | {
    readonly type: "apikey";
    readonly content: Described & {
      readonly location?: Spanned<"header" | "query" | "cookie">;
      readonly name?: Spanned<string>;
    };
  }
  | { readonly type: "bearer" | "basic"; readonly content: Described };

const SCHEME: Shape<SchemeConfig> = {
  ...SCHEMES,
  decode: (node, report) => {
    const decoded = SCHEMES.decode(node, report);
    // The word decides which of the records above the content was decoded by.
    return decoded && { type: decoded.word, content: decoded.content } as SchemeConfig;
  },
};

/** `security`. */
export const SECURITY = map(SCHEME, "a mapping from names to security schemes");

const SCHEME_NAME = text("a security scheme", "scheme");

const ALTERNATIVE = union(
  "a security scheme or a mapping with a scheme",
  SCHEME_NAME,
  record("what a route asks for", {
    scheme: required(SCHEME_NAME, "The security scheme."),
    scopes: optional(list(text("a scope"), "a list of scopes"), "Scopes that the user must have, all of them.", {
      example: '["books:write"]',
    }),
  }, { main: "scheme" }),
);

/** One scheme that a route asks for. */
export interface AlternativeConfig {
  readonly scheme: Spanned<string>;
  readonly scopes: readonly Spanned<string>[];
}

/** What a route asks for, as it was written: any of these; without any, nothing. */
export interface AuthConfig {
  readonly alternatives: readonly AlternativeConfig[];
  readonly node: Node;
}

const AUTH_SHAPE = union(
  "a security scheme, a list of some, a mapping with a scheme, or none",
  nothing(),
  ALTERNATIVE,
  list(ALTERNATIVE, "a list of security schemes"),
);

function alternative(config: Infer<typeof ALTERNATIVE>): AlternativeConfig {
  return "value" in config ? { scheme: config, scopes: [] } : { scheme: config.scheme, scopes: config.scopes ?? [] };
}

/** `auth` of a route, a router or a WebSocket. */
export const ROUTE_AUTH: Shape<AuthConfig> = {
  ...AUTH_SHAPE,
  decode: (node: Node, report: Report) => {
    const decoded = AUTH_SHAPE.decode(node, report);
    if (decoded === undefined) return undefined;
    const written = decoded === null ? [] : "keySpans" in decoded || "value" in decoded ? [decoded] : decoded;
    const alternatives = written.map(alternative);
    const [only] = alternatives;
    const isNone = alternatives.length === 1 && only?.scheme.value === NO_SCHEME;
    return { alternatives: isNone ? [] : alternatives, node };
  },
};

const READY = record("the configuration of tokens", {
  secret: required(settingText("a secret"), "What tokens are signed with: an environment variable, never the secret.", {
    example: "${JWT_SECRET}",
  }),
  algorithm: optional(choice(["HS256", "HS384", "HS512"], "an algorithm"), "The only algorithm that is accepted.", {
    default: "HS256",
  }),
  issuer: optional(settingText("an issuer"), "The `iss` that tokens must have."),
  audience: optional(settingText("an audience"), "The `aud` that tokens must have."),
  leeway: optional(integer(0, 3600), "Seconds for which an expired token is still good.", { default: "0" }),
  token_url: optional(settingText("a URL"), "Where clients get a token.", { default: "/auth/token" }),
  default: optional(flag(), "Whether every route asks for it that does not say `auth: none`.", { default: "false" }),
});

/** `auth` of the top level. */
export const AUTH = record("the ready authentication", {
  provider: optional(choice(["jwt"], "a provider"), "What it is: signed tokens.", { default: "jwt" }),
  config: required(READY, "How tokens are checked."),
}, { main: "provider" });

/** `auth` of the top level, as it was written. */
export type ReadyConfig = Infer<typeof AUTH>;
