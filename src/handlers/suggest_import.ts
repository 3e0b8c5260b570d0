/** Which import would define a name. */

/** What the generated package defines. */
export interface KnownNames {
  readonly models: ReadonlySet<string>;
  readonly errors: ReadonlySet<string>;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}

/** Names that people forget to import, by their module. */
const COMMON: readonly (readonly [module: string, names: readonly string[]])[] = [
  [
    "fastapi",
    words(
      "HTTPException Request Response Depends BackgroundTasks UploadFile WebSocket WebSocketDisconnect APIRouter FastAPI " +
        "Body Cookie File Form Header Query Security status",
    ),
  ],
  [
    "fastapi.responses",
    words(
      "JSONResponse HTMLResponse PlainTextResponse RedirectResponse StreamingResponse FileResponse",
    ),
  ],
  ["fastapi.security", words("SecurityScopes HTTPBasicCredentials HTTPAuthorizationCredentials")],
  ["pydantic", words("BaseModel Field ValidationError EmailStr HttpUrl SecretStr TypeAdapter")],
  ["typing", words("Any Annotated Literal Optional Union cast TypedDict NamedTuple Protocol TYPE_CHECKING")],
  ["collections.abc", words("AsyncIterator AsyncGenerator Awaitable Callable Iterable Iterator Mapping Sequence")],
  ["collections", words("Counter OrderedDict defaultdict deque namedtuple")],
  ["contextlib", words("asynccontextmanager contextmanager suppress")],
  ["dataclasses", words("dataclass asdict")],
  ["datetime", words("timedelta timezone UTC")],
  ["decimal", words("Decimal")],
  ["enum", words("Enum IntEnum StrEnum auto")],
  ["functools", words("cached_property lru_cache partial wraps reduce")],
  ["pathlib", words("Path")],
  ["uuid", words("UUID uuid4")],
  ["hashlib", words("sha256")],
];

const MODULE_OF: ReadonlyMap<string, string> = new Map(
  COMMON.flatMap(([module, names]) => names.map((name) => [name, module] as const)),
);

/** `datetime.now()` is more often meant than the module of the same name. */
const CLASS_IN_ITS_MODULE: ReadonlySet<string> = new Set(["datetime"]);

/** Modules that are used by their own name; those that are ordinary words, such as `token`, are left out. */
const MODULES: ReadonlySet<string> = new Set(words(
  "asyncio base64 collections contextlib csv dataclasses decimal enum functools hashlib hmac inspect io ipaddress " +
    "itertools json logging math mimetypes os pathlib random re secrets shutil smtplib subprocess sys tempfile " +
    "threading time traceback typing unicodedata urllib uuid zipfile zoneinfo httpx fastapi pydantic",
));

/** The import line that defines the name, or undefined if none is known. */
export function suggestImport(name: string, generatedPackage: string, known: KnownNames): string | undefined {
  if (known.models.has(name)) return `from ${generatedPackage}.models import ${name}`;
  if (known.errors.has(name)) return `from ${generatedPackage}.errors import ${name}`;
  if (CLASS_IN_ITS_MODULE.has(name)) return `from ${name} import ${name}`;
  const module = MODULE_OF.get(name);
  if (module !== undefined) return `from ${module} import ${name}`;
  return MODULES.has(name) ? `import ${name}` : undefined;
}
