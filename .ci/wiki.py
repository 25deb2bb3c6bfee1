"""A MediaWiki that a script of this folder installs for itself, drives, asks and stops."""
import contextlib
import http.cookiejar
import json
import os
import socket
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import uuid

from agent import wait_until

CODE = "/usr/share/mediawiki"
BOT = "Admin@mirrorlog"
PASSWORD = "an-admin-password-of-a-test"
BOT_PASSWORD = "0123456789abcdef0123456789abcdef"
GRANTS = ("basic,import,editpage,editprotected,editinterface,createeditmovepage,uploadfile,uploadeditmovefile,"
          "patrol,rollback,blockusers,viewdeleted,delete,oversight,protect,createaccount,mergehistory")

SETTINGS = """
$wgServer = 'http://127.0.0.1:' . getenv( 'WIKI_PORT' );
$wgEnableUploads = true;
$wgUploadDirectory = getenv( 'WIKI_FOLDER' ) . '/images';
$wgJobRunRate = 0;
$wgPingback = false;
$wgUsePrivateIPs = true;
$wgShowExceptionDetails = false;
$wgGroupPermissions['sysop']['deletelogentry'] = true;
$wgGroupPermissions['sysop']['deleterevision'] = true;
$wgGroupPermissions['sysop']['suppressrevision'] = true;
$wgGroupPermissions['sysop']['suppressionlog'] = true;
$wgGroupPermissions['sysop']['hideuser'] = true;
$wgGroupPermissions['sysop']['userrights'] = true;
$wgGroupPermissions['sysop']['mergehistory'] = true;
$wgGroupPermissions['sysop']['editcontentmodel'] = true;
$wgGrantPermissions['oversight']['deletelogentry'] = true;
$wgGrantPermissions['oversight']['deleterevision'] = true;
$wgGrantPermissions['oversight']['hideuser'] = true;
$wgGrantPermissions['oversight']['suppressionlog'] = true;
$wgGrantPermissions['basic']['userrights'] = true;
$wgGrantPermissions['basic']['managechangetags'] = true;
$wgGrantPermissions['basic']['changetags'] = true;
$wgGrantPermissions['basic']['deletechangetags'] = true;
$wgGrantPermissions['basic']['applychangetags'] = true;
$wgGrantPermissions['basic']['editcontentmodel'] = true;
// Whatever waits to be done counts as so many seconds of lag.
$wgJobQueueIncludeInMaxLagFactor = file_exists( getenv( 'WIKI_FOLDER' ) . '/lags' ) ? 0.001 : false;
$wgAPIMaxResultSize = file_exists( getenv( 'WIKI_FOLDER' ) . '/terse' ) ? 8192 : 8388608;
$wgGroupPermissions['*']['read'] = !file_exists( getenv( 'WIKI_FOLDER' ) . '/private' );
"""

# In front of the wiki, as a proxy is that has lost it.
ROUTER = """<?php
if ( file_exists( getenv( 'WIKI_FOLDER' ) . '/away' ) ) {
	http_response_code( 503 );
	header( 'Retry-After: 1' );
	echo '<html><title>Our servers are under maintenance</title></html>';
	return true;
}
return false;
"""

# Writes entries as they are given on the standard input, in one transaction: what the API cannot be made to write.
WRITER = """<?php
require_once '/usr/share/mediawiki/maintenance/Maintenance.php';
class WriteLog extends Maintenance {
	public function execute() {
		$this->beginTransaction( $this->getDB( DB_PRIMARY ), __METHOD__ );
		foreach ( json_decode( stream_get_contents( STDIN ), true ) as $given ) {
			$entry = new ManualLogEntry( $given['type'], $given['action'] );
			$by = $given['user'] ?? 'Admin';
			$entry->setPerformer( strpos( $by, '>' ) === false ? User::newFromName( $by, false )
				: \\MediaWiki\\User\\UserIdentityValue::newExternal( ...explode( '>', $by ) ) );
			$entry->setTarget( Title::newFromText( $given['title'] ) );
			$entry->setComment( $given['comment'] ?? '' );
			$entry->setLegacy( $given['legacy'] ?? false );
			$entry->setParameters( $given['params'] ?? [] );
			if ( isset( $given['timestamp'] ) ) {
				$entry->setTimestamp( wfTimestamp( TS_MW, $given['timestamp'] ) );
			}
			$entry->addTags( $given['tags'] ?? [] );
			$entry->insert();
		}
		$this->commitTransaction( $this->getDB( DB_PRIMARY ), __METHOD__ );
	}
}
$maintClass = WriteLog::class;
require_once RUN_MAINTENANCE_IF_MAIN;
"""


