"""What ships with the studio is found."""

from studio.resources import RESOURCES


def test_the_samples_and_the_tables_are_there():
    assert (RESOURCES / "samples").is_dir()
    assert (RESOURCES / "endpoints.toml").is_file()
