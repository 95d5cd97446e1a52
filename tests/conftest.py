"""What all tests share: where the data beside the project lies, and a run without excuses."""

from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).parents[2] / "shared"
_SKIPPED = pytest.StashKey[list[str]]()

# A deadline measures how busy the machine is.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser):
    parser.addoption(
        "--no-skips", action="store_true", help="fail the run when a test is skipped, and say why"
    )


def pytest_configure(config):
    config.stash[_SKIPPED] = []
    if config.getoption("no_skips"):
        config.pluginmanager.register(_NoSkips(config), "no-skips")


@pytest.fixture(scope="session")
def shared():
    """The folder of data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no data beside the project: {SHARED} is missing")
    return SHARED


class _NoSkips:
    """Counts what is skipped, a module as a whole included, and turns it into a failure."""

    def __init__(self, config):
        self.skipped = config.stash[_SKIPPED]

    def pytest_runtest_logreport(self, report):
        self._note(report)

    def pytest_collectreport(self, report):
        self._note(report)

    def _note(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            _file, _line, reason = report.longrepr
            self.skipped.append(f"{report.nodeid}: {reason}")

    def pytest_sessionfinish(self, session):
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.skipped:
            terminalreporter.section("skipped, and with --no-skips that is a failure", red=True)
            for each in self.skipped:
                terminalreporter.write_line(each)
