"""One headless Chromium for all tests, Debian's own: nothing is downloaded."""
import pathlib
import shutil
import tempfile
import unittest

from playwright.sync_api import sync_playwright

import subjects


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.playwright = sync_playwright().start()
        # As root, Chromium has no sandbox; the pages are our own.
        cls.browser = cls.playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        cls.kept = {}

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        shutil.rmtree(cls.folder)

    def file(self, name):
        """A page by its name, made once."""
        make = {
            "report": lambda folder: subjects.report(folder),
            "comparison": subjects.comparison,
            "plan": lambda folder: subjects.plan(folder, 120, "12k"),
            "report-large": lambda folder: subjects.large(subjects.report(folder)),
            "plan-large": lambda folder: subjects.plan(folder, 2000, "200k"),
        }
        if name not in self.kept:
            folder = self.folder / name
            folder.mkdir()
            path = folder / "page.html"
            path.write_text(make[name](folder), encoding="utf8")
            self.kept[name] = path
        return self.kept[name]

    def open(self, name, width=1440, height=900, scheme="light", scripts=True):
        """A page that fails the test if it says an error, breaks its policy or asks for anything but itself."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts)
        self.addCleanup(context.close)
        page = context.new_page()
        self.faults = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: self.faults.append("a dialog"))
        page.on("request", lambda request: self.faults.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
        page.goto(f"file://{self.file(name)}")
        if scripts:
            # Fonts differ between machines: pictures are taken in one.
            page.add_style_tag(content='* { font-family: "DejaVu Sans" !important; }')
            page.evaluate("() => document.fonts.ready")
            page.wait_for_timeout(50)
        return page
