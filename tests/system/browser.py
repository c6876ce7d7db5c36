"""A headless Chromium driven through the DevTools protocol over two pipes: no port, no driver, no further package."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import pathlib
import select
import shutil
import signal

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--hide-scrollbars", "--force-color-profile=srgb", "--disable-extensions", "--mute-audio"]  # fmt: skip
HUNG = 120  # seconds without a word from the browser: then it hangs, which is no matter of speed


def _pipe() -> tuple[int, int]:
    """The ends of a pipe, out of the way of the browser's own descriptors."""
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return moved


class Browser:
    """One page of one browser. `events` keeps all that was reported, in order."""

    def __init__(self, profile: pathlib.Path):
        (commands, self._out), (self._in, replies) = _pipe(), _pipe()
        words = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
        silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        # The protocol is spoken over descriptors 3 (in) and 4 (out).
        spoken = [(os.POSIX_SPAWN_DUP2, commands, 3), (os.POSIX_SPAWN_DUP2, replies, 4)]
        self._process = os.posix_spawn(CHROMIUM, words, dict(os.environ, HOME=str(profile)), file_actions=silent + spoken)
        os.close(commands)
        os.close(replies)
        self._rest, self._count, self._session = b"", 0, None
        self.events: list[dict] = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self(f"{domain}.enable")

    def close(self) -> None:
        os.close(self._out)
        os.close(self._in)
        os.kill(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)

    def _read(self) -> dict:
        while b"\0" not in self._rest:
            assert select.select([self._in], [], [], HUNG)[0], "the browser hangs"
            piece = os.read(self._in, 1 << 20)
            assert piece, "the browser has ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def __call__(self, method: str, **parameters) -> dict:
        """Calls a method of the protocol and returns its result."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            reply = self._read()
            if reply.get("id") == self._count:
                assert "error" not in reply, f"{method}: {reply['error']}"
                return reply["result"]
            if "method" in reply:
                self.events.append(reply)

    def wait_for(self, method: str) -> dict:
        """The next event of this name that has not been waited for."""
        while True:
            for event in self.events:
                if event["method"] == method and not event.get("seen"):
                    event["seen"] = True
                    return event["params"]
            message = self._read()
            if "method" in message:
                self.events.append(message)

    def open(self, page: pathlib.Path, width: int = 1280, height: int = 900, dark: bool = False, scripts: bool = True) -> None:
        """Loads a file in a window of that size, forgetting all earlier events."""
        self("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.prefer(dark)
        self("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.events.clear()
        self("Page.navigate", url=page.resolve().as_uri())
        self.wait_for("Page.loadEventFired")

    def prefer(self, dark: bool = False, media: str = "") -> None:
        self("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def value(self, expression: str):
        """The value of a JavaScript expression in the page."""
        result = self("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """A key goes down and up."""
        for kind in ("rawKeyDown", "keyUp"):
            self("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def download(self, link: str, folder: pathlib.Path) -> pathlib.Path:
        """Follows the link that an expression finds, and returns the file that it saves."""
        self("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
        self("Runtime.evaluate", expression=f"({link}).click()", userGesture=True)
        name = self.wait_for("Browser.downloadWillBegin")["suggestedFilename"]
        while (state := self.wait_for("Browser.downloadProgress")["state"]) == "inProgress":
            pass
        assert state == "completed", state
        return folder / name

    def screenshot(self, whole: bool = True) -> bytes:
        """PNG of the page, or of what the window shows."""
        return base64.b64decode(self("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])

    def pdf(self) -> bytes:
        return base64.b64decode(self("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])

    def complaints(self) -> list[str]:
        """What the page wrote to the console, errors that it did not catch, and what the browser logged about it."""
        found = []
        for event in self.events:
            if event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
                found.append(json.dumps(event["params"])[:500])
        return found

    def requests(self) -> list[str]:
        """Addresses that the page asked for, data within the page aside."""
        asked = (event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [url for url in asked if not url.startswith("data:")]


@contextlib.contextmanager
def chromium(profile: pathlib.Path):
    browser = Browser(profile)
    try:
        yield browser
    finally:
        browser.close()
