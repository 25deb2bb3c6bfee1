"""An event logger for Querybook that hands each event to a Mirrorlog agent, and never makes a request wait for it.

The environment says where to: MIRRORLOG_URL (default http://127.0.0.1:8514), MIRRORLOG_TOKEN, MIRRORLOG_SITE.

log() puts the event into a queue in memory and returns. A daemon thread, one in each process, sends what waits in batches and
tries again until the agent has it. What cannot be kept is counted, and told at most once a minute on the logger "mirrorlog".
Each event has an id, so that a batch whose answer was lost is not mirrored twice. Python 3.8 or newer, standard library only.
"""
import atexit
import http.client
import json
import logging
import math
import os
import threading
import time
import urllib.parse
import uuid
from collections import Counter, deque
from datetime import datetime, timedelta

try:
    from lib.event_logger.base_event_logger import BaseEventLogger
except ImportError:  # not within Querybook
    BaseEventLogger = object

DEFAULT_URL = "http://127.0.0.1:8514"

WAITING_EVENTS = 10_000  # in each process; what comes beyond is dropped, and told
WAITING_BYTES = 16 << 20
BATCH_EVENTS = 500
BATCH_BYTES = 1 << 20
LINGER = 0.2  # seconds that the first event of a batch waits for others
TIMEOUT = 5.0  # seconds for the agent to answer
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between two attempts
EXIT_TIMEOUT = 2.0  # seconds that the end of the process waits for what is left
TELL_EVERY = 60.0  # seconds between two complaints of a process
REASONS = 20  # kinds of losses that are told apart

# What of an event is kept, so that copying it takes well under a millisecond, and so that the agent takes it.
VALUES = 1_000
TEXT = 50_000  # characters, in all
KEY = 200
DEPTH = 32

_LOG = logging.getLogger("mirrorlog")
_EPOCH = datetime(1970, 1, 1)


class MirrorlogEventLogger(BaseEventLogger):
    """Safe for many threads, and across forks: a child process gets a queue and a thread of its own."""

    def __init__(self, url=None, token=None, site=None):
        self._agent = _Agent(
            url or os.environ.get("MIRRORLOG_URL") or DEFAULT_URL,
            token or os.environ.get("MIRRORLOG_TOKEN") or "",
            site or os.environ.get("MIRRORLOG_SITE") or "",
        )
        self._outboxes = {}  # by process id; only this process's own counts
        atexit.register(self.close)

    @property
    def logger_name(self):
        return "mirrorlog"

    def log(self, uid, event_type, event_data, timestamp=None):
        """Takes an event; never waits for the agent, never raises.

        timestamp: milliseconds since 1970; now if there is none, or one that is no time.
        """
        try:
            outbox = self._outbox()
            try:
                line = _line(uid, event_type, event_data, timestamp)
            except Exception as e:  # values may have any code behind them
                outbox.lose("they cannot be written as JSON (%s)" % type(e).__name__)
            else:
                outbox.put(line)
        except Exception:  # no memory, or the interpreter is ending: not even counting works
            _tell("an event is lost", exc_info=True)

    def close(self, timeout=EXIT_TIMEOUT):
        """Waits for what this process has left, at most that many seconds, then tells what is lost."""
        outbox = self._outboxes.get(os.getpid())
        if outbox is not None:
            outbox.close(timeout)

    def _outbox(self):
        pid = os.getpid()
        outbox = self._outboxes.get(pid)
        if outbox is None:
            # One operation, so no lock that a fork could leave taken. What a parent has waiting is the parent's to send.
            outbox = self._outboxes.setdefault(pid, _Outbox(self._agent))
            for other in list(self._outboxes):
                if other != pid:
                    self._outboxes.pop(other, None)
        return outbox


