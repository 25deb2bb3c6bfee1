"""Tests of the event logger against a real agent; run by .ci/clients."""
import ast
import atexit
import enum
import json
import logging
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../../.ci")]

from agent import Agent, wait_until  # noqa: E402
from event_logger_plugin import ALL_PLUGIN_EVENT_LOGGERS  # noqa: E402
from event_logger_plugin import mirrorlog_event_logger as module  # noqa: E402

TOKEN = "querybook-0123456789abcdef"


class EventType(enum.Enum):
    """As Querybook's own."""
    API = "API"
    WEBSOCKET = "WEBSOCKET"
    VIEW = "VIEW"
    CLICK = "CLICK"


class Heard(logging.Handler):
    """What the logger tells."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())

    def __contains__(self, words):
        return any(words in line for line in self.lines)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Fast(unittest.TestCase):
    """Waits less than in earnest."""

    def setUp(self):
        for name, value in {"LINGER": 0.02, "TIMEOUT": 0.3, "FIRST_PAUSE": 0.05, "LONGEST_PAUSE": 0.1,
                            "TELL_EVERY": 0.05}.items():
            before = getattr(module, name)
            setattr(module, name, value)
            self.addCleanup(setattr, module, name, before)
        self.heard = Heard()
        module._LOG.addHandler(self.heard)
        module._LOG.propagate = False
        self.addCleanup(module._LOG.removeHandler, self.heard)

    def logger(self, url=None, token=None):
        logger = module.MirrorlogEventLogger(url or "http://127.0.0.1:%d" % free_port(), token)
        self.addCleanup(logger.close, 0)
        self.addCleanup(atexit.unregister, logger.close)  # or the end would wait for agents that never come
        return logger

    def assert_quick(self, log, count=300):
        """No single number: the machine may be busy with something else for a moment."""
        took = []
        for n in range(count):
            start = time.perf_counter()
            self.assertIsNone(log(n))
            took.append(time.perf_counter() - start)
        self.assertLess(statistics.median(took), 0.001)
        self.assertLess(sorted(took)[-3], 0.02)


def api(logger, n):
    return logger.log(uid=7, event_type=EventType.API,
                      event_data={"method": "GET", "route": "/n/", "params": {"n": n, "padding": "x" * 100}})


class WithAgent(Fast):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.port = free_port()
        with open(cls.folder + "/config.yml", "w", encoding="utf-8") as file:
            file.write("data_dir: ./data\nintake: { http: { listen: \"127.0.0.1:%d\", tokens: { querybook: %s } } }\n"
                       "connections: { file: { connector: file, path: ./mirror.log, format: json, agent_events: false } }\n"
                       % (cls.port, TOKEN))
        cls.agent = Agent(cls.folder)
        cls.addClassCleanup(lambda: cls.agent.kill())

    def setUp(self):
        super().setUp()
        self.url = "http://127.0.0.1:%d" % self.port

    def logger(self, url=None, token=TOKEN):
        return super().logger(url or self.url, token)

    def mirrored(self):
        path = self.folder + "/mirror.log"
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def await_events(self, route, count):
        """Those of a route, in their order."""
        def found():
            return [e for e in self.mirrored() if e["metadata"]["event_data"].get("route") == route]
        wait_until(lambda: len(found()) >= count, 20, "%d events of %s" % (count, route))
        return found()

    def test_everything_that_querybook_logs_arrives(self):
        logger = self.logger()
        before = time.time()
        logger.log(7, EventType.API, {"method": "POST", "route": "/query_execution/", "params": {"q": "SELECT 1"}})
        logger.log(uid=0, event_type=EventType.WEBSOCKET, event_data={"route": "sub", "args": [1], "kwargs": {}})
        logger.log(None, EventType.CLICK, {"route": "clicked", "component": "HOME_PAGE"}, 1669000000123)
        logger.close()
        posted = self.await_events("/query_execution/", 1)[0]
        self.assertEqual("API POST /query_execution/", posted["message"])
        self.assertEqual(("querybook", "API", 7), (posted["site"], posted["type"], posted["user"]))
        self.assertEqual({"event_data": {"method": "POST", "route": "/query_execution/", "params": {"q": "SELECT 1"}}},
                         posted["metadata"])
        self.assertTrue(posted["timestamp"].startswith(time.strftime("%Y-%m-%dT", time.gmtime(before))))
        self.assertEqual(0, self.await_events("sub", 1)[0]["user"])
        clicked = self.await_events("clicked", 1)[0]
        self.assertEqual("2022-11-21T03:06:40.123000000+00:00", clicked["timestamp"])
        self.assertNotIn("user", clicked)

    def test_nothing_that_a_value_is_stops_it(self):
        class Odd:
            def __str__(self):
                raise RuntimeError("no")

        endless = []
        endless.append(endless)
        logger = self.logger()
        logger.log(7, EventType.API, {"route": "/odd/", "params": {
            "nan": float("nan"), "inf": float("-inf"), "big": 10 ** 5000, "decimal": Decimal("1.10"), 1: "a", "1": "b",
            "bytes": b"\xff", "lone": "\ud800", "set": {1}, "type": EventType.VIEW, "endless": endless, (1, 2): None,
            "control": "\x00\x1b[31m\u2028"}})
        logger.log(7, EventType.API, {"route": "/huge/", "params": {str(n): "\U0001f600" * 1000 for n in range(5000)}})
        logger.log("me", "LATER", "no dict", "no time")
        logger.log(7, EventType.API, {"route": "/lost/", "odd": Odd()})
        logger.log(7, EventType.API, {"route": "/last/"})
        self.assertEqual(1, len(self.await_events("/last/", 1)))
        odd = self.await_events("/odd/", 1)[0]["metadata"]
        self.assertEqual(("nan", "-inf", "1.10", "a", [1]),
                         tuple(odd["event_data"]["params"][key] for key in ("nan", "inf", "decimal", "1", "set")))
        self.assertTrue(odd["is_cut"])
        self.assertTrue(self.await_events("/huge/", 1)[0]["metadata"]["is_cut"])
        self.assertIn("LATER", [e["message"] for e in self.mirrored()])
        wait_until(lambda: "1 events are lost: they cannot be written as JSON (RuntimeError)" in self.heard, 5, "told")

    def test_what_waits_for_a_stopped_agent_arrives_once_in_order(self):
        logger = self.logger()
        api(logger, -1)
        self.await_events("/n/", 1)
        self.agent.stop()
        self.assert_quick(lambda n: api(logger, n))
        wait_until(lambda: "events wait, since: no answer of the agent" in self.heard, 5, "told")
        type(self).agent = Agent(self.folder)
        numbers = [e["metadata"]["event_data"]["params"]["n"] for e in self.await_events("/n/", 301)]
        self.assertEqual(list(range(-1, 300)), numbers)

    def test_a_lost_answer_mirrors_nothing_twice(self):
        with Deaf(self.port) as between:
            logger = self.logger("http://127.0.0.1:%d" % between.port)
            for n in range(20):
                logger.log(7, EventType.API, {"route": "/once/", "n": n})
            self.await_events("/once/", 20)
            wait_until(lambda: between.requests >= 2, 10, "the batch was sent again")
            logger.close()
        self.assertEqual(list(range(20)), [e["metadata"]["event_data"]["n"] for e in self.await_events("/once/", 20)])

    def test_children_of_a_process_send_for_themselves(self):
        logger = self.logger()
        logger.log(7, EventType.API, {"route": "/forked/", "who": "parent"})
        children = []
        for n in range(3):
            pid = os.fork()
            if pid == 0:
                try:
                    logger.log(7, EventType.API, {"route": "/forked/", "who": "child %d" % n})
                    logger.close(5)
                finally:
                    os._exit(0)
            children.append(pid)
        logger.log(7, EventType.API, {"route": "/forked/", "who": "parent later"})
        for pid in children:
            os.waitpid(pid, 0)
        whos = [e["metadata"]["event_data"]["who"] for e in self.await_events("/forked/", 5)]
        self.assertEqual(["child 0", "child 1", "child 2", "parent", "parent later"], sorted(whos))

    def test_the_end_of_a_process_waits_for_what_is_left(self):
        script = ("from event_logger_plugin import ALL_PLUGIN_EVENT_LOGGERS as all\n"
                  "all[0].log(7, 'API', {'route': '/exit/'})")
        subprocess.run([sys.executable, "-c", script], check=True, timeout=20, cwd=HERE,
                       env={**os.environ, "MIRRORLOG_URL": self.url, "MIRRORLOG_TOKEN": TOKEN, "MIRRORLOG_SITE": "querybook"})
        self.assertEqual("querybook", self.await_events("/exit/", 1)[0]["site"])

    def test_what_the_agent_refuses_is_told(self):
        logger = self.logger()
        logger.log(7, EventType.API, {"route": "/before/"})
        logger._outbox().put(b'{"event_type":7,"event_data":{}}')
        logger.log(7, EventType.API, {"route": "/after/"})
        self.await_events("/after/", 1)
        wait_until(lambda: "1 events are lost: the agent refused them: event_type: must be" in self.heard, 5, "told")

    def test_a_wrong_token_loses_nothing_until_somebody_mends_it(self):
        logger = self.logger(token="wrong-0123456789abcdef")
        logger.log(7, EventType.API, {"route": "/wrong/"})
        wait_until(lambda: "1 events wait, since: HTTP 401: the token is not known" in self.heard, 5, "told")
        self.assertNotIn("wrong-0123456789abcdef", self.heard)
        logger.close(0.01)
        self.assertIn("1 events are lost: the process ended before the agent had them", self.heard)


class WithoutAgent(Fast):

    def test_a_hanging_agent_is_not_waited_for(self):
        with socket.create_server(("127.0.0.1", 0)) as hanging:  # the system accepts, nobody answers
            logger = self.logger("http://127.0.0.1:%d" % hanging.getsockname()[1])
            self.assert_quick(lambda n: api(logger, n))
            start = time.monotonic()
            logger.close(0.2)
            self.assertLess(time.monotonic() - start, 1)
            self.assertIn("300 events are lost: the process ended", self.heard)

    def test_what_waits_is_bounded_and_the_rest_is_told(self):
        logger = self.logger()
        text = "x" * (module.TEXT - 1000)
        for _ in range(1000):
            logger.log(7, EventType.API, {"text": text})
        wait_until(lambda: "events are lost: more were waiting than are kept in memory" in self.heard, 5, "told")
        self.assertLessEqual(logger._outbox()._bytes, module.WAITING_BYTES)

    def test_a_broken_setting_breaks_no_request(self):
        for url in ("", "ftp://x", "http://", "http://h:x", "http://h/t/se cret", "http://[", "\x00"):
            logger = self.logger(url or "nonsense")
            api(logger, 1)
            logger.close(0.05)
        wait_until(lambda: "events wait, since: MIRRORLOG_URL is not usable" in self.heard, 5, "told")
        self.assertNotIn("cret", self.heard)
        logger = self.logger(token="to\nken")
        api(logger, 1)
        wait_until(lambda: "MIRRORLOG_TOKEN has a character" in self.heard, 5, "told")

    def test_a_handler_that_fails_breaks_no_request(self):
        class Failing(logging.Handler):
            def handle(self, record):
                raise RuntimeError("no disk")

        failing = Failing()
        module._LOG.addHandler(failing)
        self.addCleanup(module._LOG.removeHandler, failing)
        logger = self.logger()
        self.assert_quick(lambda n: api(logger, n), 10)
        logger.close(0.1)

    def test_a_signal_in_the_midst_of_it_locks_nothing(self):
        logger = self.logger()
        with logger._outbox()._changed:
            api(logger, 1)

    def test_it_is_what_querybook_expects(self):
        self.assertEqual(["mirrorlog"], [logger.logger_name for logger in ALL_PLUGIN_EVENT_LOGGERS])
        with open(module.__file__, encoding="utf-8") as source:
            ast.parse(source.read(), feature_version=(3, 8))


class Deaf:
    """Passes the first request on, and hangs up in place of its answer; passes all others on whole."""

    def __init__(self, port):
        self._to = port
        self.requests = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self.requests += 1
            threading.Thread(target=self._serve, args=(client, self.requests == 1), daemon=True).start()

    def _serve(self, client, is_deaf):
        with client, socket.create_connection(("127.0.0.1", self._to)) as agent:
            threading.Thread(target=self._pass, args=(client, agent), daemon=True).start()
            if is_deaf:
                agent.recv(1)  # it has answered, so it has the events
            else:
                self._pass(agent, client)

    @staticmethod
    def _pass(source, sink):
        try:
            while True:
                data = source.recv(1 << 16)
                if not data:
                    return
                sink.sendall(data)
        except OSError:
            pass


if __name__ == "__main__":
    unittest.main(warnings="ignore")
