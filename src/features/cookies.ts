/** `cookies`: what browsers keep of every successful answer. */

import type { Contribution } from "../ir/project.ts";
import type { Stmt } from "../python/ast.ts";
import {
  anything,
  choice,
  flag,
  type Infer,
  integer,
  list,
  map,
  optional,
  record,
  required,
  text,
  union,
} from "../language/shape.ts";
import { COOKIE_SYNONYMS } from "../language/answer_synonyms.ts";
import { assert, attr, binary, bool, call, expr, from, int, str } from "../python/build.ts";
import type { Node } from "../ir/document.ts";
import type { Span } from "../source/source.ts";
import {
  ANSWER_VALUE,
  COOKIE_NAME,
  EMPTY_COOKIE_NAME,
  NEGATIVE_MAX_AGE,
  REFUSED_COOKIE,
  SET_TWICE,
} from "./answer_diagnostics.ts";
import {
  type AnswerValue,
  isNone,
  knownText,
  resolveAnswerValue,
  runtimeFor,
  TOKEN,
  valuesIn,
} from "./answer_values.ts";
import { type AnswerTests, routeFeature, type RouteScope } from "./feature.ts";
import { RESPONSE } from "../passes/lower/tests/build.ts";

/** One cookie. */
export interface Cookie {
  readonly name: string;
  readonly value: AnswerValue;
  readonly maxAge: number | undefined;
  readonly path: string;
  readonly domain: string | undefined;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: "lax" | "strict" | "none";
}

const ATTRIBUTES = {
  value: required(anything(), "A text, or a reference such as `$result.token`."),
  max_age: optional(integer(), "Seconds that the browser keeps it; until it is closed when this is absent."),
  path: optional(text("a path"), "Paths that it is sent with.", { default: "/" }),
  domain: optional(text("a domain"), "Domain that it is sent to; the host alone when this is absent."),
  secure: optional(flag(), "Whether it is sent over HTTPS only.", { default: "false" }),
  httponly: optional(flag(), "Whether scripts cannot read it.", { default: "false" }),
  samesite: optional(choice(["lax", "strict", "none"], "a SameSite policy"), "Which other sites it is sent from.", {
    default: "lax",
  }),
} as const;

const COOKIE = record("a cookie", ATTRIBUTES, { synonyms: COOKIE_SYNONYMS, main: "value" });

const KEYED = record("a cookie of a list", { key: required(text("a name"), "Its name."), ...ATTRIBUTES }, {
  synonyms: { ...COOKIE_SYNONYMS, name: "key" },
});

const SHAPE = union(
  "a mapping from names to cookies, or a list of them",
  list(KEYED, "a list of cookies"),
  map(union("a value or a mapping that describes a cookie", COOKIE, anything()), "a mapping from names to cookies"),
);

type CookieConfig = Infer<typeof COOKIE> | Node;

interface Written {
  readonly name: string;
  readonly span: Span;
  readonly config: CookieConfig | undefined;
}

function writtenOf(config: Infer<typeof SHAPE>): readonly Written[] {
  return config.map((one): Written =>
    "keySpans" in one
      ? { name: one.key.value, span: one.key.span, config: one }
      : { name: one.key, span: one.keySpan, config: one.value }
  );
}

function resolveCookie({ name, span, config }: Written, scope: RouteScope): Cookie | undefined {
  if (name === "") scope.report(EMPTY_COOKIE_NAME.at(span, {}));
  else if (!TOKEN.test(name)) scope.report(COOKIE_NAME.at(span, { name }));
  if (config === undefined || !TOKEN.test(name)) return undefined;
  const more = "keySpans" in config ? config : undefined;
  const value = resolveAnswerValue("keySpans" in config ? config.value : config, `Cookie "${name}"`, scope);
  if (more?.max_age !== undefined && more.max_age.value < 0) {
    scope.report(NEGATIVE_MAX_AGE.at(more.max_age.span, { value: more.max_age.value }));
  }
  for (const [part, pattern] of [[more?.path, /^\/[\x21-\x3a\x3c-\x7e]*$/], [more?.domain, DOMAIN]] as const) {
    if (part === undefined || pattern.test(part.value)) continue;
    const what = part === more?.path ? "path" : "domain";
    scope.report(ANSWER_VALUE.at(part.span, { what: `Cookie "${name}"`, reason: `has no valid ${what}` }));
  }
  const cookie = value && {
    name,
    value,
    maxAge: more?.max_age?.value,
    path: more?.path?.value ?? "/",
    domain: more?.domain?.value,
    secure: more?.secure?.value ?? false,
    httpOnly: more?.httponly?.value ?? false,
    sameSite: more?.samesite?.value ?? "lax",
  };
  const reason = cookie && refusal(cookie);
  if (reason !== undefined) scope.report(REFUSED_COOKIE.at(span, { name, reason }));
  return cookie;
}

