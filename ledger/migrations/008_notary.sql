-- The notary: the tree over the record, and what was signed about it. Its key is never here.

CREATE SCHEMA notary;

-- 256 hashes of 32 bytes each, fewer at the growing edge. They follow from the events, and can be made anew.
CREATE TABLE notary.tiles (
    level          smallint NOT NULL,
    number         bigint NOT NULL,
    first_position bigint NOT NULL,
    hashes         bytea NOT NULL,
    PRIMARY KEY (level, number)
);
-- Hashes do not pack.
ALTER TABLE notary.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
CREATE INDEX tiles_by_position ON notary.tiles (first_position) WHERE level = 0;

-- Heads and changes of keys, as they were signed, in the order of signing.
CREATE TABLE notary.statements (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size    bigint NOT NULL,
    is_head boolean NOT NULL,
    note    text NOT NULL
);
CREATE INDEX heads_by_number ON notary.statements (number) WHERE is_head;

CREATE FUNCTION notary.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of notary.% refused: what was signed is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON notary.statements
    FOR EACH STATEMENT EXECUTE FUNCTION notary.refuse_change();
ALTER TABLE notary.statements ENABLE ALWAYS TRIGGER refuse_change;
