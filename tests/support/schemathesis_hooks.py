"""What Schemathesis takes for a failure of an API and is none, each with its reason.

No check is switched off: one answer is let through at a time, by a rule that looks at
the request as it was sent and at what was answered. Rules that let something through
are counted in the file that ``RESTGEN_EXCUSES`` names. That of ``RESTGEN_ADMITTED``
gets what was answered, other than refusals, to requests as the document wants them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema_rs
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure, ServerError
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi.checks import (
    AllowHeaderMismatch,
    EnsureResourceAvailability,
    IgnoredAuth,
    MissingHeaderNotRejected,
    RejectedPositiveData,
    UnsupportedMethodResponse,
)

# JSON Schema's addresses include domains in which nobody has one, such as a@b.test.
schemathesis.openapi.format(
    "email",
    st.builds(
        "{}@{}.com".format,
        st.from_regex(r"[a-z0-9]{1,12}([._+-][a-z0-9]{1,8})?", fullmatch=True),
        st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    ),
)

MISSING = object()
PLACES = {
    "path": ParameterLocation.PATH,
    "query": ParameterLocation.QUERY,
    "header": ParameterLocation.HEADER,
    "cookie": ParameterLocation.COOKIE,
}


def methods_of(case: Case, path: str) -> set[str]:
    """Name the methods of all operations whose paths fit."""
    return {
        method.upper()
        for template, operations in case.operation.schema.raw_schema["paths"].items()
        if re.fullmatch(re.sub(r"\\\{[^}]*\\\}", ".+", re.escape(template)), path)
        for method in operations
    }


def overlapping_paths(failure: Failure, case: Case, response: Response) -> bool:
    """``/notes/count`` is a ``/notes/{id}``, too, and has all methods of both."""
    methods = methods_of(case, unquote(urlsplit(response.request.url).path))
    if isinstance(failure, AllowHeaderMismatch):
        return not failure.missing_methods and methods >= set(
            failure.undocumented_methods
        )
    return isinstance(failure, UnsupportedMethodResponse) and failure.method in methods


def limited(failure: Failure, case: Case, response: Response) -> bool:
    """Who sends too much is answered with the status that the config chose."""
    is_judged = isinstance(
        failure, (ServerError, RejectedPositiveData, AcceptedNegativeData)
    )
    is_documented = str(response.status_code) in documented(case)
    return is_judged and is_documented and "retry-after" in response.headers


def escaped_path(failure: Failure, case: Case, response: Response) -> bool:
    """Schemathesis sends ``%41`` in a value as it is, which everybody reads as A."""
    values = case.path_parameters.values()
    return isinstance(failure, EnsureResourceAvailability) and any(
        isinstance(value, str) and unquote(value) != value for value in values
    )


def empty_segment(failure: Failure, case: Case, response: Response) -> bool:
    """A path that ends with an empty value is that of the list, by a redirect."""
    is_empty = "" in case.path_parameters.values()
    return is_empty and not isinstance(failure, ServerError)


def version(failure: Failure, case: Case, response: Response) -> bool:
    """No schema knows the latest version; who sends none is asked for it (RFC 6585)."""
    sent = {name.lower() for name in response.request.headers}
    if isinstance(failure, MissingHeaderNotRejected):
        return response.status_code == 428 and "if-match" not in sent
    is_refused = response.status_code == 412 and "if-match" in sent
    return isinstance(failure, RejectedPositiveData) and is_refused


def other_credential(failure: Failure, case: Case, response: Response) -> bool:
    """Where any of several schemes will do, one credential of them is enough."""
    if not isinstance(failure, IgnoredAuth):
        return False
    document = case.operation.schema.raw_schema
    names = [
        name for each in case.operation.definition.raw["security"] for name in each
    ]
    schemes = [document["components"]["securitySchemes"][name] for name in names]
    return len(schemes) > 1 and any(
        carries(response.request, scheme) for scheme in schemes
    )


def carries(request: Any, scheme: dict[str, Any]) -> bool:
    """Tell whether a request has a credential of a scheme."""
    if scheme["type"] != "apiKey":
        return "Authorization" in request.headers
    if scheme["in"] == "query":
        return scheme["name"] in parse_qs(urlsplit(request.url).query)
    if scheme["in"] == "header":
        return scheme["name"] in request.headers
    return f"{scheme['name']}=" in request.headers.get("Cookie", "")


def documented(case: Case) -> dict[str, Any]:
    """Return the answers that the document of the API names."""
    responses: dict[str, Any] = case.operation.definition.raw["responses"]
    return responses


def media_type_of_file(failure: Failure, case: Case, response: Response) -> bool:
    """OpenAPI has files of any kind; which ones are taken stands in the description."""
    return isinstance(failure, RejectedPositiveData) and response.status_code == 415


def beyond_json_schema(failure: Failure, case: Case, response: Response) -> bool:
    """Each complaint is about something that no JSON Schema can say."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    try:
        errors = json.loads(response.content)["errors"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(errors) and all(is_beyond(error, case) for error in errors)


def is_beyond(error: dict[str, Any], case: Case) -> bool:
    place, *rest = error["loc"] or [None]
    if error["type"] == "missing_reference":
        # Which records there are stands in the store.
        return True
    if place is None:
        # A function of the application refused it.
        return bool(error["type"] == "value_error")
    if place in PLACES:
        return has_no_text(case, place, str(rest[0]))
    value = found(case.body, rest)
    if value is MISSING:
        # A pipeline made it of other parts of the request.
        return bool(error["type"] != "missing")
    is_form = "json" not in (case.media_type or "json")
    return is_beyond_form(error, value) if is_form else is_beyond_json(error, value)


def is_beyond_form(error: dict[str, Any], value: object) -> bool:
    """Forms have no null, and a file that may be left out is sent as a text."""
    return None in parts(value) or "Expected UploadFile" in error["msg"]


def is_beyond_json(error: dict[str, Any], value: object) -> bool:
    kind, message, rest = error["type"], error["msg"], error["loc"][1:]
    if any(isinstance(name, str) and "\0" in name for name in rest):
        # A schema of such a dictionary tells only what names without NUL stand for.
        return True
    if kind == "int_parsing_size":
        # Any JSON may stand there, but no number beyond 64 bits.
        numbers = [part for part in parts(value) if isinstance(part, int)]
        return any(not -(2**63) <= number < 2**63 for number in numbers)
    if kind == "string_nul" or "\\x00" in message:
        # Any JSON may stand there, but no NUL anywhere in it.
        return any(isinstance(part, str) and "\0" in part for part in parts(value))
    if kind == "multiple_of":
        # Schemathesis divides floats, which is never exact.
        return not is_multiple(value, re.sub(r".* ", "", message))
    # Numbers that stand in texts have no bounds in a schema.
    is_text = isinstance(value, str) or rest[-1] == "[key]"
    return is_text and kind.startswith(("less_", "greater_"))


def parts(value: object) -> Iterator[object]:
    """Walk through a JSON value, keys included."""
    yield value
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    if isinstance(inner, list):
        for part in inner:
            yield from parts(part)


def is_multiple(value: object, step: str) -> bool:
    try:
        return Decimal(str(value)) % Decimal(step) == 0
    except InvalidOperation:
        return False


def found(body: object, names: list[Any]) -> object:
    """Look a place up that the server complains of."""
    for name in names:
        if name == "[key]":
            continue
        if isinstance(body, dict) and str(name) in body:
            body = body[str(name)]
        elif isinstance(body, list) and isinstance(name, int) and name < len(body):
            body = body[name]
        elif isinstance(body, dict | list):
            return MISSING
    return body


def has_no_text(case: Case, place: str, name: str) -> bool:
    """Tell of null, which no text is, and of values that links put in wrong places."""
    container = case.get_container(PLACES[place]) or {}
    values = {key.lower(): value for key, value in container.items()}
    value = values.get(name.lower())
    schema = schema_of(case, place, name)
    return value is None or schema is None or not fits([str(value)], schema, case)


def schema_of(case: Case, place: str, name: str) -> dict[str, Any] | None:
    for parameter in case.operation.definition.raw.get("parameters", []):
        if parameter["in"] == place and parameter["name"].lower() == name.lower():
            schema: dict[str, Any] = parameter["schema"]
            return schema
    return None


def lenient_text(failure: Failure, case: Case, response: Response) -> bool:
    """Texts are read leniently, as FastAPI does: `` 16`` and ``1_6`` are 16."""
    if not isinstance(failure, AcceptedNegativeData):
        return False
    return fits_body(case, response) and all(
        fits(texts, parameter["schema"], case)
        if texts
        else not parameter.get("required")
        for parameter, texts in parameters_as_sent(case, response)
    )


def parameters_as_sent(
    case: Case, response: Response
) -> Iterator[tuple[dict[str, Any], list[str]]]:
    query = parse_qs(urlsplit(response.request.url).query, keep_blank_values=True)
    for parameter in case.operation.definition.raw.get("parameters", []):
        if parameter["in"] == "query":
            yield parameter, query.get(parameter["name"], [])
            continue
        container = case.get_container(PLACES[parameter["in"]]) or {}
        values = {name.lower(): value for name, value in container.items()}
        value = values.get(parameter["name"].lower())
        yield parameter, [] if value is None else [str(value)]


def fits_body(case: Case, response: Response) -> bool:
    """Read a form as the server does; JSON has nothing to be lenient about."""
    if case.meta is None or not case.meta.is_negative_at(ParameterLocation.BODY):
        return True
    content = response.request.body or b""
    content = content.encode() if isinstance(content, str) else content
    media_type = case.media_type or ""
    if media_type == "multipart/form-data":
        # Whatever Schemathesis meant a file to be, bytes were sent.
        files = re.findall(rb'name="([^"]*)"; filename="', content)
        properties = form_schema(case, media_type).get("properties", {})
        return all(name.encode() in files for name in properties)
    if media_type != "application/x-www-form-urlencoded":
        return False
    fields = parse_qs(content.decode(), keep_blank_values=False)
    schema = form_schema(case, media_type)
    return all(
        fits(fields[name], property_schema, case)
        if name in fields
        else name not in schema.get("required", [])
        for name, property_schema in schema["properties"].items()
    )


def form_schema(case: Case, media_type: str) -> dict[str, Any]:
    content = case.operation.definition.raw["requestBody"]["content"]
    schema: dict[str, Any] = content[media_type]["schema"]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = case.operation.schema.raw_schema["components"]["schemas"][name]
    return schema


def fits(texts: list[str], schema: dict[str, Any], case: Case) -> bool:
    """Tell whether some reading of the texts is what the schema asks for."""
    components = case.operation.schema.raw_schema.get("components", {})
    validator = jsonschema_rs.validator_for(
        {**schema, "components": components}, validate_formats=True
    )
    lists = [
        list(each)
        for each in zip(*(list(readings(text)) for text in texts), strict=False)
    ]
    singles = [reading for text in texts for reading in readings(text)]
    return any(validator.is_valid(value) for value in [*singles, *lists])


WORDS = {"1": True, "on": True, "t": True, "true": True, "y": True, "yes": True}
WORDS |= {"0": False, "off": False, "f": False, "false": False, "n": False, "no": False}


def readings(text: str) -> Iterator[object]:
    """Read a text in all ways in which Pydantic does."""
    yield text
    yield WORDS.get(text.strip().lower(), text)
    for read in (
        int,
        lambda number: int(re.sub(r"\.0*$", "", number)),
        float,
        hyphenated,
    ):
        try:
            yield read(text)
        except ValueError:
            yield text


def hyphenated(text: str) -> str:
    """Write a UUID in the usual way, whichever way it came."""
    digits = re.sub(r"^urn:uuid:|[{}-]", "", text.lower())
    if len(digits) != 32:
        raise ValueError(text)
    return re.sub(r"(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", digits)


RULES: list[Callable[[Failure, Case, Response], bool]] = [
    overlapping_paths,
    limited,
    escaped_path,
    empty_segment,
    version,
    other_credential,
    media_type_of_file,
    beyond_json_schema,
    lenient_text,
]


@schemathesis.hook
def filter_failure(
    context: HookContext, failure: Failure, case: Case, response: Response
) -> bool:
    """Keep a failure unless a rule knows better."""
    for rule in RULES:
        if rule(failure, case, response):
            with Path(os.environ["RESTGEN_EXCUSES"]).open("a") as file:
                file.write(f"{rule.__name__} {case.operation.label}\n")
            return False
    return True


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    """Write down what let somebody in, with 200 for every success."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    status = 200 if response.status_code < 300 else response.status_code
    if status not in {401, 403}:
        with Path(os.environ["RESTGEN_ADMITTED"]).open("a") as file:
            file.write(f"{status} {case.operation.label}\n")
