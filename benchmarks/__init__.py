"""Speed, outside the tests."""
