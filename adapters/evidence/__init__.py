"""Evidence for people: what a bundle tells, as a page that can be read and printed."""
