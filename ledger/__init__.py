"""The record itself: how events are stored, guarded and read back."""
