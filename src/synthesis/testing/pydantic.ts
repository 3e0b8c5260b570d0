/** Questions for a real Pydantic, many in one run of Python. */

import type { Field, Json, Model, ModelId } from "../../ir/api.ts";
import { jsonText } from "../wire.ts";
import type { Violation } from "../violations.ts";

/** What should be taken and what refused. */
export interface Case {
  readonly field: Field;
  readonly samples: readonly (Json | undefined)[];
  readonly violations: readonly Violation[];
}

/** Runs a Python script with JSON on its standard input; its answer is JSON too. */
export type RunPython = (script: string, input: string) => Promise<unknown>;

/** Everything that Pydantic sees otherwise than the cases say. */
export async function askPydantic(
  run: RunPython,
  models: ReadonlyMap<ModelId, Model>,
  cases: readonly Case[],
): Promise<unknown> {
  const input = new Map<string, Json>([
    ["models", toJson([...models.values()].map((model) => ({ id: model.id, fields: model.fields.map(described) })))],
    [
      "cases",
      toJson(cases.map(({ field, samples, violations }) => ({ field: described(field), samples, violations }))),
    ],
  ]);
  return await run(HELPER, jsonText(input));
}

/** Which patterns compile: by Rust's engine inside of Pydantic, or where asked for by Python's own. */
export async function compilesReally(
  run: RunPython,
  patterns: readonly (readonly [string, boolean])[],
): Promise<unknown> {
  return await run(PATTERN_HELPER, JSON.stringify(patterns));
}

const PATTERN_HELPER = `
import json, re, sys
from typing import Annotated
from pydantic import StringConstraints, TypeAdapter

def compiles(source, python):
    try:
        pattern = re.compile(source) if python else source
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    except Exception:
        return False
    return True

json.dump([[source, compiles(source, python)] for source, python in json.load(sys.stdin)], sys.stdout)
`;

function described({ attribute, wire, type, nullable, presence }: Field): unknown {
  return { attribute, wire, type, nullable, presence };
}

/** Objects as maps, without what is undefined. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "object") {
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [String(key), toJson(item)]));
    if (Array.isArray(value)) return value.map(toJson);
    return new Map(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  }
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") return value;
  return String(value);
}

const HELPER = `
import base64, enum, functools, ipaddress, json, re, sys, uuid
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, ForwardRef, Optional

import pydantic
from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError

question = json.load(sys.stdin)
HOST = re.compile(r"(?=.{1,253}\\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.I)

def hostname(value):
    if not HOST.fullmatch(value):
        raise ValueError("no host name")
    return value

FORMATS = {
    "email": TypeAdapter(pydantic.EmailStr).validate_python,
    "url": TypeAdapter(pydantic.HttpUrl).validate_python,
    "uri": TypeAdapter(pydantic.AnyUrl).validate_python,
    "uuid": uuid.UUID,
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
    "hostname": hostname,
    "password": str,
}

def formatted(check, value):
    check(value)
    return value

def without_nul(value):
    if "\\0" in value:
        raise ValueError("NUL")
    return value

def decode(value):
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value

def lengths(kind):
    return Field(min_length=kind["minLength"], max_length=kind["maxLength"])

def number(kind, convert, **more):
    names = {"ge": "ge", "gt": "gt", "le": "le", "lt": "lt", "multipleOf": "multiple_of"}
    return Field(**{new: convert(kind[old]) for old, new in names.items() if kind[old] is not None}, **more)

def build(kind, strict=True):
    match kind["kind"]:
        case "str":
            pattern = kind["pattern"] and kind["pattern"]["source"]
            if pattern and kind["pattern"]["python"]:
                pattern = re.compile(pattern)
            checks = [StringConstraints(min_length=kind["minLength"], max_length=kind["maxLength"], pattern=pattern)]
            if kind["format"]:
                checks.append(AfterValidator(functools.partial(formatted, FORMATS[kind["format"]])))
            return Annotated[str, *checks, AfterValidator(without_nul)]
        case "int":
            inner = Annotated[int, Field(strict=strict, ge=-(2**63), le=2**63 - 1)]
            return Annotated[inner, number(kind, int)]
        case "float":
            return Annotated[float, number(kind, float, strict=strict, allow_inf_nan=False)]
        case "decimal":
            return Annotated[Decimal, number(kind, lambda value: Decimal(str(value)))]
        case "bool":
            return pydantic.StrictBool if strict else bool
        case "bytes":
            return Annotated[bytes, lengths(kind), BeforeValidator(decode)]
        case "enum":
            return enum.Enum("E", [(f"M{index}", value) for index, value in enumerate(kind["values"])])
        case "list":
            return Annotated[list[build(kind["items"])], lengths(kind)]
        case "dict":
            return Annotated[dict[build(kind["keys"], strict=False), build(kind["values"])], lengths(kind)]
        case "model":
            return models[kind["model"]]
        case other:
            return {"datetime": datetime, "date": date, "time": time, "uuid": uuid.UUID, "any": Any}[other]

def member(field):
    kind = build(field["type"])
    if field["nullable"]:
        kind = Optional[kind]
    match field["presence"]:
        case {"kind": "omittable"}:
            return (kind | MISSING, Field(MISSING, alias=field["wire"]))
        case {"kind": "default", "value": value}:
            return (kind, Field(value, alias=field["wire"]))
    return (kind, Field(alias=field["wire"]))

models = {made["id"]: ForwardRef(made["id"]) for made in question["models"]}
namespace = {}
for made in question["models"]:
    namespace[made["id"]] = pydantic.create_model(made["id"], **{field["attribute"]: member(field) for field in made["fields"]})
for made in namespace.values():
    made.model_rebuild(_types_namespace=namespace)
models = namespace

complaints = []
for case in question["cases"]:
    field = case["field"]
    owner = pydantic.create_model("Owner", **{field["attribute"]: member(field)})
    wire = field["wire"]
    for value in case["samples"]:
        try:
            owner.model_validate({wire: value})
        except ValidationError as error:
            complaints.append({"type": field["type"], "sample": value, "error": str(error)})
    for violation in case["violations"]:
        try:
            owner.model_validate({wire: violation["value"]})
            complaints.append({"type": field["type"], "taken": violation})
        except ValidationError as error:
            found = [list(item["loc"]) for item in error.errors()]
            if found != [[wire, *violation["loc"]]]:
                complaints.append({"type": field["type"], "violation": violation, "found": found, "error": str(error)})
json.dump(complaints[:20], sys.stdout)
`;