const DOMAIN = /^\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Why browsers refuse a cookie. */
function refusal({ name, secure, sameSite, domain, path }: Cookie): string | undefined {
  const prefix = /^__(?:host|secure)-/i.exec(name)?.[0];
  if (sameSite === "none" && !secure) return `"samesite: none" needs "secure: true"`;
  if (prefix === undefined) return undefined;
  if (!secure) return `a name with "${prefix}" needs "secure: true"`;
  const isBound = /^__host-$/i.test(prefix);
  return isBound && (domain !== undefined || path !== "/")
    ? `"${prefix}" is for the whole host and no domain`
    : undefined;
}

/** `cookies`. */
export const cookies = routeFeature({
  key: "cookies",
  language: optional(SHAPE, "Cookies that every successful answer sets: `{name: value}`, or with their attributes.", {
    example: '{last_viewed: {value: "$path.id", max_age: 86400, httponly: true}}',
  }),
  resolve(config, scope): readonly Cookie[] | undefined {
    if (config === undefined) return undefined;
    const seen = new Set<string>();
    const found = writtenOf(config).flatMap((written): Cookie[] => {
      if (seen.has(written.name)) {
        scope.report(SET_TWICE.at(written.span, { what: "Cookie", name: written.name, by: `"cookies"` }));
      }
      seen.add(written.name);
      const cookie = resolveCookie(written, scope);
      return cookie === undefined ? [] : [cookie];
    });
    return found.length === 0 ? undefined : found;
  },
  values: (resolved) => valuesIn(resolved.map(({ value }) => value)),
  lower(resolved): readonly Contribution[] {
    return [
      {
        kind: "answer-step",
        statements: ({ response, value: lowered }) =>
          resolved.flatMap(({ value, ...cookie }) => {
            const name = str(cookie.name);
            const attributes = attributesOf(cookie);
            if (value.kind === "text") {
              return [expr(call(attr(response, "set_cookie"), [name, str(value.text)], attributes))];
            }
            const written = lowered(value.value);
            if (isNone(written)) return [];
            return [expr(call(from(".runtime.headers", "set_cookie"), [response, name, written], attributes))];
          }),
      },
      { kind: "success", headers: ["Set-Cookie"] },
      ...runtimeFor(resolved.map(({ value }) => value)),
    ];
  },
  assertions(resolved, tests): readonly Stmt[] {
    const set = call(attr(RESPONSE, "headers", "get_list"), [str("Set-Cookie")]);
    return resolved.flatMap((cookie) => cookieAssertion(cookie, set, tests));
  },
  diagnostics: [
    ANSWER_VALUE,
    SET_TWICE,
    EMPTY_COOKIE_NAME,
    COOKIE_NAME,
    NEGATIVE_MAX_AGE,
    REFUSED_COOKIE,
  ],
});

/** Attributes that differ from Starlette's defaults. */
function attributesOf({ maxAge, path, domain, secure, httpOnly, sameSite }: Omit<Cookie, "value">) {
  return {
    max_age: maxAge === undefined ? undefined : int(maxAge),
    path: path === "/" ? undefined : str(path),
    domain: domain === undefined ? undefined : str(domain),
    secure: secure ? bool(true) : undefined,
    httponly: httpOnly ? bool(true) : undefined,
    samesite: sameSite === "lax" ? undefined : str(sameSite),
  };
}

function cookieAssertion(cookie: Cookie, set: ReturnType<typeof call>, tests: AnswerTests): readonly Stmt[] {
  const value = knownText(cookie.value, tests);
  if (typeof value !== "string") return [];
  return [assert(binary(str(headerOf(cookie, value)), "in", set))];
}

/** `Set-Cookie` as Python's `http.cookies` writes it. */
function headerOf({ name, maxAge, path, domain, secure, httpOnly, sameSite }: Cookie, value: string): string {
  const plain = /^[!#$%&'*+.^_`|~:0-9A-Za-z-]*$/.test(value);
  const escaped = value.replace(/["\\]/g, "\\$&").replace(/[^\w!#$%&'*+.^`|~: ()/<=>?@[\]{}"\\-]/g, octal);
  return [
    `${name}=${plain ? value === "" ? '""' : value : `"${escaped}"`}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...(httpOnly ? ["HttpOnly"] : []),
    ...(maxAge === undefined ? [] : [`Max-Age=${maxAge}`]),
    `Path=${path}`,
    `SameSite=${sameSite}`,
    ...(secure ? ["Secure"] : []),
  ].join("; ");
}

const octal = (character: string) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
