"""The pages in use: by keyboard, by address, with a screen reader's rules, without scripts, in print, and against a hostile name."""
import unittest

from axe_playwright_python.sync_playwright import Axe

from browser import BrowserTest
import subjects

FOCUS = "() => { const e = document.activeElement; return e.id || e.closest('[id]')?.id || e.tagName; }"


class Use(BrowserTest):
    def tearDown(self):
        self.assertEqual(getattr(self, "faults", []), [])

    def tab(self, page, times=1):
        for _ in range(times):
            page.keyboard.press("Tab")
        return page.evaluate(FOCUS)

    def until(self, page, place):
        """Tabs on to a place; the places that are passed, each once."""
        passed = []
        for _ in range(60):
            here = self.tab(page)
            if not passed or passed[-1] != here:
                passed.append(here)
            if here == place:
                return passed
        self.fail(f"the tab key never reaches {place}: {passed}")

    def state(self, page):
        return page.evaluate("""() => ({
          trail: [...document.querySelectorAll('#trail button')].map(b => b.textContent),
          files: parseInt(document.getElementById('found').textContent.replace(/,/g, '')),
          told: document.getElementById('told').textContent, hash: decodeURIComponent(location.hash),
          focus: document.activeElement.node?.path, rows: document.querySelectorAll('#rows tr').length })""")

    def test_the_report_is_walked_by_keyboard(self):
        page = self.open("report")
        self.assertEqual(self.until(page, "map"), ["trail", "measure", "legend", "map"])
        start = self.state(page)
        self.assertEqual(start["trail"], ["tree"])
        seen = {start["focus"]}
        for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"]:
            page.keyboard.press(key)
            seen.add(self.state(page)["focus"])
        self.assertGreater(len(seen), 2, "arrow keys move between cells")
        # The largest folder stands first.
        folder = page.evaluate("() => { const c = [...document.querySelectorAll('#map button')].find(b => b.node.file === undefined); c.focus(); return c.node.path; }")
        page.keyboard.press("Enter")
        inside = self.state(page)
        self.assertEqual(inside["trail"], ["tree", folder.rstrip("/")])
        self.assertLess(inside["files"], start["files"], "the table follows")
        self.assertIn(f"folder={folder}", inside["hash"], "the address keeps the place")
        self.assertTrue(inside["focus"].startswith(folder), "the focus is in the folder")
        self.assertTrue(inside["told"].startswith(folder))
        page.keyboard.press("Escape")
        self.assertEqual(self.state(page)["trail"], ["tree"])
        self.assertEqual(self.state(page)["focus"], folder, "the focus is where it came from")
        page.go_back()
        self.assertEqual(self.state(page)["trail"], inside["trail"], "Back leads to the folder before")
        page.go_back()
        self.assertEqual(self.state(page)["trail"], ["tree"])

    def test_a_file_in_the_picture_leads_to_its_row(self):
        page = self.open("report")
        path = page.evaluate("() => { const c = [...document.querySelectorAll('#map button')].find(b => b.node.file !== undefined); c.focus(); return c.node.path; }")
        page.keyboard.press("Enter")
        self.assertEqual(page.evaluate("() => document.activeElement.cells[0].textContent"), path)
        self.assertTrue(page.evaluate("() => document.activeElement.classList.contains('chosen')"))

    def test_the_filter_narrows_the_table_and_stays_in_the_address(self):
        page = self.open("report")
        every = self.state(page)["files"]
        self.until(page, "filter")
        page.keyboard.type("swift core")
        some = self.state(page)
        self.assertTrue(0 < some["files"] < every)
        self.assertEqual(some["files"], some["rows"])
        self.assertIn("filter=swift+core", some["hash"])
        page.reload()
        self.assertEqual(self.state(page)["files"], some["files"], "the address brings it back")
        self.assertEqual(page.locator("#filter").input_value(), "swift core")
        self.until(page, "filter")
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        self.assertEqual(self.state(page)["files"], every)

    def test_the_legend_filters_and_heads_sort(self):
        page = self.open("report")
        language = page.locator("#legend button").first.get_attribute("data-language")
        page.locator("#legend button").first.click()
        self.assertEqual(page.locator("#filter").input_value(), language)
        self.assertLess(self.state(page)["files"], 61)
        self.assertEqual(page.locator("#legend button").first.get_attribute("aria-pressed"), "true")
        page.locator("#legend button").first.click()
        page.locator("#heads button").first.press("Enter")
        self.assertEqual(page.locator("#heads th").first.get_attribute("aria-sort"), "ascending")
        names = page.evaluate("() => [...document.querySelectorAll('#rows td.name')].map(c => c.textContent)")
        self.assertEqual(len(names), 60, "the last row is made when it comes near")
        self.assertEqual(names, sorted(names))

    def test_the_plan_is_walked_by_keyboard(self):
        page = self.open("plan")
        self.until(page, "timeline")
        last = int(page.locator("#timeline").get_attribute("aria-valuenow"))
        self.assertEqual(last, int(page.locator("#timeline").get_attribute("aria-valuemax")))
        page.keyboard.press("ArrowLeft")
        self.assertEqual(int(page.locator("#timeline").get_attribute("aria-valuenow")), last - 1)
        page.keyboard.press("Home")
        self.assertIn("messages[0], user, turn 1", page.locator("#timeline").get_attribute("aria-valuetext"))
        page.keyboard.press("PageUp")
        page.keyboard.press("Enter")
        self.assertEqual(page.evaluate("() => document.activeElement.cells[0].textContent.split(' ')[0]"), "messages[10]")
        tokens = page.evaluate("() => [...document.querySelectorAll('#rows td:nth-child(3)')].map(c => +c.textContent.replace(/,/g, ''))")
        self.assertEqual(tokens, sorted(tokens, reverse=True), "the largest first")

    def test_axe_finds_nothing_and_reports_it_where_there_is_something(self):
        # Without best practices, which are no rules: WCAG 2.2, levels A and AA.
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
        for name in ["report", "comparison", "plan"]:
            for scheme in ["light", "dark"]:
                for width in [390, 1440]:
                    with self.subTest(page=name, scheme=scheme, width=width):
                        page = self.open(name, width=width, scheme=scheme)
                        results = Axe().run(page, options=options)
                        self.assertEqual(results.violations_count, 0, results.generate_report())
                        self.assertGreater(len(results.response["passes"]), 10)
        page.evaluate("() => document.body.append(Object.assign(document.createElement('img'), { width: 10, height: 10 }))")
        self.assertEqual(Axe().run(page, options=options).response["violations"][0]["id"], "image-alt")

    def test_there_is_a_table_without_scripts(self):
        page = self.open("report", scripts=False)
        names = page.locator("noscript td.name").all_inner_texts()
        self.assertEqual(len(names), 61)
        page = self.open("plan", scripts=False)
        self.assertEqual(page.locator("#rows tr").count(), 21)
        self.assertTrue(page.locator(".bar").is_visible())
        self.assertIn("before and after", page.content())

    def test_print_has_the_picture_and_the_table_and_no_controls(self):
        for name, kept, left in [("report", ["#map", "#rows"], ["#filter", "#measure", "#told"]), ("plan", [".bar", "#timeline", "#rows"], ["#told"])]:
            page = self.open(name)
            page.emulate_media(media="print")
            for place in kept:
                self.assertTrue(page.locator(place).is_visible(), place)
            for place in left:
                self.assertFalse(page.locator(place).is_visible(), place)
            self.assertGreater(len(page.pdf()), 10_000)

    def test_the_policy_lets_nothing_in_or_out(self):
        for name in ["report", "plan"]:
            page = self.open(name)
            refused = page.evaluate("""() => new Promise(done => {
              const seen = new Set();
              document.addEventListener('securitypolicyviolation', event => { seen.add(event.effectiveDirective); if (seen.size === 3) done([...seen].sort()); });
              fetch('http://127.0.0.1:9/').catch(() => {});
              const image = new Image(); image.src = 'http://127.0.0.1:9/a.png';
              const frame = document.createElement('iframe'); frame.src = 'http://127.0.0.1:9/'; document.body.append(frame);
              setTimeout(() => done([...seen].sort()), 2000);
            })""")
            self.assertEqual(refused, ["connect-src", "frame-src", "img-src"])
            self.faults = [fault for fault in self.faults if "Content Security Policy" not in fault and "127.0.0.1:9" not in fault]

    def test_a_name_is_no_markup_and_turns_no_text(self):
        page = self.open("report")
        self.assertEqual(page.locator("img").count(), 0)
        names = page.locator("#rows td.name").all_inner_texts()
        shown = "docs/" + subjects.HOSTILE.replace("\u202e", "\\u{202e}")
        self.assertIn(shown, names)


if __name__ == "__main__":
    unittest.main()
