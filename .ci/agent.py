"""An agent that a script of this folder starts, asks and stops."""
import http.client
import json
import os
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
JAR = os.path.join(ROOT, "agent/target/mirrorlog.jar")
JAVA = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx96m"]


class Agent:
    """One in a process of its own, with config.yml of its folder; its words go to agent.err of the place for logs."""

    def __init__(self, folder, tracer=(), logs=None):
        self.folder = folder
        self.traced = bool(tracer)
        self.process = subprocess.Popen(
            [*tracer, *JAVA, "-jar", JAR, "run", "--config", "config.yml"], cwd=folder, stdout=subprocess.PIPE,
            stderr=open(os.path.join(logs or folder, "agent.err"), "ab"), text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            self.process.kill()
            raise RuntimeError("the agent of %s did not get ready: %r" % (folder, line))
        self.host = line.split()[1].replace("http://", "")

    def pid(self):
        """A tracer passes no signal on, so it is its child that is told."""
        if not self.traced:
            return self.process.pid
        return int(subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()[0])

    def ask(self, method, path, body=None):
        """(status, headers, body) of a request on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body is not None else {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def post(self, events):
        return self.ask("POST", "/v1/events", json.dumps(events))

    def connections(self):
        return json.loads(self.ask("GET", "/v1/status")[2])["connections"]

    def is_alive(self):
        return self.process.poll() is None

    def await_idle(self):
        wait_until(lambda: all(each["waiting"] == 0 for each in self.connections().values()), 60, "nothing waits")

    def stop(self):
        """As a service manager does; the exit code."""
        os.kill(self.pid(), signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait()


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("in %d s it did not come to: %s" % (seconds, what))
        time.sleep(0.05)
