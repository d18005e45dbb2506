-- People who left stay in the directory until they are erased; the record knows since when, and this shows it.

ALTER TABLE directory.people ADD COLUMN left_at timestamptz;