class _Outbox:
    """What waits in one process, and the thread that sends it. Nothing is sent or told while the lock is held."""

    def __init__(self, agent):
        self._agent = agent
        self._changed = threading.Condition()  # the same thread can take its lock again: a signal handler may log
        self._waiting = deque()
        self._bytes = 0  # of what waits and of what is being sent
        self._sending = 0
        self._lost = Counter()
        self._told = -math.inf
        self._closing = False
        self._thread = None

    def put(self, line):
        with self._changed:
            if len(self._waiting) + self._sending >= WAITING_EVENTS or self._bytes + len(line) > WAITING_BYTES:
                self._lost["more were waiting than are kept in memory"] += 1
            else:
                self._waiting.append(line)
                self._bytes += len(line)
            self._wake()

    def lose(self, reason, count=1):
        with self._changed:
            known = reason in self._lost or len(self._lost) < REASONS
            self._lost[reason if known else "of other reasons"] += count
            self._wake()

    def close(self, timeout):
        end = time.monotonic() + timeout
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            while (self._waiting or self._sending) and self._changed.wait(max(0.0, end - time.monotonic())):
                pass
            left = len(self._waiting) + self._sending
            if left:
                self._lost["the process ended before the agent had them"] += left
            self._closing = False  # whoever logs after this is served as before
        self._tell_losses(now=True)

    def _wake(self):
        if self._thread is None or not self._thread.is_alive():
            thread = threading.Thread(target=self._run, name="mirrorlog", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads: what waits is kept, and the next event tries again
                return
            self._thread = thread
        if len(self._waiting) in (0, 1, BATCH_EVENTS):
            self._changed.notify_all()

    def _run(self):
        while True:
            try:
                batch = self._next_batch()
                try:
                    self._send(batch)
                finally:
                    with self._changed:
                        self._bytes -= sum(map(len, batch))
                        self._sending = 0
                        self._changed.notify_all()
                self._tell_losses()
            except Exception:  # a mistake in here must not end the thread
                _tell("unexpected", exc_info=True)
                time.sleep(FIRST_PAUSE)

    def _next_batch(self):
        """Waits until there is something, and a moment longer; empty when there is only something to tell."""
        with self._changed:
            if not self._waiting:
                self._changed.wait(TELL_EVERY if self._lost else None)
            if self._waiting:
                self._changed.wait_for(lambda: self._closing or len(self._waiting) >= BATCH_EVENTS, LINGER)
            batch, size = [], 0
            while self._waiting and len(batch) < BATCH_EVENTS and (not batch or size + len(self._waiting[0]) <= BATCH_BYTES):
                size += len(self._waiting[0])
                batch.append(self._waiting.popleft())
            self._sending = len(batch)
            return batch

    def _send(self, batch):
        """Returns when the agent has the batch, or will never take it; what it finds too large at once is given back."""
        pause = FIRST_PAUSE
        while batch:
            answer = self._agent.send(batch)
            if answer.is_taken:
                if answer.refused:
                    self.lose("the agent refused them: " + answer.reason, answer.refused)
                return
            if answer.is_too_large and len(batch) == 1:
                self.lose(answer.reason)
                return
            if answer.is_too_large:
                self._give_back(batch, len(batch) // 2)
            else:
                self._rest(max(pause, answer.retry_after), answer.reason)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _give_back(self, batch, keep):
        with self._changed:
            self._waiting.extendleft(reversed(batch[keep:]))
            del batch[keep:]
            self._sending = len(batch)

    def _rest(self, seconds, reason):
        """Pauses between two attempts; the end of the process makes it short."""
        with self._changed:
            waiting = len(self._waiting) + self._sending
            is_due = time.monotonic() - self._told >= TELL_EVERY
        if is_due:
            self._tell_losses()
            self._told = time.monotonic()
            _tell("%d events wait, since: %s", waiting, reason)
        with self._changed:
            if self._closing or self._changed.wait_for(lambda: self._closing, seconds):
                self._changed.wait(0.1)

    def _tell_losses(self, now=False):
        with self._changed:
            if not self._lost or not (now or time.monotonic() - self._told >= TELL_EVERY):
                return
            self._told = time.monotonic()
            lost, self._lost = self._lost, Counter()
        for reason, count in lost.items():
            _tell("%d events are lost: %s", count, reason)


class _Answer:
    """What became of a batch."""

    def __init__(self, reason, is_taken=False, refused=0, is_too_large=False, retry_after=0.0):
        self.reason = reason
        self.is_taken = is_taken
        self.refused = refused
        self.is_too_large = is_too_large
        self.retry_after = retry_after


class _Agent:
    """Posts batches; used by one thread in each process."""

    def __init__(self, url, token, site):
        self._fault = "MIRRORLOG_URL is not usable; it must be like " + DEFAULT_URL
        self._connections = {}  # by process id: a child must not speak on its parent's
        try:
            parts = urllib.parse.urlsplit(url)
            self._is_https = parts.scheme == "https"
            self._host, self._port = parts.hostname, parts.port
            self._path = parts.path.rstrip("/") + "/v1/events?as=querybook"
            if parts.scheme in ("http", "https") and self._host and _is_visible(url):
                self._fault = None
        except ValueError:
            self._path = ""  # what is wrong is not repeated: a token may stand in it
        if site:
            self._path += "&site=" + urllib.parse.quote(site)
        if not _is_visible(token):
            self._fault = "MIRRORLOG_TOKEN has a character that no header can hold"
        self._headers = {"Content-Type": "application/x-ndjson"}
        if token:
            self._headers["Authorization"] = "Bearer " + token

    def send(self, batch):
        if self._fault:
            return _Answer(self._fault)
        pid = os.getpid()
        connection = self._connections.get(pid)
        try:
            if connection is None:
                for inherited in self._connections.values():
                    inherited.close()  # its parent goes on with it
                self._connections.clear()
                kind = http.client.HTTPSConnection if self._is_https else http.client.HTTPConnection
                connection = self._connections[pid] = kind(self._host, self._port, timeout=TIMEOUT)
            connection.request("POST", self._path, b"\n".join(batch), self._headers)
            answer = connection.getresponse()
            body = answer.read(1 << 20)
            if not answer.isclosed():
                connection.close()  # more than anybody wants to read
            return _answer(answer.status, answer.getheader("Retry-After"), body)
        except Exception as e:  # of the system, of TLS, of HTTP: all mean that nobody knows whether it arrived
            if connection is not None:
                connection.close()
            return _Answer("no answer of the agent: %s" % (str(e) or type(e).__name__))


def _answer(status, retry_after, body):
    """What the agent's answer means: docs/events.md."""
    problems = _problems(body)
    if 200 <= status < 300 or (status == 400 and problems):
        return _Answer(problems[0] if problems else "", is_taken=True, refused=len(problems))
    reason = "HTTP %d%s" % (status, _detail(body))
    if status == 413:
        return _Answer(reason, is_too_large=True)
    seconds = float(retry_after) if (retry_after or "").isdigit() else 0.0
    return _Answer(reason, retry_after=min(seconds, LONGEST_PAUSE))


def _problems(body):
    try:
        errors = json.loads(body.decode("utf-8")).get("errors", [])
        return ["%s: %s" % (error.get("field"), error.get("problem")) for error in errors]
    except (ValueError, AttributeError, TypeError):
        return []


def _detail(body):
    try:
        return ": " + str(json.loads(body.decode("utf-8"))["detail"])[:200]
    except (ValueError, KeyError, TypeError):
        return ""


def _line(uid, event_type, event_data, timestamp):
    plain = _Plain()
    event = {
        "id": uuid.uuid4().hex,
        "created_at": _time(timestamp),
        "uid": plain.of(uid if isinstance(uid, (int, str)) or uid is None else str(uid)),
        "event_type": plain.text(str(getattr(event_type, "value", event_type)), KEY),
        "event_data": plain.of(event_data if isinstance(event_data, dict) else {"value": event_data}),
    }
    if plain.is_cut:
        event["is_cut"] = True
    return json.dumps(event, separators=(",", ":")).encode("ascii")


def _time(milliseconds):
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).isoformat() + "Z"
    except (TypeError, ValueError, OverflowError):  # none was given, or one that is none
        return (_EPOCH + timedelta(seconds=time.time())).isoformat() + "Z"


class _Plain:
    """Copies a value into what JSON can hold, bounded in every direction; what is cut off ends in an ellipsis."""

    def __init__(self):
        self.is_cut = False
        self._values = VALUES
        self._text = TEXT

    def of(self, value, depth=0):
        self._values -= 1
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if -(2**63) <= value < 2**63 else self.text(hex(value))
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else str(float(value))
        if isinstance(value, str):
            return self.text(value)
        if depth >= DEPTH:
            return self._ellipsis()
        if isinstance(value, dict):
            return self._dict(value, depth)
        if isinstance(value, (list, tuple, set, frozenset)):
            return self._list(value, depth)
        if isinstance(value, (bytes, bytearray)):
            return self.text(repr(bytes(value[:TEXT])))
        return self.text(str(value))

    def _dict(self, value, depth):
        copy = {}
        for key, each in value.items():
            if self._values <= 0:
                copy["…"] = self._ellipsis()
                break
            name = self.text(str(key), KEY)
            while name in copy:  # 1 and "1", or what was cut
                name += "_%d" % len(copy)
            copy[name] = self.of(each, depth + 1)
        return copy

    def _list(self, value, depth):
        copy = []
        for each in value:
            if self._values <= 0:
                copy.append(self._ellipsis())
                break
            copy.append(self.of(each, depth + 1))
        return copy

    def text(self, text, longest=TEXT):
        text = str(text)  # not a subclass with ideas of its own
        longest = min(longest, self._text)
        if len(text) > longest:
            self.is_cut = True
            text = text[:longest] + "…"
        self._text -= min(longest, len(text))
        return text

    def _ellipsis(self):
        self.is_cut = True
        return "…"


def _is_visible(text):
    return all("!" <= c <= "~" for c in text)


def _tell(message, *arguments, exc_info=False):
    try:
        _LOG.warning("mirrorlog: " + message, *arguments, exc_info=exc_info)
    except Exception:  # a handler of somebody's: there is nobody left to tell
        pass
