"""Views for people, one file a view."""
