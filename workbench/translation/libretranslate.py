"""LibreTranslate, a server somebody runs: off unless the user gives its address.

The API is that of LibreTranslate 1.9 (``GET /languages``, ``GET /frontend/settings``, ``GET /spec``,
``POST /translate``). One request carries many segments: half the time of one request each.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from workbench.errors import EngineFailed, NetworkFailed, NoRoute, UnknownLanguage
from workbench.languages import LANGUAGES, normalize
from workbench.model import Hypothesis, Signature
from workbench.offline import is_loopback
from workbench.progress import SILENT, Progress
from workbench.translation.engine import Options, Pair, State

if TYPE_CHECKING:
    import httpx

__all__ = ["LibreTranslate"]

_DEFAULT = Options()

_CHARACTERS = 5_000
"""Most characters of one request, even where the server sets no limit: progress and cancelling stay quick."""

_SEGMENTS = 50
"""Most segments of one request. A server may have a lower limit of its own, which it does not announce."""

_CONNECT = 5.0
"""Seconds to wait for the server to take a connection."""

_TRIES, _PATIENCE = 6, 60.0
"""Requests, and seconds to wait in all, for a server that says “slow down” (status 429)."""


@dataclass(frozen=True, slots=True)
class _Server:
    """What a server says of itself.

    Attributes:
        names: our language code -> the server's.
        pairs: the pairs it offers, in our codes.
        characters: most characters of one request.
        version: of the server's software, None where it does not tell.
    """

    names: Mapping[str, str]
    pairs: frozenset[Pair]
    characters: int
    version: str | None


@dataclass(slots=True)
class LibreTranslate:
    """See :class:`workbench.translation.engine.Engine`.

    Args:
        url: the server's address, such as ``http://127.0.0.1:5000``; None leaves the engine off.
        api_key: for servers that ask for one; sent with each text, never shown.
        timeout: seconds to wait for one answer.
    """

    url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    _known: _Server | None = field(default=None, init=False, repr=False)

    @property
    def name(self) -> str:
        """``libretranslate``."""
        return "libretranslate"

    @property
    def online(self) -> bool:
        """True if texts would leave this machine."""
        return self.url is not None and not is_loopback(_split(self.url).hostname or "")

    def state(self) -> State:
        """Off without an address; else whether the server answers. Says so where texts leave the machine."""
        if self.url is None:
            return State(
                False,
                "off: no server address was given",
                "Give the address of a LibreTranslate server, such as http://127.0.0.1:5000.",
            )
        place = "online: texts leave this machine" if self.online else "on this machine"
        if self.online and _split(self.url).scheme == "http":
            place += ", unencrypted"
        try:
            server = self._server()
        except NetworkFailed as error:
            return State(False, f"{error.message} ({place})" if self._where() else error.message, error.hint)
        return State(bool(server.pairs), f"{self._where()} ({place}): {len(server.pairs)} pairs")

    def pairs(self) -> frozenset[Pair]:
        """The pairs the server offers; none while it is off or does not answer, see :meth:`state`."""
        try:
            return self._server().pairs
        except NetworkFailed:
            return frozenset()

    def signature(self, pair: Pair, options: Options = _DEFAULT) -> Signature:
        """Server, its version, route. Which models it uses a server does not tell."""
        return Signature.of(
            engine=self.name, server=self._where(), version=self._server().version, route="-".join(pair)
        )

    def translate(
        self,
        texts: Sequence[str],
        pair: Pair,
        options: Options = _DEFAULT,
        progress: Progress = SILENT,
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Yield hypotheses per segment; see :meth:`workbench.translation.engine.Engine.translate`.

        Raises:
            NetworkFailed: the server cannot be reached or answers with an error.
        """
        server = self._server()
        if pair not in server.pairs:
            targets = ", ".join(sorted(target for source, target in server.pairs if source == pair[0]))
            raise NoRoute(
                f"The server at {self._where()} does not translate from {pair[0]} to {pair[1]}.",
                hint=f"From {pair[0]} it offers: {targets}." if targets else f"It does not know {pair[0]}.",
            )
        progress.start(f"LibreTranslate {'-'.join(pair)}", len(texts))
        todo = [index for index, text in enumerate(texts) if any(map(str.isalpha, text))]
        for index in sorted(set(range(len(texts))).difference(todo)):
            yield index, (Hypothesis(texts[index]),)
            progress.advance()
        with _Client(self, progress) as client:
            for chunk in _chunks(texts, todo, server.characters):
                q = [texts[index] for index in chunk]
                answers = client.translate(q, server.names[pair[0]], server.names[pair[1]], options.n_best)
                for index, hypotheses in zip(chunk, answers, strict=True):
                    yield index, tuple(map(Hypothesis, hypotheses))
                    progress.advance()
                progress.check()
        progress.finish()

    def _where(self) -> str:
        """Host and port, without a password that may stand before them."""
        return _split(self.url or "").netloc.rpartition("@")[2]

    def _server(self) -> _Server:
        """Ask the server about itself, once."""
        if self._known is None:
            if self.url is None:
                raise NetworkFailed("LibreTranslate is off.", hint=self.state().hint)
            with _Client(self, SILENT) as client:
                self._known = client.server()
        return self._known


