"""Files that come in and notices that go out."""