class Wiki:
    """One on loopback, in a folder of its own, with SQLite. Its only user is Admin, who may do and see everything."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        self.environment = dict(os.environ, MW_CONFIG_FILE=folder + "/LocalSettings.php", WIKI_FOLDER=folder,
                                WIKI_PORT=str(self.port), PHP_CLI_SERVER_WORKERS="2")
        os.makedirs(folder + "/data")
        os.makedirs(folder + "/images")
        self.maintain(CODE + "/maintenance/install.php", "--dbtype", "sqlite", "--dbpath", folder + "/data", "--confpath", folder,
                      "--scriptpath", "", "--pass", PASSWORD, "Test wiki", "Admin")
        with open(folder + "/LocalSettings.php", "a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        for name, text in ("router.php", ROUTER), ("writer.php", WRITER):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as script:
                script.write(text)
        self.maintain(CODE + "/maintenance/createBotPassword.php", "--appid", "mirrorlog", "--grants", GRANTS, "Admin",
                      BOT_PASSWORD)
        self.process = None
        self.start()

    @property
    def api(self):
        return "http://127.0.0.1:%d/api.php" % self.port

    def maintain(self, script, *arguments, given=None):
        done = subprocess.run(["php", script, *arguments], env=self.environment, cwd=self.folder, input=given,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError("%s: %s%s" % (script, done.stdout, done.stderr))

    def write(self, entries):
        """Adds entries to its log: type, action, title and whatever else the writer looks for."""
        self.maintain(self.folder + "/writer.php", given=json.dumps(entries))

    def start(self):
        self.process = subprocess.Popen(
            ["php", "-d", "opcache.enable_cli=1", "-d", "opcache.validate_timestamps=0", "-S", "127.0.0.1:%d" % self.port,
             "-t", CODE, self.folder + "/router.php"],
            env=self.environment, stdout=open(self.folder + "/server.out", "ab"), stderr=subprocess.STDOUT,
            start_new_session=True)

        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        wait_until(answers, 30, "the wiki listens")

    def kill(self):
        """With the workers of the server, which are its children."""
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def sql(self, text):
        """Changes its database behind its back."""
        with contextlib.closing(sqlite3.connect(self.folder + "/data/my_wiki.sqlite", timeout=20)) as database:
            database.executescript(text)
            database.commit()

    def forget_sessions(self):
        with contextlib.closing(sqlite3.connect(self.folder + "/data/wikicache.sqlite", timeout=20)) as cache:
            cache.execute("DELETE FROM objectcache")
            cache.commit()

    def flag(self, name, there):
        """Sets or takes away one of the files that the settings and the router look for."""
        path = os.path.join(self.folder, name)
        if there:
            open(path, "w").close()
        elif os.path.exists(path):
            os.remove(path)


class Client:
    """Somebody who calls an api.php; a stranger until logged in."""

    def __init__(self, api):
        self.api = api
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.csrf = "+\\"

    def log_in(self):
        said = self.post(action="login", lgname=BOT, lgpassword=BOT_PASSWORD, lgtoken=self.token("login"))
        assert said["login"]["result"] == "Success", said
        self.csrf = self.token()
        return self

    def raw(self, parameters, post=False):
        """(status, headers, body) of exactly these parameters."""
        text = urllib.parse.urlencode(parameters)
        try:
            url, body = (self.api, text.encode()) if post else (self.api + "?" + text, None)
            with self.opener.open(url, body, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers, e.read()

    def get(self, **parameters):
        return json.loads(self.raw(dict(parameters, format="json", formatversion="2"))[2])

    def post(self, **parameters):
        return json.loads(self.raw(dict(parameters, format="json", formatversion="2"), post=True)[2])

    def token(self, kind="csrf"):
        return self.get(action="query", meta="tokens", type=kind)["query"]["tokens"][kind + "token"]

    def act(self, action, **parameters):
        """Changes the wiki."""
        said = self.post(**{"action": action, "token": self.csrf, **parameters})
        assert "error" not in said, (action, parameters, said)
        return said

    def send(self, action, field, name, content, **parameters):
        """Changes the wiki with a file."""
        boundary = uuid.uuid4().hex
        fields = dict(parameters, action=action, format="json", formatversion="2", token=self.csrf)
        body = "".join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary, key, value)
                       for key, value in fields.items())
        body += '--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n' % (boundary, field, name)
        body = body.encode() + content + ("\r\n--%s--\r\n" % boundary).encode()
        request = urllib.request.Request(self.api, body, {"Content-Type": "multipart/form-data; boundary=" + boundary})
        with self.opener.open(request, timeout=60) as answer:
            said = json.loads(answer.read())
        assert "error" not in said, (action, name, said)
        return said

    def log(self, **parameters):
        """The whole log, the oldest entry first."""
        asked = dict({"leprop": "ids|title|type|user|userid|timestamp|comment|details|tags"}, action="query",
                     list="logevents", ledir="newer", lelimit="max", **parameters)
        entries, more = [], {}
        while more is not None:
            said = self.get(**asked, **more)
            assert "error" not in said and "warnings" not in said, said
            entries += said["query"]["logevents"]
            more = said.get("continue")
        return entries
