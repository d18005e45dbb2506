-- The planner's statistics hold samples of every column; of a name or an address they would outlive their person.
-- Giving the type anew drops what was sampled so far.

ALTER TABLE directory.people ALTER COLUMN name TYPE text, ALTER COLUMN address TYPE text;
ALTER TABLE directory.people ALTER COLUMN name SET STATISTICS 0, ALTER COLUMN address SET STATISTICS 0;
