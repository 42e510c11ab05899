"""pre-commit from PyPI on a real repository: what is staged counts, what only lies in the work tree does not."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(os.environ["ULLAGE_BIN"])


class PreCommit(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {
            **os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(self.folder / "home"),
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a",
        }
        # The hooks' repository is what pre-commit clones: the manifest alone is enough.
        self.hooks = self.folder / "hooks"
        self.hooks.mkdir()
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", self.hooks)
        self.git(self.hooks, "init", "-q", "-b", "main", ".")
        self.git(self.hooks, "add", ".")
        self.git(self.hooks, "commit", "-q", "-m", "hooks")
        self.project = self.folder / "project"
        (self.project / "skills").mkdir(parents=True)
        (self.project / ".ullage.toml").write_text('[files]\n"skills/**" = 10\n')
        (self.project / "skills" / "SKILL.md").write_text("one two three\n")
        self.git(self.project, "init", "-q", "-b", "main", ".")
        self.git(self.project, "add", ".")
        self.git(self.project, "commit", "-q", "-m", "first")

    def git(self, folder, *arguments):
        subprocess.run(["git", *arguments], cwd=folder, env=self.environment, check=True)

    def run_hook(self, name):
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", str(self.hooks), name, "--verbose", "--all-files"],
            cwd=self.project, env=self.environment, capture_output=True, text=True)

    def test_oversized_skill_fails_once_staged(self):
        skill = self.project / "skills" / "SKILL.md"
        self.assertEqual(self.run_hook("ullage-check").returncode, 0)
        skill.write_text("word " * 50)
        # pre-commit refuses to look past unstaged changes of hooked files; the program itself is asked as well.
        direct = subprocess.run(
            ["ullage", "report", "--quiet", "--check", "--staged"], cwd=self.project, env=self.environment,
            capture_output=True)
        self.assertEqual(direct.returncode, 0, "an unstaged change does not fail")
        self.git(self.project, "add", "skills/SKILL.md")
        failed = self.run_hook("ullage-check")
        self.assertEqual(failed.returncode, 1, failed.stdout + failed.stderr)
        self.assertIn("over its limit of 10", failed.stdout)

    def test_growth_is_held(self):
        (self.project / "skills" / "SKILL.md").write_text("word " * 3000)
        self.git(self.project, "add", ".")
        failed = self.run_hook("ullage-growth")
        self.assertEqual(failed.returncode, 1)
        self.assertIn("over the budget of 2000", failed.stdout)

    def test_sarif_is_read_by_its_tools(self):
        (self.project / "skills" / "SKILL.md").write_text("word " * 50)
        path = self.folder / "found.sarif"
        with path.open("wb") as file:
            subprocess.run(
                ["ullage", "report", "--check", "--format", "sarif"], cwd=self.project, env=self.environment, stdout=file)
        from sarif import loader

        errors = loader.load_sarif_file(str(path)).get_records()
        self.assertEqual([record["Location"] for record in errors], ["skills/SKILL.md"])
        self.assertEqual(json.loads(path.read_text())["version"], "2.1.0")


if __name__ == "__main__":
    unittest.main()
