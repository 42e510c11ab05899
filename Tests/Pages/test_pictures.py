"""The pages as they look, at three widths, light and dark, against references that people have looked at."""
import io
import os
import pathlib
import unittest

from PIL import Image, ImageChops

from browser import BrowserTest

REFERENCES = pathlib.Path(__file__).parent / "references"
# Width and height of the window, and by what the picture is made smaller: letters blur, boxes and colours stay.
WIDTHS = [(390, 844, 2), (1440, 900, 4), (2560, 1440, 5)]
COLOURS = 48
# Of 255: how far a pixel may be off on the average, and how many in a hundred may be off by more than a hinted letter is.
MEAN = 2.0
FAR, FAR_SHARE = 40, 1.0


class Pictures(BrowserTest):
    def picture(self, page, shrink):
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        return image.resize((image.width // shrink, image.height // shrink), Image.Resampling.BOX)

    def check(self, name, picture):
        path = REFERENCES / f"{name}.png"
        if os.environ.get("ULLAGE_RECORD"):
            picture.quantize(COLOURS).save(path, optimize=True)
            return
        reference = Image.open(path).convert("RGB")
        self.assertEqual(picture.size, reference.size)
        # The reference has few colours: so has the picture it is held against.
        difference = ImageChops.difference(picture.quantize(COLOURS).convert("RGB"), reference).convert("L")
        counts = difference.histogram()
        pixels = picture.width * picture.height
        mean = sum(value * count for value, count in enumerate(counts)) / pixels
        far = 100 * sum(counts[FAR:]) / pixels
        if mean > MEAN or far > FAR_SHARE:
            seen = pathlib.Path(os.environ.get("ULLAGE_SEEN", self.folder)) / f"{name}.png"
            picture.save(seen)
            self.fail(f"{name}: {mean:.2f} off on the average (at most {MEAN}), {far:.2f}% of it far off (at most {FAR_SHARE}%): {seen}")

    def test_pages_look_as_their_references_do(self):
        for name in ["report", "plan"]:
            for width, height, shrink in WIDTHS:
                for scheme in ["light", "dark"]:
                    with self.subTest(page=name, width=width, scheme=scheme):
                        page = self.open(name, width, height, scheme)
                        self.check(f"{name}-{width}-{scheme}", self.picture(page, shrink))
                        self.assertEqual(self.faults, [])

    def test_nothing_is_wider_than_the_window(self):
        for name in ["report", "comparison", "plan"]:
            for width, height, _ in WIDTHS:
                with self.subTest(page=name, width=width):
                    page = self.open(name, width, height)
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    unittest.main()