class _Client:
    """The requests, their answers checked, their failures put into sentences."""

    def __init__(self, engine: LibreTranslate, progress: Progress) -> None:
        import httpx

        self._where = engine._where()
        if _split(engine.url or "").scheme not in ("http", "https") or not self._where:
            raise _no_address(engine.url or "")
        self._base = (engine.url or "").rstrip("/")
        self._key = {"api_key": engine.api_key} if engine.api_key else {}
        self._progress = progress
        self._timeout = engine.timeout
        # trust_env: a proxy named in the environment must not see texts sent to this machine
        self._http = httpx.Client(
            timeout=httpx.Timeout(engine.timeout, connect=min(_CONNECT, engine.timeout)), trust_env=False
        )

    def __enter__(self) -> _Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def server(self) -> _Server:
        """What the server offers."""
        rows = self._ask("GET", "/languages")
        try:
            codes = [str(row["code"]) for row in rows]
            offered = {code: row.get("targets") or codes for code, row in zip(codes, rows, strict=True)}
        except (TypeError, KeyError, AttributeError):
            raise self._strange("its list of languages is none") from None
        names = _names(offered)
        ours = {theirs: code for code, theirs in names.items()}
        about = self._tell("/spec").get("info")
        version = about.get("version") if isinstance(about, dict) else None
        return _Server(
            names,
            frozenset(
                (ours[source], ours[target])
                for source, targets in offered.items()
                for target in targets
                if source in ours and target in ours and source != target
            ),
            _limit(self._tell("/frontend/settings").get("charLimit")),
            version if isinstance(version, str) else None,
        )

    def translate(self, texts: Sequence[str], source: str, target: str, n_best: int) -> list[list[str]]:
        """Hypotheses per text, best first and without repeats."""
        body: dict[str, object] = {
            "q": list(texts),
            "source": source,
            "target": target,
            "format": "text",
            **self._key,
        }
        if n_best > 1:
            body["alternatives"] = n_best - 1
        try:
            answer = self._ask("POST", "/translate", body)
        except _TooMuch as refused:
            if len(texts) == 1:
                raise EngineFailed(
                    f"A segment of {len(texts[0]):,} characters is too long for the server at {self._where}:"
                    f" “{texts[0][:40]}…”.",
                    hint="Cut it into sentences, or raise the server’s limit.",
                ) from refused
            half = len(texts) // 2  # a limit on segments, which servers do not announce
            return [
                *self.translate(texts[:half], source, target, n_best),
                *self.translate(texts[half:], source, target, n_best),
            ]
        return self._hypotheses(texts, answer, n_best)

    def _hypotheses(self, texts: Sequence[str], answer: Any, n_best: int) -> list[list[str]]:
        fields = answer if isinstance(answer, dict) else {}
        best: Any = fields.get("translatedText")
        others: Any = fields.get("alternatives")
        others = others or [[] for _ in texts]  # older servers know no alternatives
        if not _lists(best, others, len(texts)):
            raise self._strange(f"{len(texts)} texts were sent and not as many came back")
        for text, first in zip(texts, best, strict=True):
            if not first.strip():
                raise EngineFailed(f"The server at {self._where} gave nothing back for “{text[:60]}”.")
        return [
            list(dict.fromkeys([first, *(other for other in more if other.strip())]))[:n_best]
            for first, more in zip(best, others, strict=True)
        ]

    def _tell(self, path: str) -> dict[str, Any]:
        """What `path` says, or nothing: older servers and those behind a gateway do not have it."""
        try:
            answer = self._ask("GET", path)
        except NetworkFailed:
            return {}
        return answer if isinstance(answer, dict) else {}

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """One request, repeated while the server says “slow down”."""
        waited, pause = 0.0, 1.0
        for last_try in (*[False] * (_TRIES - 1), True):
            response = self._send(method, path, body)
            if response.status_code != 429:
                break
            pause = _retry_after(response.headers.get("retry-after"), pause)
            if last_try or waited + pause > _PATIENCE:
                raise NetworkFailed(
                    f"The server at {self._where} is asked too often: {_error(response)}.",
                    hint="Try again later; the segments before are kept.",
                )
            self._wait(pause)
            waited, pause = waited + pause, pause * 2
        return self._read(response)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._progress.check()
            time.sleep(min(0.2, left))

    def _send(self, method: str, path: str, body: Mapping[str, object] | None) -> httpx.Response:
        import httpx

        try:
            return self._http.request(method, self._base + path, json=body)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise _no_address(self._base) from error
        except httpx.TimeoutException as error:
            raise NetworkFailed(
                f"The server at {self._where} gave no answer in time ({self._timeout:g} seconds at most).",
                hint="It may still be loading its models; try again.",
            ) from error
        except httpx.ConnectError as error:
            raise NetworkFailed(
                f"No server answers at {self._where} ({error}).", hint="Start it, or check the address."
            ) from error
        except httpx.HTTPError as error:
            raise NetworkFailed(
                f"The server at {self._where} broke off: {error}.", hint="See its log, then try again."
            ) from error

    def _read(self, response: httpx.Response) -> Any:
        """The JSON of an answer, or its error as a sentence."""
        status = response.status_code
        if response.is_redirect:
            raise NetworkFailed(
                f"The server at {self._where} sends us on to {response.headers.get('location', 'nowhere')}.",
                hint="Give that address if you trust it.",
            )
        said = _error(response)
        if status in (400, 413) and (status == 413 or "limit" in said.lower()):
            raise _TooMuch(f"The server at {self._where} takes less at once: {said}.")
        if status >= 400:
            did = "failed" if status >= 500 else "refused"
            key = "Give an API key for it." if status in (401, 403) else ""
            raise NetworkFailed(
                f"The server at {self._where} {did} (status {status}): {said}.",
                hint=key or ("See its log, then try again." if status >= 500 else ""),
            )
        try:
            return response.json()
        except ValueError:
            kind = response.headers.get("content-type", "unknown content").partition(";")[0]
            raise self._strange(f"it sent {kind} instead of JSON") from None

    def _strange(self, why: str) -> NetworkFailed:
        return NetworkFailed(
            f"What answers at {self._where} is no LibreTranslate server: {why}.", hint="Check the address."
        )


class _TooMuch(NetworkFailed):
    """The request was over one of the server's limits."""


def _no_address(url: str) -> NetworkFailed:
    return NetworkFailed(
        f"“{url[:80]}” is not the address of a server.", hint="Give one such as http://127.0.0.1:5000."
    )


def _split(url: str) -> SplitResult:
    """The parts of an address, all empty where it is none: the request will say so in a sentence."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _chunks(texts: Sequence[str], todo: Sequence[int], characters: int) -> Iterator[list[int]]:
    """Indexes of one request each, in order; a text over the limit stands alone."""
    chunk: list[int] = []
    size = 0
    for index in todo:
        if chunk and (size + len(texts[index]) > characters or len(chunk) == _SEGMENTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(index)
        size += len(texts[index])
    if chunk:
        yield chunk


def _names(offered: Mapping[str, object]) -> dict[str, str]:
    """Our language code -> the server's, for the languages both know."""
    names = {row.code: row.argos for row in LANGUAGES.values() if row.argos in offered}
    for theirs in offered:
        try:
            names.setdefault(normalize(theirs), theirs)
        except UnknownLanguage:
            continue
    return names


def _limit(told: object) -> int:
    """The server's limit of characters (−1 is none), never above our own."""
    return min(told, _CHARACTERS) if isinstance(told, int) and told > 0 else _CHARACTERS


def _lists(best: object, others: object, count: int) -> bool:
    return (
        isinstance(best, list)
        and isinstance(others, list)
        and len(best) == len(others) == count
        and all(isinstance(text, str) for text in best)
        and all(isinstance(more, list) and all(isinstance(text, str) for text in more) for more in others)
    )


def _retry_after(header: str | None, otherwise: float) -> float:
    """Seconds the server asks to wait (RFC 9110, 10.2.3; a date counts as not given)."""
    return float(header) if header and header.isdigit() else otherwise


def _error(response: httpx.Response) -> str:
    """What the server says went wrong: the API's ``error``, else the status in words."""
    try:
        said = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        said = response.reason_phrase
    return f"“{str(said).rstrip('.')[:300]}”"
